#include "pdf/document.h"

#include <string.h>

pdf_document *dlp_pdf_document_open(fz_context *ctx, struct dlp_span bytes)
{
	fz_stream *stream = NULL;
	pdf_document *doc = NULL;

	fz_var(stream);
	fz_var(doc);
	fz_try(ctx)
	{
		stream = fz_open_memory(ctx, (const unsigned char *)bytes.ptr,
					bytes.len);
		doc = pdf_open_document_with_stream(ctx, stream);
		pdf_disable_js(ctx, doc);
	}
	fz_always(ctx) fz_drop_stream(ctx, stream);
	fz_catch(ctx)
	{
		pdf_drop_document(ctx, doc);
		fz_rethrow(ctx);
	}
	return doc;
}

pdf_mark_bits *dlp_pdf_document_show(fz_context *ctx, pdf_document *doc)
{
	pdf_obj *root =
		pdf_dict_get(ctx, pdf_trailer(ctx, doc), PDF_NAME(Root));
	pdf_obj *groups = pdf_dict_getl(ctx, root, PDF_NAME(OCProperties),
					PDF_NAME(OCGs), NULL);
	pdf_mark_bits *off = pdf_new_mark_bits(ctx, doc);
	int n = pdf_array_len(ctx, groups);

	fz_try(ctx)
	{
		for (int i = 0; i < n; i++) {
			pdf_obj *group = pdf_array_get(ctx, groups, i);

			if (pdf_is_ocg_hidden(ctx, doc, NULL, "View", group))
				pdf_mark_bits_set(ctx, off, group);
		}
		n = pdf_count_layers(ctx, doc);
		for (int i = 0; i < n; i++)
			pdf_enable_layer(ctx, doc, i, 1);
	}
	fz_catch(ctx)
	{
		pdf_drop_mark_bits(ctx, off);
		fz_rethrow(ctx);
	}
	return off;
}

bool dlp_pdf_document_ends(struct dlp_span file)
{
	enum { TAIL = 2048 };
	size_t from = file.len > TAIL ? file.len - TAIL : 0;

	for (size_t i = from; i + 5 <= file.len; i++)
		if (!memcmp(file.ptr + i, "%%EOF", 5))
			return true;
	return false;
}

size_t dlp_pdf_document_revisions(struct dlp_span file, size_t *end, size_t max)
{
	static const char word[] = "%%EOF";
	const size_t n = sizeof(word) - 1;
	size_t found = 0;
	bool last = true;

	for (size_t i = file.len; i >= n && found < max; i--) {
		if (memcmp(file.ptr + i - n, word, n) != 0)
			continue;
		if (!last)
			end[found++] = i;
		last = false;
		i -= n - 1;
	}
	return found;
}
