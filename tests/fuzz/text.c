#include <stdlib.h>
#include <string.h>

#include "extract/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	struct dlp_span left;
	size_t step;
};

static ssize_t read_bytes(void *arg, char *buf, size_t len,
			  struct dlp_error *err)
{
	struct bytes *b = arg;

	(void)err;
	if (len > b->step)
		len = b->step;
	if (len > b->left.len)
		len = b->left.len;
	memcpy(buf, b->left.ptr, len);
	b->left.ptr += len;
	b->left.len -= len;
	return (ssize_t)len;
}

struct told {
	struct dlp_buf text;
	uint64_t bytes;
	size_t chunk;
	bool converted;
};

static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	struct told *told = arg;

	if (record->type == DLP_RECORD_DOCUMENT)
		told->converted = record->document.encoding.len != 0;
	if (record->type == DLP_RECORD_END)
		told->bytes = record->end.bytes;
	if (record->type != DLP_RECORD_TEXT_PIECE)
		return DLP_OK;
	if (record->text.offset != told->text.len ||
	    record->text.text.len > told->chunk)
		abort();
	dlp_buf_addspan(&told->text, record->text.text);
	dlp_buf_addc(&told->text, '\0'); /* the cuts count too */
	told->text.len--;
	return DLP_OK;
}

/* Whatever the reads, the records are the same; UTF-8 comes out as it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct dlp_document nothing = { .has_size = false };
	static const struct dlp_where where = { .doc = 1 };
	static const size_t step[] = { SIZE_MAX, 1, 7 };
	static struct dlp_charsets charsets; /* loading them takes long */
	struct dlp_span all = { (const char *)data, size };
	struct told told[3];

	for (unsigned i = 0; i < 3; i++) {
		struct bytes bytes = { all, step[i] };
		struct dlp_source source;
		struct dlp_teller teller;
		enum dlp_format format;

		told[i] = (struct told){ .chunk = 16 };
		if (dlp_source_init(&source, read_bytes, &bytes))
			abort();
		dlp_teller_init(&teller, take, &told[i], 16, &where);
		format = dlp_plain_read(&source, &charsets, &nothing, &teller);
		if (told[i].bytes != told[i].text.len)
			abort();
		if (dlp_format_info(format)->class == DLP_FORMAT_TEXT &&
		    !told[i].converted &&
		    !dlp_span_eq(dlp_buf_span(&told[i].text), all))
			abort();
		dlp_teller_release(&teller);
		dlp_source_release(&source);
	}
	for (unsigned i = 1; i < 3; i++)
		if (!dlp_span_eq(dlp_buf_span(&told[0].text),
				 dlp_buf_span(&told[i].text)))
			abort();
	for (unsigned i = 0; i < 3; i++)
		dlp_buf_release(&told[i].text);
	return 0;
}
