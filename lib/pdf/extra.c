#include "pdf/extra.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "pdf/markup.h"
#include "pdf/page.h"

enum {
	DEPTH = 32,            /* dictionaries and arrays within one object */
	NAME_DEPTH = 32,       /* parents of a form field */
	STREAM_MAX = 64 << 20, /* bytes of a script, of XMP, of a form's XML */
};

struct extraction {
	pdf_document *doc;
	struct dlp_pdf_out *out;
	struct dlp_pdf_extras *extras;
	pdf_mark_bits *seen; /* objects that were told with their page */
	struct dlp_pdf_place place;
	struct dlp_buf text, name; /* scratch */
	struct dlp_pdf_page glyph;
};

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* Keys whose strings are identifiers, dates, hashes or layout. */
static bool is_noise(const char *key)
{
	static const char *const noise[] = {
		"BBoxes",   "ByteRange", "Cert",
		"CharSet",  "CheckSum",  "CreationDate",
		"DA",       "DS",        "ID",
		"Identity", "Lang",      "LastModified",
		"Lookup",   "M",         "ModDate",
		"NM",       "Ordering",  "Panose",
		"Registry", "TimeStamp", "FontFamily",
		"Changes",  "Digest",
	};

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		if (!strcmp(noise[i], key))
			return true;
	return false;
}

/* A string of a PDF is text or any bytes: text has no control characters. */
static bool is_text(struct dlp_span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
	}
	return s.len > 0;
}

static void place(struct extraction *e, const char *part)
{
	e->place.part = part;
	dlp_pdf_out_at(e->out, &e->place);
}

static void add_markup(struct extraction *e, struct dlp_span xml)
{
	dlp_buf_clear(&e->text);
	dlp_pdf_markup(&e->text, xml);
	dlp_pdf_out_line(e->out, dlp_buf_span(&e->text));
}

static void add_string(struct extraction *e, const char *part, const char *key,
		       struct dlp_span text)
{
	if (!is_text(text))
		return;
	place(e, part);
	if (key && !strcmp(key, "RC"))
		add_markup(e, text);
	else
		dlp_pdf_out_line(e->out, text);
}

/* The content of a stream that holds text, or nothing when it is too long. */
static void add_stream(fz_context *ctx, struct extraction *e, const char *part,
		       pdf_obj *stream, bool markup)
{
	fz_buffer *buf = NULL;
	struct dlp_span s;

	fz_var(buf);
	fz_try(ctx)
	{
		buf = pdf_load_stream(ctx, stream);
		if (buf->len > STREAM_MAX)
			fz_throw(ctx, FZ_ERROR_GENERIC, "too long");
		s = (struct dlp_span){ (const char *)buf->data, buf->len };
		place(e, part);
		if (markup)
			add_markup(e, s);
		else
			dlp_pdf_out_line(e->out, s);
	}
	fz_always(ctx) fz_drop_buffer(ctx, buf);
	fz_catch(ctx) e->extras->unreadable++;
}

static void add_attachment(fz_context *ctx, struct extraction *e,
			   pdf_obj *stream, struct dlp_span name)
{
	struct dlp_pdf_extras *x = e->extras;
	struct dlp_pdf_attachment *grown;
	int number = pdf_to_num(ctx, stream);

	for (size_t i = 0; i < x->attachments; i++)
		if (x->attachment[i].object == number)
			return;
	if (x->attachments == DLP_PDF_ATTACHMENTS) {
		x->too_many = true;
		return;
	}
	/* Room doubles whenever the count is a power of two. */
	if (!(x->attachments & (x->attachments - 1))) {
		grown = realloc(x->attachment,
				(x->attachments ? 2 * x->attachments : 1) *
					sizeof(*grown));
		if (!grown)
			fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory");
		x->attachment = grown;
	}
	grown = &x->attachment[x->attachments];
	grown->object = number;
	grown->name = strndup(name.ptr, name.len);
	if (!grown->name)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory");
	x->attachments++;
}

