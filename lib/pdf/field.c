#include "pdf/extraction.h"

enum { NAME_DEPTH = 32 }; /* parents of a form field */

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

static void add_value(fz_context *ctx, struct dlp_pdf_extraction *e,
		      pdf_obj *value, struct dlp_span label)
{
	int n = pdf_array_len(ctx, value);

	if (pdf_is_stream(ctx, value))
		dlp_pdf_add_stream(ctx, e, "field", value, false);
	else if (pdf_is_string(ctx, value))
		dlp_pdf_out_pair(e->out, label,
				 dlp_pdf_span(pdf_to_text_string(ctx, value)));
	else if (pdf_is_name(ctx, value) &&
		 strcmp(pdf_to_name(ctx, value), "Off") != 0)
		dlp_pdf_out_pair(e->out, label,
				 dlp_pdf_span(pdf_to_name(ctx, value)));
	for (int i = 0; i < n; i++)
		dlp_pdf_out_pair(e->out, label,
				 dlp_pdf_span(pdf_to_text_string(
					 ctx, pdf_array_get(ctx, value, i))));
}

void dlp_pdf_add_field(fz_context *ctx, struct dlp_pdf_extraction *e,
		       pdf_obj *field)
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
	dlp_pdf_part(e, "field");
	if (v)
		add_value(ctx, e, v, dlp_buf_span(&e->text));
	else
		dlp_pdf_out_line(e->out, dlp_buf_span(&e->text));
	if (dv && pdf_objcmp(ctx, v, dv))
		add_value(ctx, e, dv, dlp_buf_span(&e->text));
	e->place.key = (struct dlp_span){ 0 };
}

bool dlp_pdf_is_field(fz_context *ctx, pdf_obj *obj)
{
	return pdf_dict_get_inheritable(ctx, obj, PDF_NAME(FT)) ||
	       dlp_pdf_named(ctx, obj, "Subtype", "Widget");
}
