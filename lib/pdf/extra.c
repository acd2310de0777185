#include "pdf/extra.h"

#include "pdf/extraction.h"

/* Whether the newer document has the same object, at the same place. */
static bool unchanged(fz_context *ctx, const struct dlp_pdf_extraction *e,
		      int number)
{
	pdf_document *than = e->extras->than;
	const pdf_xref_entry *is, *was;

	if (!than || number <= 0 || number >= pdf_xref_len(ctx, than))
		return false;
	was = pdf_get_xref_entry_no_null(ctx, e->doc, number);
	is = pdf_get_xref_entry_no_null(ctx, than, number);
	return was->type == is->type && was->ofs == is->ofs &&
	       was->gen == is->gen;
}

static void read_annotation(fz_context *ctx, struct dlp_pdf_extraction *e,
			    pdf_obj *annot)
{
	pdf_obj *action = pdf_dict_get(ctx, annot, PDF_NAME(A));
	static const char *const more[] = { "Contents", "RC", "T", "Subj" };

	pdf_mark_bits_set(ctx, e->seen, annot);
	if (dlp_pdf_is_field(ctx, annot)) {
		dlp_pdf_add_field(ctx, e, annot);
	} else {
		for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
			pdf_obj *value = pdf_dict_gets(ctx, annot, more[i]);

			if (pdf_is_stream(ctx, value))
				dlp_pdf_add_stream(ctx, e, "annotation", value,
						   true);
			else
				dlp_pdf_add_string(
					e, "annotation", more[i],
					dlp_pdf_span(pdf_to_text_string(
						ctx, value)));
		}
	}
	if (pdf_is_dict(ctx, action)) {
		if (pdf_is_indirect(ctx, action))
			pdf_mark_bits_set(ctx, e->seen, action);
		dlp_pdf_walk_dict(ctx, e, "link", action, DLP_PDF_DEPTH);
	}
	/* The strings left, in dictionaries of its own. */
	for (int i = 0; i < pdf_dict_len(ctx, annot); i++) {
		pdf_obj *value = pdf_dict_get_val(ctx, annot, i);

		if (value != action && pdf_is_dict(ctx, value))
			dlp_pdf_walk(ctx, e, "annotation", "", value,
				     DLP_PDF_DEPTH);
	}
}

static void read_annotations(fz_context *ctx, struct dlp_pdf_extraction *e,
			     int number)
{
	pdf_obj *page = pdf_lookup_page_obj(ctx, e->doc, number);
	pdf_obj *annots = pdf_dict_get(ctx, page, PDF_NAME(Annots));
	int n = pdf_array_len(ctx, annots), object = pdf_to_num(ctx, page);

	e->place.page = (uint64_t)number + 1;
	if (object > 0 && object < e->objects)
		e->page_of[object] = (uint32_t)number + 1;
	for (int i = 0; i < n; i++) {
		pdf_obj *annot = pdf_array_get(ctx, annots, i);
		pdf_obj *holder = pdf_is_indirect(ctx, annot) ? annot : page;

		if (!unchanged(ctx, e, pdf_to_num(ctx, holder)))
			read_annotation(ctx, e, annot);
	}
}

/* Keys and strings of the Info dictionary, the document's own ones too. */
static void read_info(fz_context *ctx, struct dlp_pdf_extraction *e)
{
	pdf_obj *info =
		pdf_dict_get(ctx, pdf_trailer(ctx, e->doc), PDF_NAME(Info));
	int n = pdf_dict_len(ctx, info);

	if (unchanged(ctx, e, pdf_to_num(ctx, info)))
		return;
	if (pdf_is_indirect(ctx, info))
		pdf_mark_bits_set(ctx, e->seen, info);
	dlp_pdf_part(e, "property");
	for (int i = 0; i < n; i++) {
		const char *key =
			pdf_to_name(ctx, pdf_dict_get_key(ctx, info, i));
		const char *value =
			pdf_to_text_string(ctx, pdf_dict_get_val(ctx, info, i));

		if (dlp_pdf_is_text(dlp_pdf_span(value)))
			dlp_pdf_out_pair(e->out, dlp_pdf_span(key),
					 dlp_pdf_span(value));
	}
}

