#ifndef DLP_PDF_FLATTEN_H
#define DLP_PDF_FLATTEN_H

#include <stdint.h>

#include "base/buf.h"
#include "pdf/mupdf.h"

/*
 * From placed glyphs to lines of text.
 *
 * MuPDF has put the glyphs of a page into lines, in the order in which they
 * were drawn.  Here lines end in a newline; lines that stand on one baseline,
 * left to right, are cells of a row and joined by TAB; a gap of over a tenth
 * of the font size within a line is a space that justified text does without;
 * and a spacing accent drawn over its letter becomes the accented letter.
 * Nothing is joined over a hyphen: what was two lines stays two.
 */

struct dlp_pdf_glyphs {
	uint64_t all;     /* characters that are no space */
	uint64_t unknown; /* of them, those without a meaning in Unicode */
};

/* Adds to `out`; its status tells whether all of it fitted. */
void dlp_pdf_flatten(struct dlp_buf *out, const fz_stext_page *page,
		     struct dlp_pdf_glyphs *glyphs);

/* `letter` with the spacing `accent` over it, or 0 where there is no such. */
uint32_t dlp_pdf_compose(uint32_t letter, uint32_t accent);

#endif
