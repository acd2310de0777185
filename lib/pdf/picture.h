#ifndef DLP_PDF_PICTURE_H
#define DLP_PDF_PICTURE_H

#include "pdf/mupdf.h"

/*
 * Pages as pictures, for somebody who can read the text in them.
 */

enum {
	DLP_PDF_PICTURE_DPI = 200,
	DLP_PDF_PICTURE_PIXELS = 25 * 1000 * 1000, /* larger ones are coarser */
	DLP_PDF_PICTURES = 1000,                   /* of a document */
};

/* Page `number`, from 0, as a PNG in shades of grey; throws.  The caller drops
 * it. */
fz_buffer *dlp_pdf_picture_new(fz_context *ctx, pdf_document *doc, int number);

#endif
