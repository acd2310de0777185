#include "pdf/page.h"

#include "pdf/drawing.h"

/* When images are looked for: forms within one another, and forms in all. */
enum { FORM_DEPTH = 4, FORMS = 10000 };

/* Flags of an annotation that is not seen (ISO 32000-1, table 165). */
enum { HIDDEN = 1 << 1, NO_VIEW = 1 << 5 };

struct page_source {
	const struct dlp_pdf_page *page;
	pdf_document *doc;
	pdf_obj *object, *resources, *contents;
};

/* One appearance: a stream, or a dictionary of them by state. */
static void draw_appearance(fz_context *ctx, struct dlp_pdf_drawing *drawing,
			    pdf_obj *ap, pdf_obj *resources, bool hidden)
{
	int n;

	if (pdf_is_stream(ctx, ap)) {
		dlp_pdf_drawing_form(ctx, drawing, ap, resources, hidden);
		return;
	}
	n = pdf_dict_len(ctx, ap);
	for (int i = 0; i < n; i++) {
		pdf_obj *state = pdf_dict_get_val(ctx, ap, i);

		if (pdf_is_stream(ctx, state))
			dlp_pdf_drawing_form(ctx, drawing, state, resources,
					     hidden);
	}
}

/*
 * Contents, then the normal, rollover and down appearance of each annotation.
 * Done by hand because MuPDF leaves out hidden ones; where they would stand
 * does not matter to the words in them.
 */
static void draw_page(fz_context *ctx, struct dlp_pdf_drawing *drawing,
		      const void *arg)
{
	const struct page_source *src = arg;
	pdf_obj *annots = pdf_dict_get(ctx, src->object, PDF_NAME(Annots));
	int n = pdf_array_len(ctx, annots);

	dlp_pdf_drawing_stream(ctx, drawing, src->doc, src->contents,
			       src->resources);
	for (int i = 0; i < n; i++) {
		pdf_obj *annot = pdf_array_get(ctx, annots, i);
		pdf_obj *ap = pdf_dict_get(ctx, annot, PDF_NAME(AP));
		int flags = pdf_dict_get_int(ctx, annot, PDF_NAME(F));
		int kinds = pdf_dict_len(ctx, ap);
		bool hidden = flags & (HIDDEN | NO_VIEW) ||
			      dlp_pdf_layer_off(
				      ctx, src->page,
				      pdf_dict_get(ctx, annot, PDF_NAME(OC)));

		for (int k = 0; k < kinds; k++)
			draw_appearance(ctx, drawing,
					pdf_dict_get_val(ctx, ap, k),
					src->resources, hidden);
	}
}

/* Images are named in the resources: it takes no decoder to see them. */
static bool has_image(fz_context *ctx, pdf_obj *resources, unsigned depth,
		      unsigned *budget)
{
	pdf_obj *all = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
	int n = pdf_dict_len(ctx, all);
	bool found = false;

	for (int i = 0; i < n && !found && *budget; i++) {
		pdf_obj *x = pdf_dict_get_val(ctx, all, i);
		pdf_obj *kind = pdf_dict_get(ctx, x, PDF_NAME(Subtype));

		--*budget;
		if (pdf_name_eq(ctx, kind, PDF_NAME(Image)))
			found = true;
		else if (depth)
			found = has_image(
				ctx, pdf_dict_get(ctx, x, PDF_NAME(Resources)),
				depth - 1, budget);
	}
	return found;
}

/* What is known of the images of a page, whose size is in points. */
struct sheet {
	float width, height;
	int across; /* pixels of the last image */
	int down;   /* of it and those before it of the same width: strips */
};

/*
 * As many pixels as the page has points, and its shape, give or take a fifth,
 * upright or on its side.
 */
static bool fills(const struct sheet *sheet, int across, int down)
{
	const float pixels = (float)across * (float)down;
	const float page = sheet->height / sheet->width;
	const float shape = (float)down / (float)across;
	const float slack = 1.2F;

	return sheet->width > 0 && sheet->height > 0 && across > 0 &&
	       pixels >= sheet->width * sheet->height &&
	       ((shape < page * slack && page < shape * slack) ||
		(shape * page < slack && 1 < shape * page * slack));
}

