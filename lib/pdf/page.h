#ifndef DLP_PDF_PAGE_H
#define DLP_PDF_PAGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "pdf/flatten.h"
#include "pdf/mupdf.h"

/*
 * What is drawn on one page: its contents and the appearances of all its
 * annotations and form fields, hidden, invisible, on a layer that is switched
 * off or outside the paper like any other.
 */
struct dlp_pdf_page {
	struct dlp_buf text;   /* what the glyphs say, line by line */
	struct dlp_buf actual; /* /ActualText, /Alt and /E of marked content */
	struct dlp_pdf_glyphs glyphs;
	bool images;     /* there is at least one */
	unsigned errors; /* places in its content that were not understood */
};

/*
 * Read page `number`, from 0, into `page`, whose buffers are cleared first.
 * Throws what MuPDF throws; what was read up to there is lost.
 */
void dlp_pdf_page_read(fz_context *ctx, pdf_document *doc, int number,
		       struct dlp_pdf_page *page);

void dlp_pdf_page_release(struct dlp_pdf_page *page);

/* Draw one content stream (the glyph of a Type 3 font) as a page is drawn. */
void dlp_pdf_stream_read(fz_context *ctx, pdf_document *doc, pdf_obj *resources,
			 pdf_obj *stream, struct dlp_pdf_page *page);

#endif
