#include "match/place.h"

#include <string.h>

#include "match/run.h"
#include "pattern/rule.h"

/* What a byte may be in a shape, a bit each. */
enum {
	DIGIT = 1 << 0,
	ALPHA = 1 << 1,
	LOW = 1 << 2,     /* _ */
	DASH = 1 << 3,    /* - . / */
	BLANK = 1 << 4,   /* and nothing else that is white */
	BRACKET = 1 << 5, /* ( ) */
	ATOM = 1 << 6,    /* of a local part, but letters and digits */
	QUOTE = 1 << 7,   /* of those, what quotes or assigns */
	WORD = DIGIT | ALPHA | LOW,
};

#define EACH_DIGIT(n) ['0' + (n)] = DIGIT
#define EACH_LETTER(n) ['a' + (n)] = ALPHA, ['A' + (n)] = ALPHA

static const unsigned char kind_of[256] = {
	EACH_DIGIT(0),        EACH_DIGIT(1),
	EACH_DIGIT(2),        EACH_DIGIT(3),
	EACH_DIGIT(4),        EACH_DIGIT(5),
	EACH_DIGIT(6),        EACH_DIGIT(7),
	EACH_DIGIT(8),        EACH_DIGIT(9),
	EACH_LETTER(0),       EACH_LETTER(1),
	EACH_LETTER(2),       EACH_LETTER(3),
	EACH_LETTER(4),       EACH_LETTER(5),
	EACH_LETTER(6),       EACH_LETTER(7),
	EACH_LETTER(8),       EACH_LETTER(9),
	EACH_LETTER(10),      EACH_LETTER(11),
	EACH_LETTER(12),      EACH_LETTER(13),
	EACH_LETTER(14),      EACH_LETTER(15),
	EACH_LETTER(16),      EACH_LETTER(17),
	EACH_LETTER(18),      EACH_LETTER(19),
	EACH_LETTER(20),      EACH_LETTER(21),
	EACH_LETTER(22),      EACH_LETTER(23),
	EACH_LETTER(24),      EACH_LETTER(25),
	['_'] = LOW | ATOM,   ['-'] = DASH | ATOM,
	['.'] = DASH | ATOM,  ['/'] = DASH | ATOM | QUOTE,
	[' '] = BLANK,        ['('] = BRACKET,
	[')'] = BRACKET,      ['%'] = ATOM,
	['+'] = ATOM,         ['\''] = ATOM | QUOTE,
	['&'] = ATOM | QUOTE, ['*'] = ATOM,
	['='] = ATOM | QUOTE, ['?'] = ATOM | QUOTE,
	['^'] = ATOM,         ['{'] = ATOM | QUOTE,
	['}'] = ATOM | QUOTE, ['~'] = ATOM,
	['!'] = ATOM,         ['#'] = ATOM,
	['$'] = ATOM,
};

static inline bool is(char c, unsigned kinds)
{
	return kind_of[(unsigned char)c] & kinds;
}

/* A number goes before `pos` that is joined to what begins there. */
static bool is_joined_before(struct dlp_span text, size_t pos)
{
	return pos >= 2 && is(text.ptr[pos - 1], DASH) &&
	       is(text.ptr[pos - 2], DIGIT);
}

static bool is_joined_after(struct dlp_span text, size_t end)
{
	return end + 1 < text.len && is(text.ptr[end], DASH) &&
	       is(text.ptr[end + 1], DIGIT);
}

static bool ends_at(struct dlp_span text, size_t end)
{
	return (end == text.len || !is(text.ptr[end], WORD)) &&
	       !is_joined_after(text, end);
}

/* The x of an extension, as in 555-0187x42. */
static bool is_extension(struct dlp_span text, size_t end)
{
	return end + 1 < text.len && text.ptr[end] == 'x' &&
	       is(text.ptr[end + 1], DIGIT);
}

/* Bytes of the digits that begin at `pos`. */
static size_t run_at(struct dlp_span text, size_t pos)
{
	size_t end = pos;

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	/* Eight at a time: of a digit less '0', 0x76 more keeps bit 7 clear. */
	for (; text.len - end >= 8; end += 8) {
		uint64_t x, other;

		memcpy(&x, text.ptr + end, 8);
		x ^= UINT64_C(0x3030303030303030);
		other = ((x + UINT64_C(0x7676767676767676)) | x) &
			UINT64_C(0x8080808080808080);
		if (other)
			return end - pos + dlp_runs_lowest(other) / 8;
	}
#endif
	while (end < text.len && is(text.ptr[end], DIGIT))
		end++;
	return end - pos;
}

