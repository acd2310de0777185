#include "decode/wide.h"

#include "base/utf8.h"

static bool is_shown(char c)
{
	unsigned char b = (unsigned char)c;

	return (b >= ' ' && b < 0x7f) || b >= 0xa0 || c == '\t' || c == '\n' ||
	       c == '\r';
}

bool dlp_wide_find(struct dlp_span text, size_t low, size_t nul, size_t *start,
		   size_t *end)
{
	const char *p = text.ptr;
	size_t last = nul;

	while (text.len - last > 2 && is_shown(p[last + 1]) && !p[last + 2])
		last += 2;
	if ((last - nul) / 2 + 1 < DLP_WIDE_LEAST)
		return false;
	/* The low byte first, or the high one. */
	*start = nul > low && is_shown(p[nul - 1]) ? nul - 1 : nul;
	*end = p[*start] ? last + 1 : last;
	if (text.len - last > 1 && is_shown(p[last + 1]))
		*end = last + 2;
	return true;
}

void dlp_wide_decode(struct dlp_derived *out, struct dlp_span source,
		     size_t start, size_t end)
{
	const bool high_first = !source.ptr[start];

	for (size_t i = start + high_first; i < end; i += 2) {
		size_t from = high_first ? i - 1 : i;
		size_t width = high_first || i + 1 < end ? 2 : 1;
		char bytes[DLP_UTF8_MAX];

		dlp_derived_add(
			out, bytes,
			dlp_utf8_encode((unsigned char)source.ptr[i], bytes),
			from, width, false);
	}
}
