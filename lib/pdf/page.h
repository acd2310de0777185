#ifndef DLP_PDF_PAGE_H
#define DLP_PDF_PAGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "pdf/mupdf.h"

enum {
	/* Bytes of the strings shown on one page; a glyph takes ninety of
	 * memory. */
	DLP_PDF_SHOWN = 3 << 20,
	/* Characters, but spaces, below which what is seen on a picture as
	 * large as the page is a stamp on it and not its text. */
	DLP_PDF_STAMP = 64,
};

struct dlp_pdf_glyphs {
	uint64_t all;     /* characters that are no space */
	uint64_t unknown; /* of them, those without a meaning in Unicode */
};

/*
 * What is drawn on one page: its contents and the appearances of all its
 * annotations and form fields, hidden, invisible, on a layer that is switched
 * off or outside the paper like any other.
 */
struct dlp_pdf_page {
	/* Layers that the document has off, though all are on now; NULL: none.
	 * Borrowed. */
	const pdf_mark_bits *layers_off;
	/* Where forms are noted that were drawn; NULL: nowhere.  Borrowed. */
	pdf_mark_bits *drawn;
	struct dlp_buf text; /* what the glyphs say, line by line */
	/* size_t: where in `text` what is not seen begins, where it ends ... */
	struct dlp_buf marks;
	struct dlp_buf actual; /* /ActualText, /Alt and /E of marked content */
	struct dlp_pdf_glyphs glyphs;
	bool images;   /* there is at least one */
	bool scanned;  /* one is as large as the page, what is seen a stamp */
	bool painted;  /* so is something else that is no text */
	bool too_long; /* it shows more than DLP_PDF_SHOWN: that is left out */
	unsigned errors; /* places in its content that were not understood */
};

/*
 * Read page `number`, from 0, into `page`, whose buffers are cleared first.
 * Throws what MuPDF throws; what was read up to there is lost.
 */
void dlp_pdf_page_read(fz_context *ctx, pdf_document *doc, int number,
		       struct dlp_pdf_page *page);

/* The same of a page object, whether or not it is one of the document's. */
void dlp_pdf_page_read_object(fz_context *ctx, pdf_document *doc,
			      pdf_obj *object, struct dlp_pdf_page *page);

void dlp_pdf_page_release(struct dlp_pdf_page *page);

/* Draw one content stream (a glyph of a Type 3 font, a form, a pattern). */
void dlp_pdf_stream_read(fz_context *ctx, pdf_document *doc, pdf_obj *resources,
			 pdf_obj *stream, struct dlp_pdf_page *page);

#endif
