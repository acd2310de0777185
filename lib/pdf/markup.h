#ifndef DLP_PDF_MARKUP_H
#define DLP_PDF_MARKUP_H

#include "base/buf.h"
#include "base/span.h"

/*
 * The words in a piece of XML (XMP, XFA, rich text of a note): character data
 * and the values of attributes, each run of them on a line of its own, the
 * predefined and numeric references resolved.  It need not be well-formed:
 * nothing is refused, and what is no markup is text.  Namespace declarations
 * are left out.
 */
void dlp_pdf_markup(struct dlp_buf *out, struct dlp_span xml);

#endif
