#include <stdint.h>
#include <stdlib.h>

#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What reads is written, and what was written reads again to the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_span line = { (const char *)data, size };
	struct dlp_arena arena = { 0 };
	struct dlp_record record, again;
	struct dlp_error err;
	struct dlp_buf one, two;

	dlp_buf_init(&one, 0);
	dlp_buf_init(&two, 0);
	if (!dlp_record_parse(line, &arena, &record, &err) &&
	    record.type != DLP_RECORD_OTHER &&
	    record.type != DLP_RECORD_SUMMARY) {
		dlp_record_write(&one, &record);
		if (dlp_record_parse((struct dlp_span){ one.ptr, one.len - 1 },
				     &arena, &again, &err))
			abort();
		dlp_record_write(&two, &again);
		if (!dlp_span_eq(dlp_buf_span(&one), dlp_buf_span(&two)))
			abort();
	}
	dlp_buf_release(&one);
	dlp_buf_release(&two);
	dlp_arena_release(&arena);
	return 0;
}
