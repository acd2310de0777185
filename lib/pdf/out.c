#include "pdf/out.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

void dlp_pdf_out_init(struct dlp_pdf_out *out, size_t chunk, uint64_t max_text,
		      dlp_record_fn *tell, void *arg)
{
	static const struct dlp_where itself = { .doc = 1 };

	*out = (struct dlp_pdf_out){ .left = max_text };
	dlp_teller_init(&out->teller, tell, arg, chunk, &itself);
}

void dlp_pdf_out_release(struct dlp_pdf_out *out)
{
	dlp_teller_release(&out->teller);
	dlp_buf_release(&out->at);
	dlp_buf_release(&out->mended);
}

struct dlp_span dlp_pdf_name(struct dlp_span name)
{
	if (name.len > DLP_PDF_NAME) {
		name.len = DLP_PDF_NAME;
		name.len = dlp_utf8_valid(name);
	}
	return name;
}

void dlp_pdf_out_at(struct dlp_pdf_out *out, const struct dlp_pdf_place *place)
{
	struct dlp_buf *at = &out->at;

	dlp_buf_clear(at);
	dlp_json_open(at, '{');
	if (place->page)
		dlp_json_add_number(at, "page", place->page);
	if (place->part)
		dlp_json_add_text(
			at, "part",
			(struct dlp_span){ place->part, strlen(place->part) });
	if (place->key.len)
		dlp_json_add_text(at, "key", dlp_pdf_name(place->key));
	if (place->revision)
		dlp_json_add_number(at, "revision", place->revision);
	if (place->hidden) {
		dlp_json_key(at, "hidden");
		dlp_json_bool(at, true);
	}
	dlp_json_close(at, '}');
	if (at->status)
		out->teller.status = DLP_FATAL;
	else
		dlp_teller_at(&out->teller, dlp_buf_span(at));
}

void dlp_pdf_out_add(struct dlp_pdf_out *out, struct dlp_span text)
{
	if (dlp_utf8_valid(text) < text.len) {
		dlp_buf_clear(&out->mended);
		dlp_utf8_mend(&out->mended, text);
		if (out->mended.status) {
			out->teller.status = DLP_FATAL;
			return;
		}
		text = dlp_buf_span(&out->mended);
	}
	if (text.len > out->left) {
		out->cut = true;
		text.len = (size_t)out->left;
		text.len = dlp_utf8_valid(text);
		out->left = text.len;
	}
	out->left -= text.len;
	dlp_teller_text(&out->teller, text);
}

void dlp_pdf_out_line(struct dlp_pdf_out *out, struct dlp_span text)
{
	if (!text.len)
		return;
	dlp_pdf_out_add(out, text);
	if (text.ptr[text.len - 1] != '\n')
		dlp_pdf_out_add(out, DLP_SPAN("\n"));
}

void dlp_pdf_out_pair(struct dlp_pdf_out *out, struct dlp_span name,
		      struct dlp_span value)
{
	if (!value.len)
		return;
	if (name.len) {
		dlp_pdf_out_add(out, name);
		dlp_pdf_out_add(out, DLP_SPAN(": "));
	}
	dlp_pdf_out_line(out, value);
}
