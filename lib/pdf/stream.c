#include "pdf/stream.h"

enum dlp_pdf_had dlp_pdf_stream_load(fz_context *ctx, pdf_document *doc,
				     int number, size_t max,
				     struct dlp_buf *out)
{
	volatile enum dlp_pdf_had had = DLP_PDF_ALL;
	fz_stream *stream = NULL;
	unsigned char piece[8192];
	size_t n;

	dlp_buf_clear(out);
	fz_var(stream);
	fz_try(ctx)
	{
		stream = pdf_open_stream_number(ctx, doc, number);
		while (had == DLP_PDF_ALL && !out->status &&
		       (n = fz_read(ctx, stream, piece, sizeof(piece)))) {
			if (n > max - out->len) {
				had = DLP_PDF_TOO_LONG;
				n = max - out->len;
			}
			dlp_buf_add(out, piece, n);
		}
	}
	fz_always(ctx) fz_drop_stream(ctx, stream);
	fz_catch(ctx) had = DLP_PDF_DAMAGED;
	if (out->status)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory");
	return had;
}