/* A layout is written in nibbles: 1 to 8 digits, or one separator. */
static uint64_t add_nibble(uint64_t layout, unsigned nibble)
{
	/* One that is full stays "too long to tell". */
	return layout == UINT64_MAX || layout >> 60 ? UINT64_MAX
						    : layout << 4 | nibble;
}

static uint64_t add_digits(uint64_t layout, size_t digits)
{
	for (; digits > 8; digits -= 8)
		layout = add_nibble(layout, 8);
	return digits ? add_nibble(layout, (unsigned)digits) : layout;
}

static uint64_t add_separator(uint64_t layout, char c)
{
	switch (c) {
	case ' ':
		return add_nibble(layout, 9);
	case '-':
		return add_nibble(layout, 10);
	case '.':
		return add_nibble(layout, 11);
	case '/':
		return add_nibble(layout, 12);
	case '(':
		return add_nibble(layout, 13);
	case ')':
		return add_nibble(layout, 14);
	default: /* + */
		return add_nibble(layout, 15);
	}
}

/*
 * Whether runs of as many digits go on behind `pos`, one blank between them,
 * as in the row of a table: so many are no two numbers beside each other.
 */
static bool is_row(struct dlp_span text, size_t pos, size_t run)
{
	enum { MORE = 5, WIDTH = 8 };
	size_t more = 0;

	while (run <= WIDTH && more < MORE && pos < text.len &&
	       text.ptr[pos] == ' ' && run_at(text, pos + 1) == run) {
		pos += run + 1;
		more++;
	}
	return more == MORE;
}

/*
 * Digit runs from `pos` on with `gap` bytes of separators at most between
 * them, brackets among them where the gap is wider than one; every end of a
 * run is one of the place.
 */
static void collect(struct dlp_span text, size_t pos, size_t gap, size_t most,
		    struct dlp_place *place)
{
	const unsigned joins = gap > 1 ? DASH | BLANK | BRACKET : DASH | BLANK;
	uint64_t layout = 0;
	size_t digits = 0;
	bool blank = false;

	for (size_t i = place->start; i < pos; i++)
		layout = add_separator(layout, text.ptr[i]);
	place->ends = 0;
	while (place->ends < DLP_PLACE_ENDS) {
		size_t run = run_at(text, pos), next;

		pos += run;
		digits += run;
		if (digits > most)
			return;
		layout = add_digits(layout, run);
		if ((ends_at(text, pos) ||
		     (gap > 1 && is_extension(text, pos))) &&
		    !(blank && is_row(text, pos, run))) {
			place->end[place->ends] = pos;
			place->layout[place->ends] =
				layout == UINT64_MAX ? 0 : layout;
			place->digits[place->ends++] = (unsigned char)digits;
		}
		next = pos;
		while (next < text.len && next - pos <= gap &&
		       is(text.ptr[next], joins))
			next++;
		if (next == pos || next - pos > gap || next == text.len ||
		    !is(text.ptr[next], DIGIT))
			return;
		for (; pos < next; pos++) {
			blank |= text.ptr[pos] == ' ';
			layout = add_separator(layout, text.ptr[pos]);
		}
	}
}

void dlp_place_digits(struct dlp_span text, size_t pos, struct dlp_place *place)
{
	place->start = pos;
	place->ends = 0;
	if (pos && (is(text.ptr[pos - 1], WORD) || is_joined_before(text, pos)))
		return;
	collect(text, pos, 1, DLP_RULE_DIGITS_MAX, place);
}

void dlp_place_bare(size_t pos, size_t len, struct dlp_place *place)
{
	place->start = pos;
	place->ends = 1;
	*place->end = pos + len;
	*place->digits = (unsigned char)len;
	*place->layout = add_digits(0, len);
}

bool dlp_place_token(struct dlp_span text, size_t pos, struct dlp_place *place)
{
	unsigned kinds = 0;
	size_t end = pos;

	for (; end < text.len && is(text.ptr[end], DIGIT | ALPHA); end++) {
		if (end - pos == DLP_RULE_TOKEN_MAX)
			return false;
		kinds |= kind_of[(unsigned char)text.ptr[end]];
	}
	place->start = pos;
	place->end[0] = end;
	place->ends = 1;
	return kinds == (DIGIT | ALPHA);
}

/* A date of the calendar, year first, as nearly every line of a log has one. */
static bool is_date(struct dlp_span text, size_t pos)
{
	enum { LENGTH = 10 }; /* 2026-11-28 */
	const char *p = text.ptr + pos;

	return text.len - pos >= LENGTH && is(p[4], DASH) && p[7] == p[4] &&
	       (!memcmp(p, "19", 2) || !memcmp(p, "20", 2)) &&
	       run_at(text, pos) == 4 && run_at(text, pos + 5) == 2 &&
	       run_at(text, pos + 8) == 2;
}

