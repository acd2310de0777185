#include "pdf/page.h"

#include <string.h>

/* When images are looked for: forms within one another, and forms in all. */
enum { FORM_DEPTH = 4, FORMS = 10000 };
/* Forms that are drawn on one page, those within others and again counted. */
enum { FORMS_DRAWN = 100000 };

/* In force while a page is drawn; the context's user pointer leads here. */
struct drawing {
	struct dlp_pdf_page *page;
	unsigned forms; /* drawn so far */
	void (*tj)(fz_context *, pdf_processor *, char *, size_t);
	void (*tj_array)(fz_context *, pdf_processor *, pdf_obj *);
	void (*squote)(fz_context *, pdf_processor *, char *, size_t);
	void (*dquote)(fz_context *, pdf_processor *, float, float, char *,
		       size_t);
	void (*form)(fz_context *, pdf_processor *, const char *, pdf_obj *,
		     pdf_obj *);
	void (*bdc)(fz_context *, pdf_processor *, const char *, pdf_obj *,
		    pdf_obj *);
};

static struct drawing *drawing_of(fz_context *ctx)
{
	return fz_user_context(ctx);
}

/*
 * A layer that is off hides what is drawn: it is switched on before each
 * piece of text, whatever policy or expression decides on it.
 */
static void on_tj(fz_context *ctx, pdf_processor *proc, char *s, size_t len)
{
	proc->hidden = 0;
	drawing_of(ctx)->tj(ctx, proc, s, len);
}

static void on_tj_array(fz_context *ctx, pdf_processor *proc, pdf_obj *array)
{
	proc->hidden = 0;
	drawing_of(ctx)->tj_array(ctx, proc, array);
}

static void on_squote(fz_context *ctx, pdf_processor *proc, char *s, size_t len)
{
	proc->hidden = 0;
	drawing_of(ctx)->squote(ctx, proc, s, len);
}

static void on_dquote(fz_context *ctx, pdf_processor *proc, float aw, float ac,
		      char *s, size_t len)
{
	proc->hidden = 0;
	drawing_of(ctx)->dquote(ctx, proc, aw, ac, s, len);
}

static void on_image(fz_context *ctx, pdf_processor *proc, fz_image *image,
		     const char *colorspace)
{
	(void)proc;
	(void)image;
	(void)colorspace;
	drawing_of(ctx)->page->images = true;
}

/* Form XObjects on a layer are left out before a processor hears of them. */
static void show_forms(fz_context *ctx, pdf_obj *resources)
{
	pdf_obj *all = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
	int n = pdf_dict_len(ctx, all);

	for (int i = 0; i < n; i++) {
		pdf_obj *form = pdf_dict_get_val(ctx, all, i);

		if (pdf_dict_get(ctx, form, PDF_NAME(OC)))
			pdf_dict_del(ctx, form, PDF_NAME(OC));
	}
}

static void on_form(fz_context *ctx, pdf_processor *proc, const char *name,
		    pdf_obj *form, pdf_obj *resources)
{
	struct drawing *drawing = drawing_of(ctx);

	/* Thirty forms that draw the next one twice would take for ever. */
	if (++drawing->forms > FORMS_DRAWN)
		fz_throw(ctx, FZ_ERROR_GENERIC, "too many forms");
	proc->hidden = 0;
	show_forms(ctx, pdf_dict_get(ctx, form, PDF_NAME(Resources)));
	drawing->form(ctx, proc, name, form, resources);
}

/* MuPDF 1.21 draws the glyphs; what they stand for is said only here. */
static void on_bdc(fz_context *ctx, pdf_processor *proc, const char *tag,
		   pdf_obj *raw, pdf_obj *cooked)
{
	static const char *const keys[] = { "ActualText", "Alt", "E" };
	struct drawing *drawing = drawing_of(ctx);

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		pdf_obj *value = pdf_dict_gets(ctx, cooked, keys[i]);
		const char *s = pdf_to_text_string(ctx, value);

		if (!*s)
			continue;
		dlp_buf_adds(&drawing->page->actual, s);
		dlp_buf_addc(&drawing->page->actual, '\n');
	}
	drawing->bdc(ctx, proc, tag, raw, cooked);
}

/*
 * The processor runs text, marked content and forms.  Paths, colours, shadings
 * and images say nothing, so their operators are switched off, and with them
 * the decoders of images and colour profiles that a hostile file could reach.
 */
static void hook(pdf_processor *proc, struct drawing *drawing)
{
	drawing->tj = proc->op_Tj;
	drawing->tj_array = proc->op_TJ;
	drawing->squote = proc->op_squote;
	drawing->dquote = proc->op_dquote;
	drawing->form = proc->op_Do_form;
	drawing->bdc = proc->op_BDC;
	proc->op_Tj = on_tj;
	proc->op_TJ = on_tj_array;
	proc->op_squote = on_squote;
	proc->op_dquote = on_dquote;
	proc->op_Do_form = on_form;
	proc->op_BDC = on_bdc;
	proc->op_BI = on_image;
	proc->op_Do_image = NULL;
	proc->op_sh = NULL;
	proc->op_SC_pattern = proc->op_sc_pattern = NULL;
	proc->op_SC_shade = proc->op_sc_shade = NULL;
	proc->op_CS = proc->op_cs = NULL;
	proc->op_m = proc->op_l = NULL;
	proc->op_c = NULL;
	proc->op_v = proc->op_y = NULL;
	proc->op_h = NULL;
	proc->op_re = NULL;
	proc->op_S = proc->op_s = proc->op_F = proc->op_f = NULL;
	proc->op_fstar = proc->op_B = proc->op_Bstar = NULL;
	proc->op_b = proc->op_bstar = proc->op_n = NULL;
	proc->op_W = proc->op_Wstar = NULL;
}