/* A file specification: its name is text, its file an attachment. */
static void add_filespec(fz_context *ctx, struct extraction *e, pdf_obj *spec)
{
	pdf_obj *files = pdf_dict_get(ctx, spec, PDF_NAME(EF));
	const char *name =
		pdf_to_text_string(ctx, pdf_dict_get(ctx, spec, PDF_NAME(UF)));
	int n = pdf_dict_len(ctx, files);

	if (!*name)
		name = pdf_to_text_string(ctx,
					  pdf_dict_get(ctx, spec, PDF_NAME(F)));
	add_string(e, "attachment-name", NULL, span_of(name));
	add_string(e, "attachment-name", NULL,
		   span_of(pdf_to_text_string(
			   ctx, pdf_dict_get(ctx, spec, PDF_NAME(Desc)))));
	for (int i = 0; i < n; i++) {
		pdf_obj *file = pdf_dict_get_val(ctx, files, i);

		if (pdf_is_stream(ctx, file))
			add_attachment(ctx, e, file, span_of(name));
	}
}

static bool has(fz_context *ctx, pdf_obj *dict, const char *key)
{
	return pdf_dict_gets(ctx, dict, key) != NULL;
}

static bool is_named(fz_context *ctx, pdf_obj *dict, const char *key,
		     const char *value)
{
	return !strcmp(pdf_to_name(ctx, pdf_dict_gets(ctx, dict, key)), value);
}

/* What the strings of a dictionary are, by the company they keep. */
static const char *part_of(fz_context *ctx, pdf_obj *dict, const char *outer)
{
	if (is_named(ctx, dict, "S", "URI"))
		return "link";
	if (is_named(ctx, dict, "S", "JavaScript"))
		return "script";
	if (is_named(ctx, dict, "Type", "StructElem"))
		return "structure";
	if (is_named(ctx, dict, "Type", "Annot"))
		return "annotation";
	if (has(ctx, dict, "FT"))
		return "field";
	if (has(ctx, dict, "Title") && has(ctx, dict, "Parent"))
		return "bookmark";
	return outer;
}

static void walk(fz_context *ctx, struct extraction *e, const char *part,
		 const char *key, pdf_obj *obj, unsigned depth);

static void walk_dict(fz_context *ctx, struct extraction *e, const char *part,
		      pdf_obj *dict, unsigned depth)
{
	bool filespec = has(ctx, dict, "EF");
	bool signature = has(ctx, dict, "ByteRange");
	int n = pdf_dict_len(ctx, dict);

	part = part_of(ctx, dict, part);
	if (filespec)
		add_filespec(ctx, e, dict);
	for (int i = 0; i < n; i++) {
		pdf_obj *value = pdf_dict_get_val(ctx, dict, i);
		const char *key =
			pdf_to_name(ctx, pdf_dict_get_key(ctx, dict, i));

		if (is_noise(key) || (signature && !strcmp(key, "Contents")) ||
		    (filespec && (!strcmp(key, "F") || !strcmp(key, "UF") ||
				  !strcmp(key, "Desc"))))
			continue;
		if (!strcmp(key, "JS") && pdf_is_stream(ctx, value))
			add_stream(ctx, e, "script", value, false);
		else if (!strcmp(key, "XFA") && pdf_is_stream(ctx, value))
			add_stream(ctx, e, "field", value, true);
		else
			walk(ctx, e, part, key, value, depth);
	}
}

/*
 * All strings in one object.  References are not followed: every object has
 * its own turn, once.
 */
static void walk(fz_context *ctx, struct extraction *e, const char *part,
		 const char *key, pdf_obj *obj, unsigned depth)
{
	int n;

	if (!depth || dlp_pdf_out_stopped(e->out))
		return;
	if (key && !strcmp(key, "XFA") && pdf_is_array(ctx, obj)) {
		n = pdf_array_len(ctx, obj);
		for (int i = 0; i < n; i++) {
			pdf_obj *item = pdf_array_get(ctx, obj, i);

			if (pdf_is_stream(ctx, item))
				add_stream(ctx, e, "field", item, true);
		}
		return;
	}
	if (key && pdf_is_indirect(ctx, obj))
		return;
	if (pdf_is_string(ctx, obj)) {
		add_string(e, part, key, span_of(pdf_to_text_string(ctx, obj)));
	} else if (pdf_is_array(ctx, obj)) {
		n = pdf_array_len(ctx, obj);
		for (int i = 0; i < n; i++)
			walk(ctx, e, part, key ? key : "",
			     pdf_array_get(ctx, obj, i), depth - 1);
	} else if (pdf_is_dict(ctx, obj)) {
		walk_dict(ctx, e, part, obj, depth - 1);
	}
}

