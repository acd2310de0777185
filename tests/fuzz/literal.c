#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "match/literal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool stands(struct dlp_span literal, const char *p)
{
	for (size_t i = 0; i < literal.len; i++)
		if (lower(literal.ptr[i]) != lower(p[i]))
			return false;
	return true;
}

/* Literals, then a text; the hits are those of the plainest search. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_span literal[16], text;
	struct dlp_literal_hits hits = { 0 };
	struct dlp_literals *set;
	size_t n = 0, at = 1, h = 0, count;

	if (!size)
		return 0;
	for (count = data[0] % 16; n < count; n++) {
		size_t len = at < size ? 3 + data[at] % 14 : size;

		if (len > size - at - (at < size))
			break;
		literal[n] =
			(struct dlp_span){ (const char *)data + at + 1, len };
		at += 1 + len;
	}
	text = (struct dlp_span){ (const char *)data + at, size - at };
	set = dlp_literals_new(literal, n);
	if (!set || dlp_literals_scan(set, text, 0, text.len, &hits))
		abort();
	for (size_t i = 0; i < text.len; i++)
		for (size_t len = 17; len >= 3; len--)
			for (size_t k = 0; k < n; k++) {
				if (literal[k].len != len ||
				    len > text.len - i ||
				    !stands(literal[k], text.ptr + i))
					continue;
				if (h >= hits.count || hits.hit[h].pos != i ||
				    hits.hit[h].id != k)
					abort();
				h++;
			}
	if (h != hits.count)
		abort();
	dlp_literal_hits_release(&hits);
	dlp_literals_free(set);
	return 0;
}
