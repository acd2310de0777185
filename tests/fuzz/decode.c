#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode/encoding.h"
#include "decode/stretch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(what)                                             \
	do {                                                    \
		if (!(what)) {                                  \
			fprintf(stderr, "not so: %s\n", #what); \
			abort();                                \
		}                                               \
	} while (0)

/* Each byte of a view comes from a place of its own in the source, in order;
 * what was copied from where it stands. */
static void check_map(const struct dlp_derived *view, struct dlp_span text,
		      size_t low, size_t high)
{
	size_t last_from = low, last_to = low;

	for (size_t i = 0; i < view->text.len; i++) {
		size_t from, to, all_from, all_to;

		dlp_derived_source(view, i, i + 1, &from, &to);
		CHECK(from >= last_from && to >= last_to && from < to);
		CHECK(to <= high);
		last_from = from;
		last_to = to;
		if (!dlp_derived_touches(view, i, i + 1))
			CHECK(to == from + 1 &&
			      text.ptr[from] == view->text.ptr[i]);
		/* What a stretch comes from holds what its bytes come from. */
		dlp_derived_source(view, 0, i + 1, &all_from, &all_to);
		CHECK(all_from <= from && all_to == to);
	}
}

/* Whatever is found lies where it is looked for, can be decoded, and leads
 * back; looked for in two halves it is found again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dlp_stretches stretches, halves;
	static struct dlp_derived view;
	struct dlp_span text;
	size_t cut, from, to;
	char *copy;

	if (size < 4)
		return 0;
	/* Of its exact size, so that a sanitizer sees a read behind it. */
	text.len = size - 4;
	copy = malloc(text.len ? text.len : 1);
	CHECK(copy);
	memcpy(copy, data + 4, text.len);
	text.ptr = copy;
	from = text.len * data[0] / 256;
	to = from + (text.len - from) * data[1] / 255;
	cut = text.len * data[2] / 256;
	dlp_stretches_clear(&stretches);
	CHECK(!dlp_stretches_find(&stretches, text, 0, text.len));
	for (size_t i = 0; i < dlp_stretches_count(&stretches); i++) {
		struct dlp_stretch s = dlp_stretches_at(&stretches, i);

		CHECK(s.start < s.end && s.end <= text.len);
		CHECK((unsigned)s.encoding < DLP_ENCODINGS);
	}
	dlp_stretches_clear(&halves);
	CHECK(!dlp_stretches_find(&halves, text, 0, cut));
	CHECK(!dlp_stretches_find(&halves, text, cut, text.len));
	for (unsigned e = 0; e < DLP_ENCODINGS; e++) {
		CHECK(!dlp_stretches_decode(&stretches, (enum dlp_encoding)e,
					    text, from, to, &view));
		check_map(&view, text, from, to);
	}
	free(copy);
	return 0;
}
