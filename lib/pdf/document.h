#ifndef DLP_PDF_DOCUMENT_H
#define DLP_PDF_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "pdf/mupdf.h"

/* A PDF as a whole, before anything of it is read. */

/* Open the bytes of a file, which are borrowed, without its scripts.  Throws;
 * the caller drops the document. */
pdf_document *dlp_pdf_document_open(fz_context *ctx, struct dlp_span bytes);

/* Switch all layers on.  Those that were off, for the caller to drop.
 * Throws. */
pdf_mark_bits *dlp_pdf_document_show(fz_context *ctx, pdf_document *doc);

/* Whether an end mark stands where it belongs, near the end. */
bool dlp_pdf_document_ends(struct dlp_span file);

/*
 * Where the older revisions end: behind each end mark but the last.  Fills
 * `end` with up to `max` of them, in bytes, from the last one back; returns how
 * many.
 */
size_t dlp_pdf_document_revisions(struct dlp_span file, size_t *end,
				  size_t max);

#endif
