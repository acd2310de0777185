#include "decode/radix.h"

#include "base/utf8.h"

enum {
	NO = 0xff,
	SAMPLE = 16, /* characters that are judged at a time */
	CLOSE = 64,  /* up to here samples stand close, then apart */
	STEP = 8,
	APART = 48,
	PREFIX = 2, /* 0x */
	SHOWN = 48, /* characters that are decoded to look at the bytes */
};

/* Of each character, by its six bits in either alphabet. */
#define ROW(c, n) [c] = OF(n), [(c) + 1] = OF((n) + 1), [(c) + 2] = OF((n) + 2)
#define ROW9(c, n) ROW(c, n), ROW((c) + 3, (n) + 3), ROW((c) + 6, (n) + 6)
/* clang-format off */
#define ALPHABET                                                       \
	ROW9('A', 0), ROW9('J', 9), ROW('S', 18), ROW('V', 21),        \
	['Y'] = OF(24), ['Z'] = OF(25),                                \
	ROW9('a', 26), ROW9('j', 35), ROW('s', 44), ROW('v', 47),      \
	['y'] = OF(50), ['z'] = OF(51), ROW9('0', 52), ['9'] = OF(61), \
	['+'] = OF(62), ['-'] = OF(62), ['/'] = OF(63), ['_'] = OF(63)
/* clang-format on */

#define OF(n) ((n) + 1)
static const unsigned char six_bits[256] = { ALPHABET }; /* and 1 */
#undef OF

static unsigned sextet(char c)
{
	return (six_bits[(unsigned char)c] - 1u) & NO;
}

bool dlp_radix_has(char c)
{
	return six_bits[(unsigned char)c];
}

static unsigned nibble(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (unsigned)((c | 0x20) - 'a') + 10;
	return NO;
}

/* Most of it is characters, or ASCII of two bytes each. */
static bool is_text(struct dlp_span bytes)
{
	size_t bad = 0, nul[2] = { 0, 0 }, i = 0;

	for (size_t j = 0; j < bytes.len; j++)
		nul[j % 2] += bytes.ptr[j] == '\0';
	if ((nul[0] + nul[1]) * 8 >= bytes.len * 3 && !(nul[0] && nul[1]))
		return true;
	while (i < bytes.len) {
		struct dlp_span rest = { bytes.ptr + i, bytes.len - i };
		uint32_t cp;
		size_t n = dlp_utf8_decode(rest, &cp);

		/* The last may be cut. */
		if (!n && rest.len < DLP_UTF8_MAX && dlp_utf8_partial(rest))
			break;
		if (!n ||
		    (cp < ' ' && cp != '\t' && cp != '\n' && cp != '\r') ||
		    cp == 0x7f)
			bad++;
		i += n ? n : 1;
	}
	return bad * 8 <= bytes.len;
}

/*
 * How many of SAMPLE characters can't stand where they do when the bytes are
 * printable ASCII, for a group of four that begins at the first, second … of
 * them: a byte each.  Such a byte is 0x20 to 0x7f: the first character has
 * values from 8 to 31, the second 2 to 7 in its low bits, the third not its
 * second bit.
 */
static uint32_t count_bad(const char *p)
{
	/* As place 0, 3, 2, 1 of a group: groups from 0, 1, 2, 3 on. */
#define OF(n)                                            \
	(((n) < 8 || (n) > 31 ? 1 : 0) | ((n)&2) << 15 | \
	 (((n)&15) < 2 || ((n)&15) > 7 ? 1u << 24 : 0))
	static const uint32_t bad[256] = { ALPHABET };
#undef OF
	uint32_t sum = 0, many;

	for (unsigned i = 0; i < SAMPLE; i += 4) {
		uint32_t x = bad[(unsigned char)p[i + 1]];
		uint32_t y = bad[(unsigned char)p[i + 2]];
		uint32_t z = bad[(unsigned char)p[i + 3]];

		sum += bad[(unsigned char)p[i]] + (x << 8 | x >> 24) +
		       (y << 16 | y >> 16) + (z << 24 | z >> 8);
		/* None of the four is below 2: so it is mostly. */
		many = sum & UINT32_C(0xfefefefe);
		if (!((many - UINT32_C(0x01010101)) & ~many &
		      UINT32_C(0x80808080)))
			break;
	}
	return sum;
}

