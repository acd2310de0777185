#ifndef DLP_PDF_STREAM_H
#define DLP_PDF_STREAM_H

#include "base/buf.h"
#include "pdf/mupdf.h"

/* How far the bytes of a stream could be had. */
enum dlp_pdf_had {
	DLP_PDF_ALL,
	DLP_PDF_TOO_LONG, /* there are more than was asked for */
	DLP_PDF_DAMAGED,  /* from there on its filter could not go on */
};

/*
 * The content of the stream of object `number`, behind its filters, into `out`,
 * which is cleared first: `max` bytes of it at most.  What comes before damage
 * is there.  Throws for want of memory only.
 */
enum dlp_pdf_had dlp_pdf_stream_load(fz_context *ctx, pdf_document *doc,
				     int number, size_t max,
				     struct dlp_buf *out);

#endif
