#include "pdf/drawing.h"

/* Forms that are drawn on one page, those within others and again counted. */
enum { FORMS_DRAWN = 100000 };

/* Opacity below which text is not seen. */
static const float FAINT = 0.01F;

/* In force while a page is drawn; the context's user pointer leads here. */
struct dlp_pdf_drawing {
	struct dlp_pdf_page *page;
	pdf_processor *proc;
	fz_cookie cookie;
	unsigned forms;  /* drawn so far */
	size_t shown;    /* bytes of strings so far */
	unsigned marked; /* marked content that we are in, hidden forms too */
	unsigned hidden; /* `marked` where a layer that is off began; 0: none */
	void (*tj)(fz_context *, pdf_processor *, char *, size_t);
	void (*tj_array)(fz_context *, pdf_processor *, pdf_obj *);
	void (*squote)(fz_context *, pdf_processor *, char *, size_t);
	void (*dquote)(fz_context *, pdf_processor *, float, float, char *,
		       size_t);
	void (*et)(fz_context *, pdf_processor *);
	void (*form)(fz_context *, pdf_processor *, const char *, pdf_obj *,
		     pdf_obj *);
	void (*bmc)(fz_context *, pdf_processor *, const char *);
	void (*bdc)(fz_context *, pdf_processor *, const char *, pdf_obj *,
		    pdf_obj *);
	void (*emc)(fz_context *, pdf_processor *);
	void (*fill_text)(fz_context *, fz_device *, const fz_text *, fz_matrix,
			  fz_colorspace *, const float *, float,
			  fz_color_params);
};

static struct dlp_pdf_drawing *drawing_of(fz_context *ctx)
{
	return fz_user_context(ctx);
}

static bool is_off(const pdf_mark_bits *off, int number)
{
	return number > 0 && number < off->len &&
	       off->bits[number / 8] & 1 << number % 8;
}

bool dlp_pdf_layer_off(fz_context *ctx, const struct dlp_pdf_page *page,
		       pdf_obj *layer)
{
	const pdf_mark_bits *off = page->layers_off;
	pdf_obj *groups = pdf_dict_get(ctx, layer, PDF_NAME(OCGs));
	int n = pdf_array_len(ctx, groups);

	if (!off || !layer)
		return false;
	/* A membership: not seen when none of its groups is. */
	for (int i = 0; i < n; i++)
		if (!is_off(off,
			    pdf_to_num(ctx, pdf_array_get(ctx, groups, i))))
			return false;
	return n || is_off(off, pdf_to_num(ctx, groups ? groups : layer));
}

/*
 * Marked content begins or ends, and what is not seen with it.  Text that waits
 * to be drawn goes out first, with the mark of the time when it was shown.
 */
static void enter(fz_context *ctx, struct dlp_pdf_drawing *d, bool hidden)
{
	d->marked++;
	if (hidden && !d->hidden) {
		d->et(ctx, d->proc);
		d->hidden = d->marked;
	}
}

static void leave(fz_context *ctx, struct dlp_pdf_drawing *d)
{
	if (!d->marked)
		return;
	if (d->hidden == d->marked) {
		d->et(ctx, d->proc);
		d->hidden = 0;
	}
	d->marked--;
}

/* How much of the next `len` bytes of strings may be shown. */
static size_t take_shown(struct dlp_pdf_drawing *d, size_t len)
{
	const size_t left = DLP_PDF_SHOWN - d->shown;

	if (len > left) {
		d->page->too_long = true;
		len = left;
	}
	d->shown += len;
	return len;
}

/* The strings of an array count as one: it is shown or not. */
static bool may_show(fz_context *ctx, struct dlp_pdf_drawing *d, pdf_obj *array)
{
	int n = pdf_array_len(ctx, array);
	size_t len = 0;

	for (int i = 0; i < n; i++)
		len += pdf_to_str_len(ctx, pdf_array_get(ctx, array, i));
	return take_shown(d, len) == len;
}

/*
 * MuPDF leaves out what is hidden by some policy or expression: that is undone
 * before each piece of text.
 */
static void on_tj(fz_context *ctx, pdf_processor *proc, char *s, size_t len)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);

	proc->hidden = 0;
	d->tj(ctx, proc, s, take_shown(d, len));
}