/* Text that the glyphs of a font draw by means of another font. */
static void read_glyphs(fz_context *ctx, struct dlp_pdf_extraction *e,
			pdf_obj *font)
{
	pdf_obj *glyphs = pdf_dict_gets(ctx, font, "CharProcs");
	pdf_obj *resources = pdf_dict_get(ctx, font, PDF_NAME(Resources));
	int n = pdf_dict_len(ctx, glyphs);

	if (!pdf_dict_len(ctx, pdf_dict_get(ctx, resources, PDF_NAME(Font))))
		return;
	for (int i = 0; i < n; i++) {
		dlp_pdf_stream_read(ctx, e->doc, resources,
				    pdf_dict_get_val(ctx, glyphs, i),
				    &e->glyph);
		e->extras->too_long |= e->glyph.too_long;
		dlp_pdf_part(e, "glyph");
		dlp_pdf_out_line(e->out, dlp_buf_span(&e->glyph.text));
	}
}

/* The page that an annotation stands on, a bookmark or a link leads to ... */
static uint32_t page_of(fz_context *ctx, const struct dlp_pdf_extraction *e,
			pdf_obj *obj)
{
	pdf_obj *page[] = {
		pdf_dict_get(ctx, obj, PDF_NAME(P)),
		pdf_dict_gets(ctx, obj, "Pg"),
		pdf_array_get(ctx, pdf_dict_get(ctx, obj, PDF_NAME(Dest)), 0),
		pdf_array_get(
			ctx,
			pdf_dict_getl(ctx, obj, PDF_NAME(A), PDF_NAME(D), NULL),
			0),
	};

	for (size_t i = 0; i < sizeof(page) / sizeof(page[0]); i++) {
		int number = pdf_to_num(ctx, page[i]);

		if (number > 0 && number < e->objects && e->page_of[number])
			return e->page_of[number];
	}
	return 0;
}

/* Text that was drawn on no page goes out as what it is, hidden. */
static void tell_drawing(struct dlp_pdf_extraction *e, const char *part)
{
	e->extras->too_long |= e->glyph.too_long;
	if (!e->glyph.text.len)
		return;
	e->place.hidden = true;
	dlp_pdf_part(e, part);
	dlp_pdf_out_add(e->out, dlp_buf_span(&e->glyph.text));
	e->place.hidden = false;
}

/*
 * A pattern, which MuPDF is not asked to paint with, and what is left over: a
 * form that no page draws, a page that is no longer one of the document's.
 */
static void read_drawing(fz_context *ctx, struct dlp_pdf_extraction *e,
			 pdf_obj *ref)
{
	const pdf_mark_bits *drawn = e->extras->drawn;
	int number = pdf_to_num(ctx, ref);
	bool stream = pdf_is_stream(ctx, ref);

	if (stream && pdf_dict_get_int(ctx, ref, PDF_NAME(PatternType)) == 1) {
		dlp_pdf_stream_read(ctx, e->doc,
				    pdf_dict_get(ctx, ref, PDF_NAME(Resources)),
				    ref, &e->glyph);
		tell_drawing(e, "pattern");
	} else if (stream && dlp_pdf_named(ctx, ref, "Subtype", "Form") &&
		   drawn && number < drawn->len &&
		   !(drawn->bits[number / 8] & 1 << number % 8)) {
		dlp_pdf_stream_read(ctx, e->doc,
				    pdf_dict_get(ctx, ref, PDF_NAME(Resources)),
				    ref, &e->glyph);
		tell_drawing(e, "left-over");
	} else if (e->all_pages && dlp_pdf_named(ctx, ref, "Type", "Page") &&
		   number < e->objects && !e->page_of[number]) {
		dlp_pdf_page_read_object(ctx, e->doc, ref, &e->glyph);
		tell_drawing(e, "left-over");
	}
}

