#include <stdlib.h>

#include "pdf/extraction.h"

void dlp_pdf_add_attachment(fz_context *ctx, struct dlp_pdf_extraction *e,
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

void dlp_pdf_add_filespec(fz_context *ctx, struct dlp_pdf_extraction *e,
			  pdf_obj *spec)
{
	pdf_obj *files = pdf_dict_get(ctx, spec, PDF_NAME(EF));
	const char *name =
		pdf_to_text_string(ctx, pdf_dict_get(ctx, spec, PDF_NAME(UF)));
	int n = pdf_dict_len(ctx, files);

	if (!*name)
		name = pdf_to_text_string(ctx,
					  pdf_dict_get(ctx, spec, PDF_NAME(F)));
	dlp_pdf_add_string(e, "attachment-name", NULL, dlp_pdf_span(name));
	dlp_pdf_add_string(
		e, "attachment-name", NULL,
		dlp_pdf_span(pdf_to_text_string(
			ctx, pdf_dict_get(ctx, spec, PDF_NAME(Desc)))));
	for (int i = 0; i < n; i++) {
		pdf_obj *file = pdf_dict_get_val(ctx, files, i);

		if (pdf_is_stream(ctx, file))
			dlp_pdf_add_attachment(ctx, e, file,
					       dlp_pdf_span(name));
	}
}

void dlp_pdf_extras_release(struct dlp_pdf_extras *extras)
{
	for (size_t i = 0; i < extras->attachments; i++)
		free(extras->attachment[i].name);
	free(extras->attachment);
	*extras = (struct dlp_pdf_extras){ 0 };
}
