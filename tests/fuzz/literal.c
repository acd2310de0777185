#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "match/literal_set.h"

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

static void check(const struct dlp_literal_hits *hits,
		  const struct dlp_span *literal, size_t n,
		  struct dlp_span text, size_t from, size_t to)
{
	size_t h = 0;

	for (size_t i = from; i < text.len && i < to; i++)
		for (size_t len = DLP_LITERAL_MAX; len >= DLP_LITERAL_MIN;
		     len--)
			for (size_t k = 0; k < n; k++) {
				if (literal[k].len != len ||
				    len > text.len - i ||
				    !stands(literal[k], text.ptr + i))
					continue;
				if (h >= hits->count || hits->hit[h].pos != i ||
				    hits->hit[h].id != k)
					abort();
				h++;
			}
	if (h != hits->count)
		abort();
}

/* A window and literals, then a text; the hits of every path are those of the
 * plainest search. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_span literal[16], text;
	struct dlp_literal_hits hits = { 0 };
	struct dlp_literals *set;
	size_t n = 0, at = 3, count, from, to;

	if (size < 3)
		return 0;
	for (count = data[0] % 16; n < count; n++) {
		size_t len = at < size ? 3 + data[at] % 62 : size;

		if (len > size - at - (at < size))
			break;
		literal[n] =
			(struct dlp_span){ (const char *)data + at + 1, len };
		at += 1 + len;
	}
	text = (struct dlp_span){ (const char *)data + at, size - at };
	from = text.len * data[1] / 512;
	to = from + (text.len + 1 - from) * (data[2] + 1) / 256;
	set = dlp_literals_new(literal, n);
	if (!set)
		abort();
	for (unsigned path = 0; path < DLP_LITERAL_PATHS; path++) {
		if (!dlp_literal_path_works(path))
			continue;
		hits.count = 0;
		if (dlp_literals_scan_by(path, set, text, from, to, &hits))
			abort();
		check(&hits, literal, n, text, from, to);
	}
	dlp_literal_hits_release(&hits);
	dlp_literals_free(set);
	return 0;
}
