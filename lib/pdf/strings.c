#include "pdf/extraction.h"
#include "pdf/markup.h"
#include "pdf/stream.h"

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

bool dlp_pdf_is_text(struct dlp_span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
	}
	return s.len > 0;
}

void dlp_pdf_part(struct dlp_pdf_extraction *e, const char *part)
{
	e->place.part = part;
	dlp_pdf_out_at(e->out, &e->place);
}

static void add_markup(struct dlp_pdf_extraction *e, struct dlp_span xml)
{
	dlp_buf_clear(&e->text);
	dlp_pdf_markup(&e->text, xml);
	dlp_pdf_out_line(e->out, dlp_buf_span(&e->text));
}

void dlp_pdf_add_string(struct dlp_pdf_extraction *e, const char *part,
			const char *key, struct dlp_span text)
{
	if (!dlp_pdf_is_text(text))
		return;
	dlp_pdf_part(e, part);
	if (key && !strcmp(key, "RC"))
		add_markup(e, text);
	else
		dlp_pdf_out_line(e->out, text);
}

void dlp_pdf_add_stream(fz_context *ctx, struct dlp_pdf_extraction *e,
			const char *part, pdf_obj *stream, bool markup)
{
	enum dlp_pdf_had had =
		dlp_pdf_stream_load(ctx, e->doc, pdf_to_num(ctx, stream),
				    DLP_PDF_STREAM, &e->stream);

	e->extras->unreadable += had == DLP_PDF_DAMAGED;
	e->extras->too_long |= had == DLP_PDF_TOO_LONG;
	dlp_pdf_part(e, part);
	if (markup)
		add_markup(e, dlp_buf_span(&e->stream));
	else
		dlp_pdf_out_line(e->out, dlp_buf_span(&e->stream));
}

/* What the strings of a dictionary are, by the company they keep. */
static const char *part_of(fz_context *ctx, pdf_obj *dict, const char *outer)
{
	if (dlp_pdf_named(ctx, dict, "S", "URI"))
		return "link";
	if (dlp_pdf_named(ctx, dict, "S", "JavaScript"))
		return "script";
	if (dlp_pdf_named(ctx, dict, "Type", "StructElem"))
		return "structure";
	if (dlp_pdf_named(ctx, dict, "Type", "Annot"))
		return "annotation";
	if (dlp_pdf_has(ctx, dict, "FT"))
		return "field";
	if (dlp_pdf_has(ctx, dict, "Title") && dlp_pdf_has(ctx, dict, "Parent"))
		return "bookmark";
	return outer;
}

void dlp_pdf_walk_dict(fz_context *ctx, struct dlp_pdf_extraction *e,
		       const char *part, pdf_obj *dict, unsigned depth)
{
	bool filespec = dlp_pdf_has(ctx, dict, "EF");
	bool signature = dlp_pdf_has(ctx, dict, "ByteRange");
	int n = pdf_dict_len(ctx, dict);

	part = part_of(ctx, dict, part);
	if (filespec)
		dlp_pdf_add_filespec(ctx, e, dict);
	for (int i = 0; i < n; i++) {
		pdf_obj *value = pdf_dict_get_val(ctx, dict, i);
		const char *key =
			pdf_to_name(ctx, pdf_dict_get_key(ctx, dict, i));

		if (is_noise(key) || (signature && !strcmp(key, "Contents")) ||
		    (filespec && (!strcmp(key, "F") || !strcmp(key, "UF") ||
				  !strcmp(key, "Desc"))))
			continue;
		if (!strcmp(key, "JS") && pdf_is_stream(ctx, value))
			dlp_pdf_add_stream(ctx, e, "script", value, false);
		else if (!strcmp(key, "XFA") && pdf_is_stream(ctx, value))
			dlp_pdf_add_stream(ctx, e, "field", value, true);
		else
			dlp_pdf_walk(ctx, e, part, key, value, depth);
	}
}

void dlp_pdf_walk(fz_context *ctx, struct dlp_pdf_extraction *e,
		  const char *part, const char *key, pdf_obj *obj,
		  unsigned depth)
{
	int n;

	if (dlp_pdf_out_stopped(e->out))
		return;
	if (!depth) {
		e->extras->too_deep = true;
		return;
	}
	if (key && !strcmp(key, "XFA") && pdf_is_array(ctx, obj)) {
		n = pdf_array_len(ctx, obj);
		for (int i = 0; i < n; i++) {
			pdf_obj *item = pdf_array_get(ctx, obj, i);

			if (pdf_is_stream(ctx, item))
				dlp_pdf_add_stream(ctx, e, "field", item, true);
		}
		return;
	}
	if (key && pdf_is_indirect(ctx, obj))
		return;
	if (pdf_is_string(ctx, obj)) {
		dlp_pdf_add_string(e, part, key,
				   dlp_pdf_span(pdf_to_text_string(ctx, obj)));
	} else if (pdf_is_array(ctx, obj)) {
		n = pdf_array_len(ctx, obj);
		for (int i = 0; i < n; i++)
			dlp_pdf_walk(ctx, e, part, key ? key : "",
				     pdf_array_get(ctx, obj, i), depth - 1);
	} else if (pdf_is_dict(ctx, obj)) {
		dlp_pdf_walk_dict(ctx, e, part, obj, depth - 1);
	}
}
