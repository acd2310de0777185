#ifndef DLP_PDF_DRAWING_H
#define DLP_PDF_DRAWING_H

#include <stdbool.h>

#include "pdf/flatten.h"
#include "pdf/mupdf.h"
#include "pdf/page.h"

/*
 * Content streams, run for the text that they draw.
 *
 * What is not seen is drawn like the rest and marked: text in the invisible
 * mode or quite transparent, on a layer that is off, in a form that is on one.
 * The mark stands where MuPDF keeps the colour of a glyph, which nothing here
 * needs for anything else.
 */

struct dlp_pdf_drawing;

/* Calls dlp_pdf_drawing_stream() and dlp_pdf_drawing_form() as it likes. */
typedef void dlp_pdf_draw_fn(fz_context *ctx, struct dlp_pdf_drawing *drawing,
			     const void *arg);

/*
 * Run what `draw` runs and add the text that comes of it to `page`; `ctm` is
 * that of the page, `sheet` what there is of paper.  Throws.
 */
void dlp_pdf_drawing_run(fz_context *ctx, struct dlp_pdf_page *page,
			 dlp_pdf_draw_fn *draw, const void *arg, fz_matrix ctm,
			 fz_rect sheet);

/* Contents, with the resources `from` which they take fonts and forms. */
void dlp_pdf_drawing_stream(fz_context *ctx, struct dlp_pdf_drawing *drawing,
			    pdf_document *doc, pdf_obj *contents,
			    pdf_obj *from);

/* A form; `hidden` ones are not seen, whatever stands in them. */
void dlp_pdf_drawing_form(fz_context *ctx, struct dlp_pdf_drawing *drawing,
			  pdf_obj *form, pdf_obj *resources, bool hidden);

/* Whether `layer`, a group or several, is one that `page` has as off. */
bool dlp_pdf_layer_off(fz_context *ctx, const struct dlp_pdf_page *page,
		       pdf_obj *layer);

#endif