/* `applicant.ssn`: a form field's own name behind those of its parents. */
static void field_name(fz_context *ctx, struct dlp_buf *name, pdf_obj *field)
{
	pdf_obj *chain[NAME_DEPTH];
	size_t n = 0;

	dlp_buf_clear(name);
	for (; field && n < NAME_DEPTH;
	     field = pdf_dict_get(ctx, field, PDF_NAME(Parent)))
		chain[n++] = field;
	while (n--) {
		const char *s = pdf_to_text_string(
			ctx, pdf_dict_get(ctx, chain[n], PDF_NAME(T)));

		if (!*s)
			continue;
		if (name->len)
			dlp_buf_addc(name, '.');
		dlp_buf_adds(name, s);
	}
}

static void add_value(fz_context *ctx, struct extraction *e, pdf_obj *value,
		      struct dlp_span label)
{
	int n = pdf_array_len(ctx, value);

	if (pdf_is_stream(ctx, value))
		add_stream(ctx, e, "field", value, false);
	else if (pdf_is_string(ctx, value))
		dlp_pdf_out_pair(e->out, label,
				 span_of(pdf_to_text_string(ctx, value)));
	else if (pdf_is_name(ctx, value) &&
		 strcmp(pdf_to_name(ctx, value), "Off") != 0)
		dlp_pdf_out_pair(e->out, label,
				 span_of(pdf_to_name(ctx, value)));
	for (int i = 0; i < n; i++)
		dlp_pdf_out_pair(e->out, label,
				 span_of(pdf_to_text_string(
					 ctx, pdf_array_get(ctx, value, i))));
}

/*
 * A form field: `tooltip name: value`, because what people call a field is
 * more often in its tooltip than in its name.
 */
static void add_field(fz_context *ctx, struct extraction *e, pdf_obj *field)
{
	pdf_obj *v = pdf_dict_get_inheritable(ctx, field, PDF_NAME(V));
	pdf_obj *dv = pdf_dict_get_inheritable(ctx, field, PDF_NAME(DV));
	const char *hint = pdf_to_text_string(
		ctx, pdf_dict_get_inheritable(ctx, field, PDF_NAME(TU)));

	field_name(ctx, &e->name, field);
	dlp_buf_clear(&e->text);
	dlp_buf_adds(&e->text, hint);
	if (*hint && e->name.len)
		dlp_buf_addc(&e->text, ' ');
	dlp_buf_addspan(&e->text, dlp_buf_span(&e->name));
	if (e->text.status || e->name.status)
		fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory");
	/* A signature's value is no text. */
	if (pdf_is_dict(ctx, v) && !pdf_is_stream(ctx, v))
		v = NULL;
	e->place.key = dlp_buf_span(&e->name);
	place(e, "field");
	if (v)
		add_value(ctx, e, v, dlp_buf_span(&e->text));
	else
		dlp_pdf_out_line(e->out, dlp_buf_span(&e->text));
	if (dv && pdf_objcmp(ctx, v, dv))
		add_value(ctx, e, dv, dlp_buf_span(&e->text));
	e->place.key = (struct dlp_span){ 0 };
}

static bool is_field(fz_context *ctx, pdf_obj *obj)
{
	return pdf_dict_get_inheritable(ctx, obj, PDF_NAME(FT)) ||
	       is_named(ctx, obj, "Subtype", "Widget");
}

static void read_annotation(fz_context *ctx, struct extraction *e,
			    pdf_obj *annot)
{
	pdf_obj *action = pdf_dict_get(ctx, annot, PDF_NAME(A));
	static const char *const more[] = { "Contents", "RC", "T", "Subj" };

	pdf_mark_bits_set(ctx, e->seen, annot);
	if (is_field(ctx, annot)) {
		add_field(ctx, e, annot);
	} else {
		for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
			pdf_obj *value = pdf_dict_gets(ctx, annot, more[i]);

			if (pdf_is_stream(ctx, value))
				add_stream(ctx, e, "annotation", value, true);
			else
				add_string(e, "annotation", more[i],
					   span_of(pdf_to_text_string(ctx,
								      value)));
		}
	}
	if (pdf_is_dict(ctx, action)) {
		if (pdf_is_indirect(ctx, action))
			pdf_mark_bits_set(ctx, e->seen, action);
		walk_dict(ctx, e, "link", action, DEPTH);
	}
	/* The strings left, in dictionaries of its own. */
	for (int i = 0; i < pdf_dict_len(ctx, annot); i++) {
		pdf_obj *value = pdf_dict_get_val(ctx, annot, i);

		if (value != action && pdf_is_dict(ctx, value))
			walk(ctx, e, "annotation", "", value, DEPTH);
	}
}

