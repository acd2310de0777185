#ifndef DLP_PDF_FLATTEN_H
#define DLP_PDF_FLATTEN_H

#include <stdint.h>

#include "pdf/mupdf.h"
#include "pdf/page.h"

/*
 * From placed glyphs to lines of text.
 *
 * MuPDF has put the glyphs of a page into lines, in the order in which they
 * were drawn.  Here lines end in a newline; lines that stand on one baseline,
 * left to right, are cells of a row and joined by TAB, or one line again where
 * the gap between them is no wider than within one; a gap of over a tenth of
 * the font size within a line is a space that justified text does without;
 * and a spacing accent drawn over its letter becomes the accented letter.
 * Nothing is joined over a hyphen: what was two lines stays two.
 */

/* What shows of a glyph; its colour is this, in halves of white. */
enum dlp_pdf_shown { DLP_PDF_SEEN, DLP_PDF_WHITE, DLP_PDF_HIDDEN };

/*
 * Adds to the page's text, its marks and its count of glyphs.  Not seen is what
 * is DLP_PDF_HIDDEN, what lies outside of `sheet`, what is smaller than a
 * point, and white text on a page on which nothing else is painted.
 */
void dlp_pdf_flatten(fz_context *ctx, struct dlp_pdf_page *page,
		     const fz_stext_page *stext, fz_rect sheet);

/* `letter` with the spacing `accent` over it, or 0 where there is no such. */
uint32_t dlp_pdf_compose(uint32_t letter, uint32_t accent);

#endif