static void on_tj_array(fz_context *ctx, pdf_processor *proc, pdf_obj *array)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);

	proc->hidden = 0;
	if (may_show(ctx, d, array))
		d->tj_array(ctx, proc, array);
}

static void on_squote(fz_context *ctx, pdf_processor *proc, char *s, size_t len)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);

	proc->hidden = 0;
	d->squote(ctx, proc, s, take_shown(d, len));
}

static void on_dquote(fz_context *ctx, pdf_processor *proc, float aw, float ac,
		      char *s, size_t len)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);

	proc->hidden = 0;
	d->dquote(ctx, proc, aw, ac, s, take_shown(d, len));
}

static void on_image(fz_context *ctx, pdf_processor *proc, fz_image *image,
		     const char *colorspace)
{
	(void)proc;
	(void)image;
	(void)colorspace;
	drawing_of(ctx)->page->images = true;
}

/*
 * Of a colour only its being white matters.  The spaces that it may be in are
 * not loaded, so a single component may be an amount of ink: no white.
 */
static void on_color(fz_context *ctx, pdf_processor *proc, int n, float *color)
{
	if (n == 3)
		proc->op_rg(ctx, proc, color[0], color[1], color[2]);
	else if (n == 4)
		proc->op_k(ctx, proc, color[0], color[1], color[2], color[3]);
	else
		proc->op_g(ctx, proc, 0);
}

/* Something besides text is painted, on which white may be seen. */
static void on_paint(fz_context *ctx, pdf_processor *proc)
{
	(void)proc;
	drawing_of(ctx)->page->painted = true;
}

/* Forms that are left out before a processor hears of them. */
static void show_forms(fz_context *ctx, pdf_obj *resources)
{
	pdf_obj *all = pdf_dict_get(ctx, resources, PDF_NAME(XObject));
	int n = pdf_dict_len(ctx, all);

	for (int i = 0; i < n; i++) {
		pdf_obj *form = pdf_dict_get_val(ctx, all, i);
		pdf_obj *layer = pdf_dict_get(ctx, form, PDF_NAME(OC));

		if (layer &&
		    pdf_is_ocg_hidden(ctx, pdf_get_bound_document(ctx, form),
				      resources, "Extract", layer))
			pdf_dict_del(ctx, form, PDF_NAME(OC));
	}
}

static void on_form(fz_context *ctx, pdf_processor *proc, const char *name,
		    pdf_obj *form, pdf_obj *resources)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);
	pdf_obj *layer = pdf_dict_get(ctx, form, PDF_NAME(OC));
	const unsigned marked = d->marked, hidden = d->hidden;

	/* Thirty forms that draw the next one twice would take for ever. */
	if (++d->forms > FORMS_DRAWN)
		fz_throw(ctx, FZ_ERROR_GENERIC, "too many forms");
	if (d->page->drawn)
		pdf_mark_bits_set(ctx, d->page->drawn, form);
	proc->hidden = 0;
	enter(ctx, d, dlp_pdf_layer_off(ctx, d->page, layer));
	fz_try(ctx)
	{
		show_forms(ctx, pdf_dict_get(ctx, form, PDF_NAME(Resources)));
		d->form(ctx, proc, name, form, resources);
		if (d->hidden != hidden)
			d->et(ctx, proc);
	}
	fz_always(ctx)
	{
		/* Marks that the form left open end with it. */
		d->marked = marked;
		d->hidden = hidden;
	}
	fz_catch(ctx) fz_rethrow(ctx);
}

static void on_bmc(fz_context *ctx, pdf_processor *proc, const char *tag)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);

	enter(ctx, d, false);
	d->bmc(ctx, proc, tag);
}

/* MuPDF 1.21 draws the glyphs; what they stand for is said only here. */
static void on_bdc(fz_context *ctx, pdf_processor *proc, const char *tag,
		   pdf_obj *raw, pdf_obj *cooked)
{
	static const char *const keys[] = { "ActualText", "Alt", "E" };
	struct dlp_pdf_drawing *d = drawing_of(ctx);

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		pdf_obj *value = pdf_dict_gets(ctx, cooked, keys[i]);
		const char *s = pdf_to_text_string(ctx, value);

		if (!*s)
			continue;
		dlp_buf_adds(&d->page->actual, s);
		dlp_buf_addc(&d->page->actual, '\n');
	}
	enter(ctx, d, dlp_pdf_layer_off(ctx, d->page, cooked));
	d->bdc(ctx, proc, tag, raw, cooked);
}

