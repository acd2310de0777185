#include "validate/compact.h"

#include <stdint.h>
#include <string.h>

/* The length of the separator at the start of `in`, 0 where none is. */
static size_t separator(struct dlp_span in)
{
	const unsigned char *p = (const unsigned char *)in.ptr;

	if (p[0] == ' ' || p[0] == '-' || p[0] == '.' || p[0] == '/' ||
	    p[0] == '\t')
		return 1;
	if (in.len >= 2 && p[0] == 0xc2 && p[1] == 0xa0) /* U+00A0 */
		return 2;
	/* U+2007-U+200A spaces, U+2010-U+2015 dashes, U+202F, U+2212. */
	if (in.len >= 3 && p[0] == 0xe2 &&
	    ((p[1] == 0x80 &&
	      ((p[2] >= 0x87 && p[2] <= 0x8a) ||
	       (p[2] >= 0x90 && p[2] <= 0x95) || p[2] == 0xaf)) ||
	     (p[1] == 0x88 && p[2] == 0x92)))
		return 3;
	return 0;
}

/* Whether the eight bytes at `s` are digits. */
static bool are_digits(const char *s)
{
	uint64_t x;

	memcpy(&x, s, 8);
	/* Of a digit less '0', 0x76 more keeps bit 7 clear. */
	x ^= UINT64_C(0x3030303030303030);
	return !(((x + UINT64_C(0x7676767676767676)) | x) &
		 UINT64_C(0x8080808080808080));
}

/* Copy the digits that `in` begins with, eight at a time; how many. */
static size_t copy_digits(struct dlp_compact *out, struct dlp_span in)
{
	size_t n = 0;

	for (; in.len - n >= 8 && n + 8 <= DLP_COMPACT_MAX &&
	       are_digits(in.ptr + n);
	     n += 8)
		memcpy(out->c + n, in.ptr + n, 8);
	return n;
}

bool dlp_compact(struct dlp_compact *out, struct dlp_span in)
{
	size_t digits;

	out->len = digits = copy_digits(out, in);
	in.ptr += digits;
	in.len -= digits;
	while (in.len) {
		char c = *in.ptr;
		/* Most of what is asked about is digits. */
		size_t skip = c >= '0' && c <= '9' ? 0 : separator(in);

		if (!skip) {
			if (c >= 'a' && c <= 'z')
				c = (char)(c - 'a' + 'A');
			if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z'))
				return false;
			if (out->len == DLP_COMPACT_MAX)
				return false;
			out->c[out->len++] = c;
			skip = 1;
		}
		in.ptr += skip;
		in.len -= skip;
	}
	out->c[out->len] = '\0';
	out->digits = dlp_all_digits(out->c + digits, out->len - digits);
	return out->len > 0;
}

bool dlp_compact_digits(struct dlp_compact *out, struct dlp_span in, size_t min,
			size_t max)
{
	return dlp_compact(out, in) && out->len >= min && out->len <= max &&
	       out->digits;
}

bool dlp_all_digits(const char *s, size_t n)
{
	size_t i = 0;

	for (; n - i >= 8; i += 8)
		if (!are_digits(s + i))
			return false;
	for (; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

bool dlp_all_same(const char *s, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (s[i] != s[0])
			return false;
	return true;
}

unsigned long long dlp_digits_value(const char *s, size_t n)
{
	unsigned long long v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (unsigned)(s[i] - '0');
	return v;
}
