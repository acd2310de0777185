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

static inline size_t copy_plain(char *out, struct dlp_span in)
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

/* What a letter behind a backslash stands for; 0 where it is none. */
static inline char meaning(char c)
{
	static const char meant[256] = {
		['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
		['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
	};

	return meant[(unsigned char)c];
}

/* What follows the backslash at `*p`, its bytes in `out`; 0 for nothing. */
static size_t unescape(const char **p, const char *end, char *out)
{
	char text[DLP_UTF8_MAX];
	int32_t cp, low;
	size_t n;

	if (end - *p < 2)
		return 0;
	if ((*p)[1] != 'u') {
		*out = meaning((*p)[1]);
		*p += 2;
		return *out != 0;
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

/* The bytes at the start of `in` that are not ASCII. */
static struct dlp_span high_run(struct dlp_span in)
{
	size_t n = 0;

	while (n < in.len && (unsigned char)in.ptr[n] >= 0x80)
		n++;
	return (struct dlp_span){ in.ptr, n };
}

size_t dlp_json_unescape(struct dlp_span in, char *out, size_t *len,
			 struct dlp_json_fault *fault)
{
	const char *p = in.ptr, *end = in.ptr + in.len;
	char *to = out;

	for (;;) {
		struct dlp_span rest = { p, (size_t)(end - p) };
		size_t n = copy_plain(to, rest);

		p += n;
		to += n;
		rest.ptr = p;
		rest.len -= n;
		if (!rest.len || (unsigned char)*p < 0x20) {
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
			n = dlp_utf8_valid(high_run(rest));
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

/* What stands behind a backslash for a byte; 0 where it has no letter. */
static inline char letter(char c)
{
	static const char name[256] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',  ['\f'] = 'f',
		['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\',
	};

	return name[(unsigned char)c];
}

/*
 * Whether eight bytes are plain: a byte below n borrows when n is taken away,
 * one that is c is 0 when c is taken out.  What a borrow spoils stands above a
 * byte that is not plain.
 */
static inline bool plain_word(uint64_t v)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t quote = v ^ ones * '"', slash = v ^ ones * '\\';

	return !((v | ((v - ones * 0x20) & ~v) | ((quote - ones) & ~quote) |
		  ((slash - ones) & ~slash)) &
		 ones * 0x80);
}

/* Fewer than STEP bytes, if all are plain: two words that may overlap. */
static inline bool copy_short(char *to, struct dlp_span text)
{
	uint64_t first = 0, last = 0;

	if (text.len < 8)
		return false;
	memcpy(&first, text.ptr, 8);
	memcpy(&last, text.ptr + text.len - 8, 8);
	if (!plain_word(first) || !plain_word(last))
		return false;
	memcpy(to, &first, 8);
	memcpy(to + text.len - 8, &last, 8);
	return true;
}

/* What is no plain byte at the start of `*text`, with it taken away. */
static char *escape_odd(char *to, struct dlp_span *text)
{
	static const char digit[] = "0123456789abcdef";
	const unsigned char c = (unsigned char)*text->ptr;
	size_t n = 1;

	if (c >= 0x80) {
		n = dlp_utf8_valid(high_run(*text));
		if (n) {
			memcpy(to, text->ptr, n);
			to += n;
		} else {
			n = 1;
			memcpy(to, "\xef\xbf\xbd", 3);
			to += 3;
		}
	} else {
		*to++ = '\\';
		if (letter(*text->ptr)) {
			*to++ = letter(*text->ptr);
		} else {
			memcpy(to, "u00", 3);
			to[3] = digit[c >> 4];
			to[4] = digit[c & 15];
			to += 5;
		}
	}
	text->ptr += n;
	text->len -= n;
	return to;
}

char *dlp_json_escape_at(char *to, struct dlp_span text)
{
	while (text.len) {
		size_t n;

		if (text.len >= STEP) {
			n = copy_step(to, text.ptr);
		} else if (copy_short(to, text)) {
			n = text.len;
		} else {
			for (n = 0; n < text.len && is_plain(text.ptr[n]); n++)
				to[n] = text.ptr[n];
		}
		to += n;
		text.ptr += n;
		text.len -= n;
		if (text.len && !is_plain(*text.ptr))
			to = escape_odd(to, &text);
	}
	return to;
}

/*
 * The usual case, text and escapes of a letter, as long as no room need be
 * made: how much of `text` it was.
 */
static size_t escape_usual(struct dlp_buf *out, struct dlp_span text)
{
	const char *p = text.ptr, *end = text.ptr + text.len;
	char *to = out->ptr + out->len, *stop = out->ptr + out->cap - STEP - 2;

	while (end - p >= STEP && to <= stop) {
		size_t n = copy_step(to, p);

		p += n;
		to += n;
		if (n == STEP)
			continue;
		to[0] = '\\';
		to[1] = letter(*p);
		if (!to[1])
			break;
		to += 2;
		p++;
	}
	out->len = (size_t)(to - out->ptr);
	return (size_t)(p - text.ptr);
}

/* One byte or run of bytes, whatever it is; how much of `text` it was. */
static size_t escape_next(struct dlp_buf *out, struct dlp_span text)
{
	struct dlp_span one = { text.ptr, 1 };
	char odd[DLP_JSON_ESCAPE];
	size_t n = dlp_json_plain(text);

	if (!n && (unsigned char)*text.ptr >= 0x80)
		n = dlp_utf8_valid(high_run(text));
	if (n) {
		dlp_buf_add(out, text.ptr, n);
		return n;
	}
	dlp_buf_add(out, odd, (size_t)(escape_odd(odd, &one) - odd));
	return 1;
}

enum { SHORT = 256 }; /* bytes of what room is made for at once */

void dlp_json_escape(struct dlp_buf *out, struct dlp_span text)
{
	if (!text.len)
		return;
	if (text.len < SHORT && !out->limit) {
		if (dlp_buf_reserve(out, DLP_JSON_ROOM(text.len)))
			return;
		out->len =
			(size_t)(dlp_json_escape_at(out->ptr + out->len, text) -
				 out->ptr);
		return;
	}
	/* What it becomes, where little is escaped; else it grows. */
	if (!out->limit)
		dlp_buf_reserve(out, text.len + text.len / 16 + 2 * STEP);
	while (text.len && !out->status) {
		size_t n = 0;

		if (out->cap - out->len >= 2 * STEP)
			n = escape_usual(out, text);
		text.ptr += n;
		text.len -= n;
		if (!text.len)
			break;
		n = escape_next(out, text);
		text.ptr += n;
		text.len -= n;
	}
}
