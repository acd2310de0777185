#include "extract/strings.h"

#include "base/utf8.h"
#include "extract/le.h"

/*
 * What a byte may be in UTF-8, in the lower half, and in the upper half what
 * may be behind it.
 */
enum {
	ASCII = 1,
	MORE = 2,
	LEAD = 4,
	A = ASCII | (ASCII | LEAD) << 4,
	M = MORE | (ASCII | MORE | LEAD) << 4,
	L = LEAD | MORE << 4,
};

#define ROW(x) x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x
static const unsigned char role[256] = {
	0, 0, 0, 0,      0,      0,      0,      0,      0,      A,      A,
	0, 0, A, 0,      0,      ROW(0), ROW(A), ROW(A), ROW(A), ROW(A), ROW(A),
	A, A, A, A,      A,      A,      A,      A,      A,      A,      A,
	A, A, A, A,      0,      ROW(M), ROW(M), ROW(M), ROW(M), 0,      0,
	L, L, L, L,      L,      L,      L,      L,      L,      L,      L,
	L, L, L, ROW(L), ROW(L), L,      L,      L,      L,      L,      0,
	0, 0, 0, 0,      0,      0,      0,      0,      0,      0,
};
#undef ROW

/* Whether `b` may follow on `a` in a string. */
static inline bool may_follow(unsigned char a, unsigned char b)
{
	return role[a] >> 4 & role[b];
}

/* The character at `at`, which is no ASCII: its bytes, or 0. */
static size_t take_character(struct dlp_span bytes, size_t at)
{
	struct dlp_span rest = { bytes.ptr + at, bytes.len - at };
	uint32_t cp;
	size_t n = dlp_utf8_decode(rest, &cp);

	/* Neither controls nor what everybody uses as he likes. */
	if (cp < 0xa0 || (cp >= 0xe000 && cp < 0xf900) || cp >= 0xe0000)
		return 0;
	return n;
}

static size_t end_of_narrow(struct dlp_span bytes, size_t at, size_t *count)
{
	size_t n;

	for (*count = 0; at < bytes.len; ++*count, at += n) {
		unsigned char c = role[(unsigned char)bytes.ptr[at]];

		n = c & ASCII;
		if (c & LEAD)
			n = take_character(bytes, at);
		if (!n)
			break;
	}
	return at;
}

/* The first string of bytes from `at` on; one at the end for none. */
static struct dlp_string find_narrow(struct dlp_span bytes, size_t at)
{
	struct dlp_string none = { bytes.len, bytes.len, DLP_STRINGS_NARROW };
	const unsigned char *p = (const unsigned char *)bytes.ptr;
	size_t end, count, i;

	while (bytes.len - at >= DLP_STRINGS_MIN) {
		/* Backwards: what is in the way mostly skips some. */
		for (i = DLP_STRINGS_MIN - 1;
		     i && may_follow(p[at + i - 1], p[at + i]); i--)
			;
		if (i) {
			at += i;
			continue;
		}
		end = end_of_narrow(bytes, at, &count);
		if (count >= DLP_STRINGS_MIN)
			return (struct dlp_string){ at, end,
						    DLP_STRINGS_NARROW };
		at = end > at ? end : at + 1;
	}
	return none;
}

static bool is_wide(unsigned c)
{
	return (c < 0x80 && (role[c] & ASCII)) || (c >= 0xa0 && c < 0x250) ||
	       (c >= 0x370 && c < 0x530) || (c >= 0x2010 && c < 0x2027) ||
	       c == 0x20ac;
}

static inline unsigned wide_at(struct dlp_span bytes, size_t at,
			       enum dlp_strings_kind kind)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr + at;

	return kind == DLP_STRINGS_WIDE_LE ? p[0] | (unsigned)p[1] << 8
					   : p[1] | (unsigned)p[0] << 8;
}

static size_t end_of_wide(struct dlp_span bytes, size_t at,
			  enum dlp_strings_kind kind)
{
	unsigned script = 0;

