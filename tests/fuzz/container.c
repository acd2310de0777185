#include <stdlib.h>

#include "extract/readers.h"
#include "extract/reading.h"
#include "extract/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Documents that began and have not ended. */
static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	int *open = arg;

	if (record->type == DLP_RECORD_DOCUMENT)
		++*open;
	if (record->type == DLP_RECORD_END)
		--*open;
	if (*open < 0)
		abort();
	return DLP_OK;
}

static ssize_t read_view(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct dlp_span *left = arg;

	(void)err;
	if (len > left->len)
		len = left->len;
	if (len)
		memcpy(buf, left->ptr, len);
	left->ptr += len;
	left->len -= len;
	return (ssize_t)len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dlp_charsets charsets;
	struct dlp_span left = { (const char *)data, size };
	struct dlp_task task = {
		.limits = { .entry = 1 << 20,
			    .total = 4 << 20,
			    .ratio = DLP_LIMIT_RATIO,
			    .entries = 100,
			    .depth = DLP_MEMBER_DEPTH },
		.chunk = 64,
		.size = size,
		.name = DLP_SPAN("folder/name.gz"),
		.format = dlp_sniff(left),
		.charsets = &charsets,
	};
	int open = 0;
	struct dlp_reading reading = { .task = &task,
				       .fn = take,
				       .arg = &open };
	struct dlp_source source;
	struct dlp_view view;

	if (dlp_format_info(task.format)->class != DLP_FORMAT_RISKY)
		return -1;
	dlp_readers_load();
	dlp_view_init_memory(&view, left);
	if (dlp_source_init(&source, read_view, &left))
		abort();
	if (dlp_reading_first(&reading, &source, &view) || open)
		abort();
	dlp_source_release(&source);
	return 0;
}
