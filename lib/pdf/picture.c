#include "pdf/picture.h"

#include <math.h>

/* From points to pixels, of which there are not too many. */
static float scale_of(fz_rect box)
{
	const float width = box.x1 - box.x0, height = box.y1 - box.y0;
	const float scale = DLP_PDF_PICTURE_DPI / 72.0F;
	const float pixels = width * height * scale * scale;

	if (!(pixels > DLP_PDF_PICTURE_PIXELS))
		return scale;
	return scale * sqrtf(DLP_PDF_PICTURE_PIXELS / pixels);
}

fz_buffer *dlp_pdf_picture_new(fz_context *ctx, pdf_document *doc, int number)
{
	pdf_page *page = NULL;
	fz_pixmap *pixmap = NULL;
	fz_buffer *png = NULL;

	fz_var(page);
	fz_var(pixmap);
	fz_var(png);
	fz_try(ctx)
	{
		float scale;

		page = pdf_load_page(ctx, doc, number);
		scale = scale_of(pdf_bound_page(ctx, page));
		pixmap = fz_new_pixmap_from_page(ctx, &page->super,
						 fz_scale(scale, scale),
						 fz_device_gray(ctx), 0);
		/* Tesseract looks at how large a letter is. */
		fz_set_pixmap_resolution(ctx, pixmap, (int)(scale * 72.0F),
					 (int)(scale * 72.0F));
		png = fz_new_buffer_from_pixmap_as_png(ctx, pixmap,
						       fz_default_color_params);
	}
	fz_always(ctx)
	{
		fz_drop_pixmap(ctx, pixmap);
		if (page)
			fz_drop_page(ctx, &page->super);
	}
	fz_catch(ctx) fz_rethrow(ctx);
	return png;
}
