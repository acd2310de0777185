#ifndef DLP_PDF_SALVAGE_H
#define DLP_PDF_SALVAGE_H

#include "base/span.h"
#include "pdf/out.h"

/*
 * What can be had from a file that no longer holds together as a PDF: each
 * stream is inflated as far as it goes, and the strings in it, and in the
 * objects around it, are written as text.  Without fonts and pages this finds
 * what is in a plain encoding, which is most of what matters in most files;
 * it never makes a document `whole`.
 */
void dlp_pdf_salvage(struct dlp_pdf_out *out, struct dlp_span file);

#endif
