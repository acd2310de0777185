#include "base/json_string.h"

#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

static bool is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 &&
	       c != '"' && c != '\\';
}

#ifdef __SSE2__
#include <emmintrin.h>

enum { STEP = 16 };

/* How many of sixteen bytes from the first on are plain. */
static inline size_t plain_of(__m128i v)
{
	/* Signed: what is above 0x7f is below 0x20, too. */
	__m128i bad = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));

	bad = _mm_or_si128(bad, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
	bad = _mm_or_si128(bad, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
	return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(bad) |
				     1u << STEP);
}

static inline size_t plain_step(const char *p)
{
	return plain_of(_mm_loadu_si128((const __m128i *)p));
}

static inline size_t copy_step(char *out, const char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)p);

	_mm_storeu_si128((__m128i *)out, v);
	return plain_of(v);
}
#else
enum { STEP = 8 };

/* Likewise of eight. */
static inline size_t plain_step(const char *p)
{
	size_t n = 0;

	while (n < STEP && is_plain(p[n]))
		n++;
	return n;
}

static inline size_t copy_step(char *out, const char *p)
{
	memcpy(out, p, STEP);
	return plain_step(p);
}
#endif

size_t dlp_json_plain(struct dlp_span in)
{
	size_t i = 0, n;

	for (; in.len - i >= STEP; i += STEP) {
		n = plain_step(in.ptr + i);
		if (n < STEP)
			return i + n;
	}
	while (i < in.len && is_plain(in.ptr[i]))
		i++;
	return i;
}

size_t dlp_json_copy_plain(char *out, struct dlp_span in)
{
	size_t i = 0, n;

	for (; in.len - i >= STEP; i += STEP) {
		n = copy_step(out + i, in.ptr + i);
		if (n < STEP)
			return i + n;
	}
	for (; i < in.len && is_plain(in.ptr[i]); i++)
		out[i] = in.ptr[i];
	return i;
}

/* Four hex digits at `p`, or -1. */
static int32_t hex4(const char *p, const char *end)
{
	int32_t v = 0;

	if (end - p < 4)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			v = v << 4 | (c - 'A' + 10);
		else
			return -1;
	}
	return v;
}

/* What follows the backslash at `*p`, its bytes in `out`; 0 for nothing. */
static size_t unescape(const char **p, const char *end, char *out)
{
	static const char meant[] = {
		['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
		['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
	};
	char text[DLP_UTF8_MAX];
	int32_t cp, low;
	unsigned char c;
	size_t n;

	if (end - *p < 2)
		return 0;
	c = (unsigned char)(*p)[1];
	if (c != 'u') {
		if (c >= sizeof(meant) || !meant[c])
			return 0;
		*p += 2;
		*out = meant[c];
		return 1;
	}
	cp = hex4(*p + 2, end);
	if (cp < 0 || (cp >= 0xdc00 && cp <= 0xdfff))
		return 0;
	*p += 6;
	if (cp >= 0xd800 && cp <= 0xdbff) {
		if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
			return 0;
		low = hex4(*p + 2, end);
		if (low < 0xdc00 || low > 0xdfff)
			return 0;
		*p += 6;
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	}
	n = dlp_utf8_encode((uint32_t)cp, text);
	memcpy(out, text, n);
	return n;
}

size_t dlp_json_unescape(struct dlp_span in, char *out, size_t *len,
			 struct dlp_json_fault *fault)
{
	const char *p = in.ptr, *end = in.ptr + in.len;
	char *to = out;

	for (;;) {
		size_t n = dlp_json_copy_plain(
			to, (struct dlp_span){ p, (size_t)(end - p) });
		uint32_t cp;

		p += n;
		to += n;
		if (p == end || (unsigned char)*p < 0x20) {
			fault->why = "string without an end or with a control "
				     "byte";
			break;
		}
		if (*p == '"') {
			*len = (size_t)(to - out);
			return (size_t)(p - in.ptr);
		}
		if (*p == '\\') {
			n = unescape(&p, end, to);
			fault->why = "bad escape in a string";
		} else {
			n = dlp_utf8_decode(
				(struct dlp_span){ p, (size_t)(end - p) }, &cp);
			memcpy(to, p, n);
			p += n;
			fault->why = "string is not UTF-8";
		}
		if (!n)
			break;
		to += n;
	}
	fault->at = (size_t)(p - in.ptr);
	return SIZE_MAX;
}

/* The longest that a byte or character becomes: \u001f, U+FFFD. */
enum { ESCAPED_MAX = 6 };

/* What no plain run holds, escaped; how many bytes of `in` that was. */
static size_t escape_one(char *out, struct dlp_span in, size_t *len)
{
	static const char name[] = "btnvfr", digit[] = "0123456789abcdef";
	unsigned char c = (unsigned char)*in.ptr;
	uint32_t cp;
	size_t n = 1;

	if (c >= 0x80) {
		n = dlp_utf8_decode(in, &cp);
		*len = n ? n : 3;
		memcpy(out, n ? in.ptr : "\xef\xbf\xbd", *len);
		return n ? n : 1;
	}
	out[0] = '\\';
	*len = 2;
	if (c == '"' || c == '\\') {
		out[1] = (char)c;
	} else if (c >= '\b' && c <= '\r' && c != '\v') {
		out[1] = name[c - '\b'];
	} else {
		memcpy(out + 1, "u00", 3);
		out[4] = digit[c >> 4];
		out[5] = digit[c & 15];
		*len = 6;
	}
	return n;
}

void dlp_json_escape(struct dlp_buf *out, struct dlp_span text)
{
	while (text.len) {
		struct dlp_span part = text;
		char escaped[ESCAPED_MAX];
		size_t n, len;

		/*
		 * A part of it, so that what becomes of one that is all
		 * controls is reserved as it comes.
		 */
		if (dlp_buf_reserve(out, 1))
			return;
		if (part.len > out->cap - out->len)
			part.len = out->cap - out->len;
		n = dlp_json_copy_plain(out->ptr + out->len, part);
		out->len += n;
		text.ptr += n;
		text.len -= n;
		if (n == part.len)
			continue;
		n = escape_one(escaped, text, &len);
		dlp_buf_add(out, escaped, len);
		text.ptr += n;
		text.len -= n;
	}
}