static void read_object(fz_context *ctx, struct dlp_pdf_extraction *e,
			int number)
{
	pdf_obj *ref = NULL, *obj = NULL;

	fz_var(ref);
	fz_var(obj);
	fz_try(ctx)
	{
		ref = pdf_new_indirect(ctx, e->doc, number, 0);
		/* Resolved, an object that cannot be read would be none. */
		obj = pdf_load_object(ctx, e->doc, number);
		e->place.page = page_of(ctx, e, obj);
		if (dlp_pdf_named(ctx, obj, "Type", "Metadata") &&
		    pdf_is_stream(ctx, ref))
			dlp_pdf_add_stream(ctx, e, "property", ref, true);
		else if (dlp_pdf_named(ctx, obj, "Type", "EmbeddedFile") &&
			 pdf_is_stream(ctx, ref))
			dlp_pdf_add_attachment(ctx, e, ref, dlp_pdf_span(""));
		else if (dlp_pdf_named(ctx, obj, "Subtype", "Type3"))
			read_glyphs(ctx, e, obj);
		else if (pdf_dict_get(ctx, obj, PDF_NAME(T)) &&
			 dlp_pdf_is_field(ctx, obj) &&
			 !dlp_pdf_has(ctx, obj, "Kids"))
			dlp_pdf_add_field(ctx, e, obj);
		else
			dlp_pdf_walk(ctx, e, "string", NULL, obj,
				     DLP_PDF_DEPTH);
		read_drawing(ctx, e, ref);
	}
	fz_always(ctx)
	{
		pdf_drop_obj(ctx, obj);
		pdf_drop_obj(ctx, ref);
	}
	fz_catch(ctx) e->extras->unreadable++;
}

static void read_all(fz_context *ctx, struct dlp_pdf_extraction *e, int pages)
{
	pdf_obj *encrypt =
		pdf_dict_get(ctx, pdf_trailer(ctx, e->doc), PDF_NAME(Encrypt));
	int n = pdf_xref_len(ctx, e->doc);

	e->seen = pdf_new_mark_bits(ctx, e->doc);
	e->page_of = fz_calloc(ctx, (size_t)n + 1, sizeof(*e->page_of));
	e->objects = n;
	e->all_pages = pages == pdf_count_pages(ctx, e->doc);
	e->glyph.drawn = e->extras->drawn;
	if (pdf_is_indirect(ctx, encrypt))
		pdf_mark_bits_set(ctx, e->seen, encrypt);
	for (int i = 0; i < pages; i++) {
		fz_try(ctx) read_annotations(ctx, e, i);
		fz_catch(ctx) e->extras->unreadable++;
	}
	e->place.page = 0;
	fz_try(ctx) read_info(ctx, e);
	fz_catch(ctx) e->extras->unreadable++;
	for (int i = 1; i < n && !dlp_pdf_out_stopped(e->out); i++) {
		char type = pdf_get_xref_entry_no_null(ctx, e->doc, i)->type;

		if ((type == 'n' || type == 'o') && !unchanged(ctx, e, i) &&
		    !(e->seen->len > i / 8 &&
		      e->seen->bits[i / 8] & 1 << (i % 8)))
			read_object(ctx, e, i);
	}
}

void dlp_pdf_extras_read(fz_context *ctx, pdf_document *doc, int pages,
			 struct dlp_pdf_out *out, struct dlp_pdf_extras *extras)
{
	struct dlp_pdf_extraction e = { .doc = doc,
					.out = out,
					.extras = extras,
					.place.revision = extras->revision };

	fz_var(e);
	fz_try(ctx) read_all(ctx, &e, pages);
	fz_always(ctx)
	{
		pdf_drop_mark_bits(ctx, e.seen);
		fz_free(ctx, e.page_of);
		dlp_buf_release(&e.text);
		dlp_buf_release(&e.name);
		dlp_buf_release(&e.stream);
		dlp_pdf_page_release(&e.glyph);
	}
	fz_catch(ctx) fz_rethrow(ctx);
}