static void on_emc(fz_context *ctx, pdf_processor *proc)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);

	leave(ctx, d);
	d->emc(ctx, proc);
}

/*
 * The processor runs text, marked content and forms.  Paths, colour spaces,
 * shadings and images say nothing, so their operators are switched off, and
 * with them the decoders of images and colour profiles that a hostile file
 * could reach.
 */
static void hook_processor(pdf_processor *proc, struct dlp_pdf_drawing *d)
{
	d->proc = proc;
	d->tj = proc->op_Tj;
	d->tj_array = proc->op_TJ;
	d->squote = proc->op_squote;
	d->dquote = proc->op_dquote;
	d->et = proc->op_ET;
	d->form = proc->op_Do_form;
	d->bmc = proc->op_BMC;
	d->bdc = proc->op_BDC;
	d->emc = proc->op_EMC;
	proc->op_Tj = on_tj;
	proc->op_TJ = on_tj_array;
	proc->op_squote = on_squote;
	proc->op_dquote = on_dquote;
	proc->op_Do_form = on_form;
	proc->op_BMC = on_bmc;
	proc->op_BDC = on_bdc;
	proc->op_EMC = on_emc;
	proc->op_BI = on_image;
	proc->op_Do_image = NULL;
	proc->op_sh = NULL;
	proc->op_SC_pattern = proc->op_sc_pattern = NULL;
	proc->op_SC_shade = proc->op_sc_shade = NULL;
	proc->op_CS = proc->op_cs = NULL;
	proc->op_SC_color = NULL;
	proc->op_sc_color = on_color;
	proc->op_m = proc->op_l = NULL;
	proc->op_c = NULL;
	proc->op_v = proc->op_y = NULL;
	proc->op_h = NULL;
	proc->op_re = NULL;
	proc->op_S = proc->op_s = proc->op_n = NULL;
	proc->op_F = proc->op_f = proc->op_fstar = on_paint;
	proc->op_B = proc->op_Bstar = on_paint;
	proc->op_b = proc->op_bstar = on_paint;
	proc->op_W = proc->op_Wstar = NULL;
}

static bool is_white(fz_context *ctx, fz_colorspace *space, const float *color)
{
	enum fz_colorspace_type type = fz_colorspace_type(ctx, space);
	int n = fz_colorspace_n(ctx, space);
	float paper = type == FZ_COLORSPACE_CMYK ? 0 : 1;

	for (int i = 0; i < n; i++)
		if (color[i] != paper)
			return false;
	return n > 0 && color;
}

/*
 * The glyphs of a Type 3 font are drawings, and often their names say nothing
 * to MuPDF, `/1` no more than `/#23`; but the code that the font has them under
 * is mostly that of the character.
 */
static void name_glyphs(fz_context *ctx, struct dlp_pdf_drawing *d,
			const fz_text *text)
{
	for (fz_text_span *span = text->head; span; span = span->next) {
		if (!fz_font_t3_procs(ctx, span->font))
			continue;
		for (int i = 0; i < span->len; i++) {
			fz_text_item *item = &span->items[i];

			if (item->gid <= ' ' || item->gid > '~')
				continue;
			if (item->ucs == FZ_REPLACEMENT_CHARACTER)
				d->page->glyphs.unknown++;
			else if (item->ucs < 0 || item->ucs >= ' ')
				continue;
			item->ucs = item->gid;
		}
	}
}

/* Hand text on with what shows of it for its colour. */
static void pass_text(fz_context *ctx, fz_device *dev, const fz_text *text,
		      fz_matrix ctm, enum dlp_pdf_shown shown)
{
	struct dlp_pdf_drawing *d = drawing_of(ctx);
	const float mark = (float)shown / 2;
	const float color[3] = { mark, mark, mark };

	name_glyphs(ctx, d, text);
	d->fill_text(ctx, dev, text, ctm, fz_device_rgb(ctx), color, 1,
		     fz_default_color_params);
}