/* Four numbers of three digits at most with dots between: IPv4, a version. */
static bool is_quad(struct dlp_span text, size_t pos)
{
	for (int i = 0; i < 4; i++) {
		size_t run = run_at(text, pos);

		pos += run;
		if (!run || run > 3)
			return false;
		if (i < 3 && (pos == text.len || text.ptr[pos++] != '.'))
			return false;
	}
	return !is_joined_after(text, pos);
}

bool dlp_place_phone(struct dlp_span text, size_t pos, struct dlp_place *place)
{
	enum { LEAST = 8, MOST = 15 };
	size_t start = pos, few = 0;

	if (start && text.ptr[start - 1] == '(')
		start--;
	if (start && text.ptr[start - 1] == '+')
		start--;
	if (start &&
	    (is(text.ptr[start - 1], WORD) || is_joined_before(text, start) ||
	     text.ptr[start - 1] == '+'))
		return false;
	place->start = start;
	place->ends = 0;
	if (start == pos && (is_date(text, pos) || is_quad(text, pos)))
		return false;
	collect(text, pos, 3, MOST, place);
	while (few < place->ends && place->digits[few] < LEAST)
		few++;
	place->ends -= few;
	if (few && place->ends) {
		memmove(place->end, place->end + few,
			place->ends * sizeof(*place->end));
		memmove(place->layout, place->layout + few,
			place->ends * sizeof(*place->layout));
		memmove(place->digits, place->digits + few, place->ends);
	}
	return place->ends != 0;
}

bool dlp_place_iban(struct dlp_span text, size_t pos, struct dlp_place *place)
{
	enum { LEAST = 15, MOST = 34 }; /* ISO 13616 */
	size_t count = 0, end = pos;

	place->start = pos;
	place->ends = 0;
	if (pos && text.ptr[pos - 1] == '_')
		return false;
	while (end < text.len && count < MOST && place->ends < DLP_PLACE_ENDS) {
		char c = text.ptr[end];

		if (is(c, DIGIT | ALPHA)) {
			end++;
			if (++count < LEAST)
				continue;
			if (end == text.len || !is(text.ptr[end], WORD))
				place->end[place->ends++] = end;
		} else if ((c == ' ' || c == '-') && end + 1 < text.len &&
			   is(text.ptr[end + 1], DIGIT | ALPHA)) {
			end++;
		} else {
			break;
		}
	}
	return place->ends != 0;
}

/* Whether ://user: stands in front: what follows is a password. */
static bool is_password(struct dlp_span text, size_t at)
{
	enum { USER = 128 };
	size_t stop = at > USER ? at - USER : 0, from = at;
	bool colon = false;

	for (; from > stop && text.ptr[from - 1] != '/'; from--) {
		if (is(text.ptr[from - 1], QUOTE) ||
		    (unsigned char)text.ptr[from - 1] <= ' ')
			return false;
		colon |= text.ptr[from - 1] == ':';
	}
	return colon && from > stop + 2 && text.ptr[from - 2] == '/' &&
	       text.ptr[from - 3] == ':';
}

bool dlp_place_email(struct dlp_span text, size_t pos, struct dlp_place *place)
{
	/* RFC 5321, section 4.5.3.1: octets. */
	enum { LOCAL = 64, DOMAIN = 255 };
	size_t start = pos, end = pos + 1, dot = 0;

	while (start && pos - start < LOCAL &&
	       is(text.ptr[start - 1], WORD | ATOM))
		start--;
	/* What quotes or assigns the address is not part of it. */
	while (start < pos && !is(text.ptr[start], WORD))
		start++;
	for (size_t i = start; i < pos; i++)
		if (is(text.ptr[i], QUOTE))
			start = i + 1;
	while (start < pos && !is(text.ptr[start], WORD))
		start++;
	while (end < text.len && end - pos <= DOMAIN &&
	       (is(text.ptr[end], DIGIT | ALPHA) || text.ptr[end] == '.' ||
		text.ptr[end] == '-'))
		end++;
	while (end > pos + 1 &&
	       (text.ptr[end - 1] == '.' || text.ptr[end - 1] == '-'))
		end--;
	for (size_t i = pos + 1; i < end; i++)
		if (text.ptr[i] == '.')
			dot = i;
	place->start = start;
	place->end[0] = end;
	place->ends = 1;
	return start < pos && text.ptr[pos - 1] != '.' && dot > pos + 1 &&
	       end - dot > 2 && is(text.ptr[dot + 1], ALPHA) &&
	       !is_password(text, start);
}
