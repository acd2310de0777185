#ifndef DLP_FUZZ_READING_H
#define DLP_FUZZ_READING_H

#include <stdlib.h>

#include "extract/readers.h"
#include "extract/reading.h"

/* Read the bytes as a document of `format`: what is told must add up. */

static inline enum dlp_status fuzz_take(void *arg,
					const struct dlp_record *record)
{
	uint64_t *text = arg;

	if (record->where.members)
		return DLP_OK;
	if (record->type == DLP_RECORD_TEXT_PIECE) {
		if (record->text.offset != *text)
			abort();
		*text += record->text.text.len;
	}
	if (record->type == DLP_RECORD_END && record->end.bytes != *text)
		abort();
	return DLP_OK;
}

static inline int fuzz_reading(enum dlp_format format, const uint8_t *data,
			       size_t size)
{
	/* Loading takes long. */
	static struct dlp_charsets charsets;
	static bool loaded;
	struct dlp_task task = {
		.limits = { .entry = 1 << 20,
			    .total = 4 << 20,
			    .ratio = DLP_LIMIT_RATIO,
			    .entries = 100,
			    .depth = DLP_MEMBER_DEPTH },
		.chunk = 64,
		.size = size,
		.format = format,
		.charsets = &charsets,
	};
	uint64_t text = 0;
	struct dlp_reading reading = { .task = &task,
				       .fn = fuzz_take,
				       .arg = &text };
	struct dlp_source source;
	struct dlp_view view;

	if (!loaded)
		dlp_readers_load();
	loaded = true;
	dlp_view_init_memory(&view,
			     (struct dlp_span){ (const char *)data, size });
	if (dlp_source_init_view(&source, &view) ||
	    dlp_reading_first(&reading, &source, &view))
		abort();
	dlp_source_release(&source);
	return 0;
}

#endif
