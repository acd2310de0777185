#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "pdf/extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	uint64_t offset;
	int ends;
};

/* Whatever the bytes: offsets follow on, text is UTF-8, one end comes last. */
static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct seen *seen = arg;

	if (seen->ends)
		abort();
	if (record->type == DLP_RECORD_TEXT_PIECE) {
		if (record->text.offset != seen->offset)
			abort();
		seen->offset += record->text.text.len;
	}
	if (record->type == DLP_RECORD_END) {
		if (record->end.bytes != seen->offset)
			abort();
		seen->ends++;
	}
	return DLP_OK;
}

static enum dlp_status attach(void *arg, struct dlp_span name,
			      struct dlp_span bytes)
{
	(void)arg;
	(void)name;
	(void)bytes;
	return DLP_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen seen = { 0 };
	const struct dlp_pdf_opts opts = { .max_pages = 16,
					   .max_text = 1 << 20,
					   .chunk = 4096,
					   .tell = tell,
					   .attach = attach,
					   .arg = &seen };

	if (dlp_pdf_extract((struct dlp_span){ (const char *)data, size },
			    &opts) == DLP_OK &&
	    seen.ends != 1)
		abort();
	return 0;
}