	for (; bytes.len - at >= 2; at += 2) {
		unsigned c = wide_at(bytes, at, kind);

		if (!is_wide(c))
			break;
		if (c < 0x250 || c >= 0x2000)
			continue;
		/* Greek, or Cyrillic and what is added to it. */
		if (script && script != (c < 0x400 ? 1U : 2U))
			break;
		script = c < 0x400 ? 1 : 2;
	}
	return at;
}

/* Whether a wide character may have this byte in front. */
static inline bool is_high(unsigned char c)
{
	return c <= 5 || c == 0x20;
}

/* Nothing is as common as zeros, and no string begins with two of them. */
static inline bool is_zero(const unsigned char *p)
{
	static const unsigned char zero[8] = { 0 };

	return !memcmp(p, zero, sizeof(zero));
}

/* Likewise of wide characters, before `most`. */
static struct dlp_string find_wide(struct dlp_span bytes, size_t at,
				   size_t most)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;
	struct dlp_string found = { bytes.len, bytes.len, DLP_STRINGS_WIDE_LE };
	/* Where a run that was too short ends, of each kind and at even and odd
	 * places: no need to look again. */
	size_t looked[2][2] = { { 0, 0 }, { 0, 0 } };

	while (at < most && bytes.len - at >= DLP_STRINGS_LEAST) {
		const size_t last = at + DLP_STRINGS_LEAST - 2;

		if (!is_high(p[last]) && !is_high(p[last + 1])) {
			at = last + 1;
			continue;
		}
		if (is_zero(p + at)) {
			at += 7;
			continue;
		}
		for (unsigned be = 0; be < 2; be++) {
			size_t end;

			if (at < looked[be][at & 1] || !is_high(p[at + !be]) ||
			    !is_high(p[at + 2 + !be]))
				continue;
			found.kind =
				DLP_STRINGS_WIDE_LE + (enum dlp_strings_kind)be;
			end = end_of_wide(bytes, at, found.kind);
			looked[be][at & 1] = end;
			if (end - at >= DLP_STRINGS_LEAST) {
				found.start = at;
				found.end = end;
				return found;
			}
		}
		at++;
	}
	return found;
}

void dlp_strings_begin(struct dlp_strings *strings, struct dlp_span bytes)
{
	*strings = (struct dlp_strings){ .bytes = bytes };
	strings->narrow = find_narrow(bytes, 0);
}

bool dlp_strings_next(struct dlp_strings *strings, struct dlp_string *string)
{
	const struct dlp_span bytes = strings->bytes;

	if (strings->narrow.start < strings->at)
		strings->narrow = find_narrow(bytes, strings->at);
	*string = find_wide(bytes, strings->at, strings->narrow.start);
	if (string->start == bytes.len)
		*string = strings->narrow;
	strings->at = string->end;
	return string->start < bytes.len;
}

size_t dlp_strings_end(struct dlp_span bytes, size_t at,
		       enum dlp_strings_kind kind)
{
	size_t count;

	return kind == DLP_STRINGS_NARROW ? end_of_narrow(bytes, at, &count)
					  : end_of_wide(bytes, at, kind);
}

static bool is_blank(char c)
{
	return c == '\n' || c == '\r' || c == '\t' || c == ' ';
}

void dlp_strings_add_one(struct dlp_span bytes, const struct dlp_string *string,
			 struct dlp_buf *out)
{
	struct dlp_span text = { bytes.ptr + string->start,
				 string->end - string->start };
	size_t from = out->len;

	if (string->kind == DLP_STRINGS_NARROW) {
		while (text.len && is_blank(*text.ptr))
			text.ptr++, text.len--;
		dlp_buf_addspan(out, text);
	} else {
		for (size_t at = string->start; at < string->end; at += 2)
			dlp_utf8_add(out, wide_at(bytes, at, string->kind));
	}
	while (out->len > from && is_blank(out->ptr[out->len - 1]))
		out->len--;
}

void dlp_strings_add(struct dlp_span bytes, struct dlp_buf *out)
{
	struct dlp_strings strings;
	struct dlp_string string;
	size_t from;

	dlp_strings_begin(&strings, bytes);
	while (!out->status && dlp_strings_next(&strings, &string)) {
		from = out->len;
		dlp_strings_add_one(bytes, &string, out);
		if (out->len > from)
			dlp_buf_addc(out, '\n');
	}
}