/* Whether an image, or strips of one, are as large as the page. */
static bool has_sheet(fz_context *ctx, pdf_obj *resources, unsigned depth,
		      unsigned *budget, struct sheet *sheet)
{
	pdf_obj *all = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
	int n = pdf_dict_len(ctx, all);
	bool found = false;

	for (int i = 0; i < n && !found && *budget; i++) {
		pdf_obj *x = pdf_dict_get_val(ctx, all, i);
		pdf_obj *kind = pdf_dict_get(ctx, x, PDF_NAME(Subtype));
		int across, down;

		--*budget;
		if (!pdf_name_eq(ctx, kind, PDF_NAME(Image))) {
			found = depth &&
				has_sheet(ctx,
					  pdf_dict_get(ctx, x,
						       PDF_NAME(Resources)),
					  depth - 1, budget, sheet);
			continue;
		}
		across = pdf_dict_get_int(ctx, x, PDF_NAME(Width));
		down = pdf_dict_get_int(ctx, x, PDF_NAME(Height));
		if (down <= 0 || down > 1 << 20)
			continue;
		sheet->down = across == sheet->across && sheet->down < 1 << 20
				      ? sheet->down + down
				      : down;
		sheet->across = across;
		found = fills(sheet, across, down) ||
			fills(sheet, across, sheet->down);
	}
	return found;
}

/*
 * A scan has its text in a picture.  Where somebody has read that, there is
 * text that is not seen.
 */
static bool is_scanned(fz_context *ctx, const struct dlp_pdf_page *page,
		       pdf_obj *resources, fz_rect box)
{
	struct sheet sheet = { .width = box.x1 - box.x0,
			       .height = box.y1 - box.y0 };
	unsigned budget = FORMS;

	return page->images && page->glyphs.all < DLP_PDF_STAMP &&
	       !page->marks.len &&
	       has_sheet(ctx, resources, FORM_DEPTH, &budget, &sheet);
}

static void clear(struct dlp_pdf_page *page)
{
	dlp_buf_clear(&page->text);
	dlp_buf_clear(&page->marks);
	dlp_buf_clear(&page->actual);
	page->glyphs = (struct dlp_pdf_glyphs){ 0 };
	page->images = page->painted = page->too_long = false;
	page->scanned = false;
	page->errors = 0;
}

void dlp_pdf_page_read_object(fz_context *ctx, pdf_document *doc,
			      pdf_obj *object, struct dlp_pdf_page *page)
{
	struct page_source src = { .page = page, .doc = doc, .object = object };
	unsigned budget = FORMS;
	fz_rect box;
	fz_matrix ctm;

	clear(page);
	src.resources =
		pdf_dict_get_inheritable(ctx, src.object, PDF_NAME(Resources));
	src.contents = pdf_dict_get(ctx, src.object, PDF_NAME(Contents));
	pdf_page_obj_transform(ctx, src.object, &box, &ctm);
	/* Their decoders are off, so nothing else tells of them. */
	page->images = has_image(ctx, src.resources, FORM_DEPTH, &budget);
	page->painted = page->images;
	dlp_pdf_drawing_run(ctx, page, draw_page, &src, ctm,
			    fz_transform_rect(box, ctm));
	page->scanned = is_scanned(ctx, page, src.resources, box);
}

void dlp_pdf_page_read(fz_context *ctx, pdf_document *doc, int number,
		       struct dlp_pdf_page *page)
{
	dlp_pdf_page_read_object(ctx, doc,
				 pdf_lookup_page_obj(ctx, doc, number), page);
}

static void draw_stream(fz_context *ctx, struct dlp_pdf_drawing *drawing,
			const void *arg)
{
	const struct page_source *src = arg;

	dlp_pdf_drawing_stream(ctx, drawing, src->doc, src->contents,
			       src->resources);
}

void dlp_pdf_stream_read(fz_context *ctx, pdf_document *doc, pdf_obj *resources,
			 pdf_obj *stream, struct dlp_pdf_page *page)
{
	struct page_source src = { .page = page,
				   .doc = doc,
				   .resources = resources,
				   .contents = stream };

	clear(page);
	dlp_pdf_drawing_run(ctx, page, draw_stream, &src, fz_identity,
			    fz_infinite_rect);
}

void dlp_pdf_page_release(struct dlp_pdf_page *page)
{
	dlp_buf_release(&page->text);
	dlp_buf_release(&page->marks);
	dlp_buf_release(&page->actual);
}