/* Run whatever `draw` runs, and take the text that comes of it. */
static void collect(fz_context *ctx, struct dlp_pdf_page *page,
		    void (*draw)(fz_context *, pdf_processor *, void *,
				 fz_cookie *),
		    void *arg, fz_matrix ctm)
{
	static const fz_stext_options options = { .flags = 0 };
	fz_stext_page *stext = NULL;
	fz_device *dev = NULL;
	pdf_processor *proc = NULL;
	fz_cookie cookie = { 0 };
	struct drawing drawing = { .page = page };

	fz_var(stext);
	fz_var(dev);
	fz_var(proc);
	fz_try(ctx)
	{
		/* No media box: text outside the paper is text. */
		stext = fz_new_stext_page(ctx, fz_infinite_rect);
		dev = fz_new_stext_device(ctx, stext, &options);
		/* A usage that no layer has settings for. */
		proc = pdf_new_run_processor(ctx, dev, ctm, "Extract", NULL,
					     NULL, &cookie);
		hook(proc, &drawing);
		fz_set_user_context(ctx, &drawing);
		draw(ctx, proc, arg, &cookie);
		pdf_close_processor(ctx, proc);
		fz_close_device(ctx, dev);
		dlp_pdf_flatten(&page->text, stext, &page->glyphs);
		page->errors += (unsigned)cookie.errors;
	}
	fz_always(ctx)
	{
		fz_set_user_context(ctx, NULL);
		pdf_drop_processor(ctx, proc);
		fz_drop_device(ctx, dev);
		fz_drop_stext_page(ctx, stext);
	}
	fz_catch(ctx) fz_rethrow(ctx);
}

struct page_source {
	pdf_document *doc;
	pdf_obj *object, *resources, *contents;
};

/* One appearance: a stream, or a dictionary of them by state. */
static void draw_appearance(fz_context *ctx, pdf_processor *proc, pdf_obj *ap,
			    pdf_obj *resources)
{
	int n;

	if (pdf_is_stream(ctx, ap)) {
		on_form(ctx, proc, NULL, ap, resources);
		return;
	}
	n = pdf_dict_len(ctx, ap);
	for (int i = 0; i < n; i++) {
		pdf_obj *state = pdf_dict_get_val(ctx, ap, i);

		if (pdf_is_stream(ctx, state))
			on_form(ctx, proc, NULL, state, resources);
	}
}

/*
 * Contents, then the normal, rollover and down appearance of each annotation.
 * Done by hand because MuPDF leaves out hidden ones; where they would stand
 * does not matter to the words in them.
 */
static void draw_page(fz_context *ctx, pdf_processor *proc, void *arg,
		      fz_cookie *cookie)
{
	const struct page_source *src = arg;
	pdf_obj *annots = pdf_dict_get(ctx, src->object, PDF_NAME(Annots));
	int n = pdf_array_len(ctx, annots);

	show_forms(ctx, src->resources);
	pdf_process_contents(ctx, proc, src->doc, src->resources, src->contents,
			     cookie);
	for (int i = 0; i < n; i++) {
		pdf_obj *annot = pdf_array_get(ctx, annots, i);
		pdf_obj *ap = pdf_dict_get(ctx, annot, PDF_NAME(AP));
		int kinds = pdf_dict_len(ctx, ap);

		for (int k = 0; k < kinds; k++)
			draw_appearance(ctx, proc, pdf_dict_get_val(ctx, ap, k),
					src->resources);
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

static void clear(struct dlp_pdf_page *page)
{
	dlp_buf_clear(&page->text);
	dlp_buf_clear(&page->actual);
	page->glyphs = (struct dlp_pdf_glyphs){ 0 };
	page->images = false;
	page->errors = 0;
}

void dlp_pdf_page_read(fz_context *ctx, pdf_document *doc, int number,
		       struct dlp_pdf_page *page)
{
	struct page_source src = { .doc = doc };
	unsigned budget = FORMS;
	fz_rect box;
	fz_matrix ctm;

	clear(page);
	src.object = pdf_lookup_page_obj(ctx, doc, number);
	src.resources =
		pdf_dict_get_inheritable(ctx, src.object, PDF_NAME(Resources));
	src.contents = pdf_dict_get(ctx, src.object, PDF_NAME(Contents));
	pdf_page_obj_transform(ctx, src.object, &box, &ctm);
	collect(ctx, page, draw_page, &src, ctm);
	if (!page->glyphs.all && !page->images)
		page->images =
			has_image(ctx, src.resources, FORM_DEPTH, &budget);
}

static void draw_stream(fz_context *ctx, pdf_processor *proc, void *arg,
			fz_cookie *cookie)
{
	const struct page_source *src = arg;

	show_forms(ctx, src->resources);
	pdf_process_contents(ctx, proc, src->doc, src->resources, src->contents,
			     cookie);
}

void dlp_pdf_stream_read(fz_context *ctx, pdf_document *doc, pdf_obj *resources,
			 pdf_obj *stream, struct dlp_pdf_page *page)
{
	struct page_source src = { .doc = doc,
				   .resources = resources,
				   .contents = stream };

	clear(page);
	collect(ctx, page, draw_stream, &src, fz_identity);
}

void dlp_pdf_page_release(struct dlp_pdf_page *page)
{
	dlp_buf_release(&page->text);
	dlp_buf_release(&page->actual);
}