/* The same of ASCII with a NUL for every second byte: UTF-16. */
static uint32_t count_bad_wide(const char *p)
{
	uint32_t sum = 0, nuls = 0;

	for (unsigned i = 0; i < SAMPLE; i++)
		nuls += p[i] == 'A';
	if (nuls < SAMPLE / 4)
		return UINT32_MAX;
	for (unsigned i = 0; i < SAMPLE; i++) {
		uint32_t x = sextet(p[i]);
		uint32_t bad =
			(x >> 5 & 1) | (x >> 1 & 1) << 16 | (x >> 3 & 1) << 24;
		unsigned by = 8 * (i % 4);

		sum += by ? bad << by | bad >> (32 - by) : bad;
	}
	return sum;
}

/* The best way to read a sample, 0 to 3; 4 where none is text. */
static unsigned best_of(uint32_t sum)
{
	unsigned best = 4, least = 2;

	for (unsigned phase = 0; phase < 4; phase++)
		if ((sum >> 8 * phase & NO) < least) {
			least = sum >> 8 * phase & NO;
			best = phase;
		}
	return best;
}

static unsigned phase_of(const char *p)
{
	unsigned best = best_of(count_bad(p));

	return best < 4 ? best : best_of(count_bad_wide(p));
}

static bool is_ascii_group(const char *p)
{
	return !(sextet(p[0]) & 32) && !(sextet(p[1]) & 8) &&
	       !(sextet(p[2]) & 2);
}

/* The bytes of a group of `n` characters, 2 to 4. */
static size_t join(const unsigned six[4], size_t n, char out[3])
{
	uint32_t v = (uint32_t)six[0] << 18 | (uint32_t)six[1] << 12;

	if (n > 2)
		v |= (uint32_t)six[2] << 6;
	if (n > 3)
		v |= six[3];
	for (size_t i = 0; i + 1 < n; i++)
		out[i] = (char)(v >> (16 - 8 * i) & 0xff);
	return n - 1;
}

/* Whether what [at, end) of a run begins with is text. */
static bool shows_text_64(const char *text, size_t at, size_t end)
{
	char bytes[SHOWN / 4 * 3];
	size_t n = 0;

	if (end - at > SHOWN)
		end = at + SHOWN;
	for (; end - at >= 4; at += 4) {
		const unsigned six[4] = { sextet(text[at]),
					  sextet(text[at + 1]),
					  sextet(text[at + 2]),
					  sextet(text[at + 3]) };

		n += join(six, 4, bytes + n);
	}
	return n && is_text((struct dlp_span){ bytes, n });
}

static size_t run_end(struct dlp_span text, size_t at, size_t limit)
{
	while (at < limit && six_bits[(unsigned char)text.ptr[at]])
		at++;
	return at;
}