static void read_annotations(fz_context *ctx, struct extraction *e, int number)
{
	pdf_obj *page = pdf_lookup_page_obj(ctx, e->doc, number);
	pdf_obj *annots = pdf_dict_get(ctx, page, PDF_NAME(Annots));
	int n = pdf_array_len(ctx, annots);

	e->place.page = (uint64_t)number + 1;
	for (int i = 0; i < n; i++)
		read_annotation(ctx, e, pdf_array_get(ctx, annots, i));
}

/* Keys and strings of the Info dictionary, the document's own ones too. */
static void read_info(fz_context *ctx, struct extraction *e)
{
	pdf_obj *info =
		pdf_dict_get(ctx, pdf_trailer(ctx, e->doc), PDF_NAME(Info));
	int n = pdf_dict_len(ctx, info);

	if (pdf_is_indirect(ctx, info))
		pdf_mark_bits_set(ctx, e->seen, info);
	place(e, "property");
	for (int i = 0; i < n; i++) {
		const char *key =
			pdf_to_name(ctx, pdf_dict_get_key(ctx, info, i));
		const char *value =
			pdf_to_text_string(ctx, pdf_dict_get_val(ctx, info, i));

		if (is_text(span_of(value)))
			dlp_pdf_out_pair(e->out, span_of(key), span_of(value));
	}
}

/* Text that the glyphs of a font draw by means of another font. */
static void read_glyphs(fz_context *ctx, struct extraction *e, pdf_obj *font)
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
		place(e, "glyph");
		dlp_pdf_out_line(e->out, dlp_buf_span(&e->glyph.text));
	}
}

static void read_object(fz_context *ctx, struct extraction *e, int number)
{
	pdf_obj *ref = NULL, *obj;

	fz_var(ref);
	fz_try(ctx)
	{
		ref = pdf_new_indirect(ctx, e->doc, number, 0);
		obj = pdf_resolve_indirect_chain(ctx, ref);
		if (is_named(ctx, obj, "Type", "Metadata") &&
		    pdf_is_stream(ctx, ref))
			add_stream(ctx, e, "property", ref, true);
		else if (is_named(ctx, obj, "Type", "EmbeddedFile") &&
			 pdf_is_stream(ctx, ref))
			add_attachment(ctx, e, ref, span_of(""));
		else if (is_named(ctx, obj, "Subtype", "Type3"))
			read_glyphs(ctx, e, obj);
		else if (pdf_dict_get(ctx, obj, PDF_NAME(T)) &&
			 is_field(ctx, obj) && !has(ctx, obj, "Kids"))
			add_field(ctx, e, obj);
		else
			walk(ctx, e, "string", NULL, obj, DEPTH);
	}
	fz_always(ctx) pdf_drop_obj(ctx, ref);
	fz_catch(ctx) e->extras->unreadable++;
}

static void read_all(fz_context *ctx, struct extraction *e, int pages)
{
	pdf_obj *encrypt =
		pdf_dict_get(ctx, pdf_trailer(ctx, e->doc), PDF_NAME(Encrypt));
	int n = pdf_xref_len(ctx, e->doc);

	e->seen = pdf_new_mark_bits(ctx, e->doc);
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

		if ((type == 'n' || type == 'o') &&
		    !(e->seen->len > i / 8 &&
		      e->seen->bits[i / 8] & 1 << (i % 8)))
			read_object(ctx, e, i);
	}
}

void dlp_pdf_extras_read(fz_context *ctx, pdf_document *doc, int pages,
			 struct dlp_pdf_out *out, struct dlp_pdf_extras *extras)
{
	struct extraction e = { .doc = doc, .out = out, .extras = extras };

	fz_var(e);
	fz_try(ctx) read_all(ctx, &e, pages);
	fz_always(ctx)
	{
		pdf_drop_mark_bits(ctx, e.seen);
		dlp_buf_release(&e.text);
		dlp_buf_release(&e.name);
		dlp_pdf_page_release(&e.glyph);
	}
	fz_catch(ctx) fz_rethrow(ctx);
}

void dlp_pdf_extras_release(struct dlp_pdf_extras *extras)
{
	for (size_t i = 0; i < extras->attachments; i++)
		free(extras->attachment[i].name);
	free(extras->attachment);
	*extras = (struct dlp_pdf_extras){ 0 };
}