static enum dlp_pdf_shown shown_of(fz_context *ctx, fz_colorspace *space,
				   const float *color, float alpha)
{
	if (drawing_of(ctx)->hidden || alpha < FAINT)
		return DLP_PDF_HIDDEN;
	return is_white(ctx, space, color) ? DLP_PDF_WHITE : DLP_PDF_SEEN;
}

static void on_fill_text(fz_context *ctx, fz_device *dev, const fz_text *text,
			 fz_matrix ctm, fz_colorspace *space,
			 const float *color, float alpha,
			 fz_color_params params)
{
	(void)params;
	pass_text(ctx, dev, text, ctm, shown_of(ctx, space, color, alpha));
}

static void on_stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text,
			   const fz_stroke_state *stroke, fz_matrix ctm,
			   fz_colorspace *space, const float *color,
			   float alpha, fz_color_params params)
{
	(void)stroke;
	(void)params;
	pass_text(ctx, dev, text, ctm, shown_of(ctx, space, color, alpha));
}

/* What is clipped to the glyphs has their form. */
static void on_clip_text(fz_context *ctx, fz_device *dev, const fz_text *text,
			 fz_matrix ctm, fz_rect scissor)
{
	(void)scissor;
	pass_text(ctx, dev, text, ctm,
		  drawing_of(ctx)->hidden ? DLP_PDF_HIDDEN : DLP_PDF_SEEN);
}

/* MuPDF itself has it for glyphs of Type 3 fonts, whose drawings it runs. */
static void on_ignore_text(fz_context *ctx, fz_device *dev, const fz_text *text,
			   fz_matrix ctm)
{
	bool drawn = text->head && fz_font_t3_procs(ctx, text->head->font) &&
		     !drawing_of(ctx)->hidden;

	pass_text(ctx, dev, text, ctm, drawn ? DLP_PDF_SEEN : DLP_PDF_HIDDEN);
}

static void hook_device(fz_device *dev, struct dlp_pdf_drawing *d)
{
	d->fill_text = dev->fill_text;
	dev->fill_text = on_fill_text;
	dev->stroke_text = on_stroke_text;
	dev->clip_text = on_clip_text;
	dev->ignore_text = on_ignore_text;
}

void dlp_pdf_drawing_stream(fz_context *ctx, struct dlp_pdf_drawing *drawing,
			    pdf_document *doc, pdf_obj *contents, pdf_obj *from)
{
	show_forms(ctx, from);
	pdf_process_contents(ctx, drawing->proc, doc, from, contents,
			     &drawing->cookie);
}

void dlp_pdf_drawing_form(fz_context *ctx, struct dlp_pdf_drawing *drawing,
			  pdf_obj *form, pdf_obj *resources, bool hidden)
{
	/* Nothing that the content stream left open is open here. */
	drawing->marked = 0;
	drawing->hidden = 0;
	enter(ctx, drawing, hidden);
	on_form(ctx, drawing->proc, NULL, form, resources);
	leave(ctx, drawing);
}

void dlp_pdf_drawing_run(fz_context *ctx, struct dlp_pdf_page *page,
			 dlp_pdf_draw_fn *draw, const void *arg, fz_matrix ctm,
			 fz_rect sheet)
{
	static const fz_stext_options options = { .flags = 0 };
	fz_stext_page *stext = NULL;
	fz_device *dev = NULL;
	pdf_processor *proc = NULL;
	struct dlp_pdf_drawing drawing = { .page = page };

	fz_var(stext);
	fz_var(dev);
	fz_var(proc);
	fz_try(ctx)
	{
		/* No media box: text outside the paper is text. */
		stext = fz_new_stext_page(ctx, fz_infinite_rect);
		dev = fz_new_stext_device(ctx, stext, &options);
		hook_device(dev, &drawing);
		/* A usage that no layer has settings for. */
		proc = pdf_new_run_processor(ctx, dev, ctm, "Extract", NULL,
					     NULL, &drawing.cookie);
		hook_processor(proc, &drawing);
		fz_set_user_context(ctx, &drawing);
		draw(ctx, &drawing, arg);
		pdf_close_processor(ctx, proc);
		fz_close_device(ctx, dev);
		dlp_pdf_flatten(ctx, page, stext, sheet);
		page->errors += (unsigned)drawing.cookie.errors;
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