/* Behind a line end that a run goes over; 0 where it does not. */
static size_t next_line(struct dlp_span text, size_t at, size_t limit)
{
	size_t begins;

	if (at < limit && text.ptr[at] == '\r')
		at++;
	if (at >= limit || text.ptr[at] != '\n')
		return 0;
	begins = ++at;
	while (at < limit && at - begins < DLP_RADIX_INDENT &&
	       (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	return at < limit && dlp_radix_has(text.ptr[at]) ? at : 0;
}

/* Where a run whose first line is [start, end) ends for good. */
static size_t wrapped_end(struct dlp_span text, size_t start, size_t end,
			  size_t limit)
{
	size_t next;

	while (end - start >= DLP_RADIX_WRAP &&
	       (next = next_line(text, end, limit)) != 0) {
		start = next;
		end = run_end(text, start, limit);
	}
	return end;
}

static bool find_64(struct dlp_span text, size_t run, size_t end, size_t *start)
{
	for (size_t at = run; at + SAMPLE <= end;
	     at += at - run < CLOSE ? STEP : APART) {
		unsigned phase = phase_of(text.ptr + at);
		size_t from = at + phase;

		if (phase == 4)
			continue;
		while (from - run >= 4 && is_ascii_group(text.ptr + from - 4))
			from -= 4;
		if (shows_text_64(text.ptr, from, end)) {
			*start = from;
			return true;
		}
	}
	return false;
}

/* Printable ASCII begins with a nibble of 2 to 7. */
static bool is_hex_text(const char *p)
{
	unsigned bad = 0;

	for (unsigned i = 0; i < SAMPLE; i += 2)
		bad += nibble(p[i]) - 2 > 5;
	return bad <= 1;
}

/* Whether 0x stands before `from`. */
static bool is_prefix(const char *p, size_t low, size_t from)
{
	return from - low >= PREFIX && p[from - 2] == '0' &&
	       (p[from - 1] | 0x20) == 'x';
}

static bool find_16(struct dlp_span text, size_t run, size_t end, size_t *start,
		    size_t *stop)
{
	const char *p = text.ptr;
	size_t low = run;

	/* Of as many digits one is at every SAMPLE-th place. */
	for (size_t at = run + SAMPLE - 1; at < end; at += SAMPLE) {
		size_t from = at, to = at;

		if (nibble(p[at]) == NO)
			continue;
		while (from > low && nibble(p[from - 1]) != NO)
			from--;
		while (to < end && nibble(p[to]) != NO)
			to++;
		if (to - from >= SAMPLE && !is_hex_text(p + from))
			from++;
		if (to - from >= SAMPLE && is_hex_text(p + from)) {
			*start = from;
			*stop = to - (to - from) % 2;
			if (is_prefix(p, run, from))
				*start -= PREFIX;
			return true;
		}
		at = low = to;
	}
	return false;
}

enum dlp_radix dlp_radix_find(struct dlp_span text, size_t run, size_t limit,
			      size_t *start, size_t *end)
{
	size_t line = run_end(text, run, limit);

	if (line - run < DLP_RADIX_LEAST)
		return DLP_RADIX_NONE;
	if (find_16(text, run, line, start, end))
		return DLP_RADIX_16;
	if (!find_64(text, run, line, start))
		return DLP_RADIX_NONE;
	*end = wrapped_end(text, run, line, limit);
	for (size_t i = *start; i < *end; i++)
		if (text.ptr[i] == '-' || text.ptr[i] == '_')
			return DLP_RADIX_64URL;
	return DLP_RADIX_64;
}

bool dlp_radix_is_text(struct dlp_span token)
{
	size_t start, end;

	for (size_t i = 0; i < token.len; i++) {
		size_t run = i;

		i = run_end(token, i, token.len);
		if (dlp_radix_find(token, run, i, &start, &end))
			return true;
	}
	return false;
}

void dlp_radix_decode_64(struct dlp_derived *out, struct dlp_span source,
			 size_t start, size_t end)
{
	unsigned six[4];
	size_t at[4], n = 0;
	char bytes[3];

	for (size_t i = start; i < end; i++) {
		unsigned x = sextet(source.ptr[i]);

		if (x == NO)
			continue;
		six[n] = x;
		at[n++] = i;
		if (n < 4)
			continue;
		/* One over a line end comes from all of it. */
		dlp_derived_add(out, bytes, join(six, 4, bytes), at[0],
				at[3] + 1 - at[0], at[3] - at[0] == 3);
		n = 0;
	}
	if (n > 1)
		dlp_derived_add(out, bytes, join(six, n, bytes), at[0],
				at[n - 1] + 1 - at[0],
				at[n - 1] - at[0] == n - 1);
}

void dlp_radix_decode_16(struct dlp_derived *out, struct dlp_span source,
			 size_t start, size_t end)
{
	/* It vanishes, or the number would be a part of it. */
	if (end - start > PREFIX && nibble(source.ptr[start + 1]) == NO) {
		dlp_derived_add(out, NULL, 0, start, PREFIX, false);
		start += PREFIX;
	}
	for (size_t i = start; i + 1 < end; i += 2) {
		char byte = (char)(nibble(source.ptr[i]) << 4 |
				   nibble(source.ptr[i + 1]));

		dlp_derived_add(out, &byte, 1, i, 2, false);
	}
}
