#include "decode/break.h"

#include <stdint.h>
#include <string.h>

/* What a byte is; in sums, how many are, in 8 bits each. */
#define DIGIT UINT64_C(1)
#define ALPHA (UINT64_C(1) << 8)
#define CAPITAL (UINT64_C(1) << 16)
#define AT (UINT64_C(1) << 24)
#define JOINT (UINT64_C(1) << 32) /* stands between groups of a number */
#define SIGN (UINT64_C(1) << 40)  /* stands in tokens */
#define OF_WORD (DIGIT | ALPHA)
#define OF_NUMBER (DIGIT | JOINT)
#define OF_TOKEN (DIGIT | ALPHA | SIGN)

#define ROW(c, is) [c] = (is), [(c) + 1] = (is), [(c) + 2] = (is)
#define ROW9(c, is) ROW(c, is), ROW((c) + 3, is), ROW((c) + 6, is)
/* clang-format off */
#define LETTERS(a, is) \
	ROW9(a, is), ROW9((a) + 9, is), ROW((a) + 18, is), \
	ROW((a) + 21, is), [(a) + 24] = (is), [(a) + 25] = (is)
/* clang-format on */

static const uint64_t kind[256] = {
	ROW9('0', DIGIT),     ['9'] = DIGIT,
	LETTERS('a', ALPHA),  LETTERS('A', ALPHA | CAPITAL),
	[' '] = JOINT,        ['-'] = JOINT | SIGN,
	['.'] = JOINT | SIGN, ['_'] = SIGN,
	['+'] = SIGN,         ['/'] = SIGN,
	['='] = SIGN,         ['@'] = SIGN | AT,
};

static bool is(char c, uint64_t of)
{
	return kind[(unsigned char)c] & of;
}

/* Blanks and tabs of a line's end and beginning, and the hyphen before. */
static bool find_gap(struct dlp_span text, size_t newline,
		     struct dlp_break *out, bool *hyphen)
{
	const char *p = text.ptr;
	size_t start = newline, end = newline + 1;

	if (start && p[start - 1] == '\r')
		start--;
	*hyphen = true;
	if (start && p[start - 1] == '-')
		start--;
	else if (start > 1 && !memcmp(p + start - 2, "\xc2\xad", 2))
		start -= 2;
	else if (start > 2 && !memcmp(p + start - 3, "\xe2\x80\x90", 3))
		start -= 3;
	else
		*hyphen = false;
	while (end < text.len && end - newline <= DLP_BREAK_INDENT &&
	       (p[end] == ' ' || p[end] == '\t'))
		end++;
	out->start = start;
	out->end = end;
	return start && end < text.len &&
	       (is(p[start - 1], OF_WORD) || p[start - 1] == '@') &&
	       is(p[end], OF_WORD);
}

static char shape_of(char c)
{
	return is(c, DIGIT) ? '0' : is(c, ALPHA) ? 'a' : c;
}

/* Whether one of 8 bytes is: without it there is no zero to borrow from. */
static bool has_newline(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	v ^= ones * '\n';
	return (v - ones) & ~v & ones << 7;
}

/* Whether both lines begin alike. */
static bool are_rows(struct dlp_span text, size_t newline)
{
	enum { ALIKE = 6 };
	const char *p = text.ptr;
	size_t left = newline, right = newline + 1;

	while (left > 7 && newline - left + 8 <= DLP_BREAK_LINE &&
	       !has_newline(p + left - 8))
		left -= 8;
	while (left && newline - left < DLP_BREAK_LINE && p[left - 1] != '\n')
		left--;
	if (left && p[left - 1] != '\n')
		return false;
	for (size_t i = 0; i < ALIKE; i++) {
		if (left + i >= newline || right + i >= text.len)
			break;
		if (shape_of(p[left + i]) != shape_of(p[right + i]))
			return false;
	}
	return true;
}

struct part {
	size_t len;
	uint64_t sum; /* of what its bytes are */
	bool whole;   /* reaches to the other end of its line */
};

_Static_assert(DLP_BREAK_TOKEN < 256, "a sum has 8 bits");

static size_t count(const struct part *part, uint64_t of)
{
	return (size_t)(part->sum / of & 0xff);
}

static struct part left_of(struct dlp_span text, size_t end, uint64_t takes)
{
	const size_t least = end > DLP_BREAK_TOKEN ? end - DLP_BREAK_TOKEN : 0;
	uint64_t sum = 0;
	size_t i = end;

	while (i > least && is(text.ptr[i - 1], takes))
		sum += kind[(unsigned char)text.ptr[--i]];
	return (struct part){ end - i, sum, !i || text.ptr[i - 1] == '\n' };
}

static struct part right_of(struct dlp_span text, size_t start, uint64_t takes)
{
	const size_t most = text.len - start > DLP_BREAK_TOKEN
				    ? start + DLP_BREAK_TOKEN
				    : text.len;
	uint64_t sum = 0;
	size_t i = start;

	while (i < most && is(text.ptr[i], takes))
		sum += kind[(unsigned char)text.ptr[i++]];
	return (struct part){ i - start, sum,
			      i == text.len || text.ptr[i] == '\n' };
}

static bool goes_on_number(struct dlp_span text, struct dlp_break *gap,
			   bool hyphen)
{
	enum { LEAST = 3, ALL = 9 };
	struct part left = left_of(text, gap->start, OF_NUMBER);
	struct part right = right_of(text, gap->end, OF_NUMBER);
	const size_t before = count(&left, DIGIT);
	const size_t behind = count(&right, DIGIT);
	size_t group = gap->start;

	if (before < LEAST || behind < LEAST || before + behind < ALL ||
	    left.whole)
		return false;
	while (group && is(text.ptr[group - 1], DIGIT))
		group--;
	/* Groups go on with what stands between them. */
	gap->instead = '\0';
	if (hyphen)
		gap->instead = '-';
	else if (group > 1 && is(text.ptr[group - 1], JOINT) &&
		 is(text.ptr[group - 2], DIGIT))
		gap->instead = text.ptr[group - 1];
	return true;
}

/* No word of a language. */
static bool is_odd(const struct part *part)
{
	return count(part, ALPHA) &&
	       (count(part, DIGIT) || count(part, CAPITAL) > 1);
}

static bool goes_on_token(struct dlp_span text, struct dlp_break *gap,
			  bool hyphen)
{
	enum { LEFT = 8, RIGHT = 4 };
	const bool at = text.ptr[gap->start - 1] == '@';
	struct part right = right_of(text, gap->end, OF_TOKEN), left;
	bool odd = right.len >= RIGHT && is_odd(&right);

	/* Most lines begin with a word, or are long runs of base64. */
	if ((!odd && !at && !hyphen) || right.len == DLP_BREAK_TOKEN)
		return false;
	left = left_of(text, gap->start, OF_TOKEN);
	if (left.len == DLP_BREAK_TOKEN)
		return false;
	gap->instead = '\0';
	if (at)
		return count(&left, ALPHA) && count(&right, ALPHA);
	if (count(&left, AT))
		return hyphen && count(&right, ALPHA);
	return odd && left.len >= LEFT && is_odd(&left) &&
	       (count(&left, DIGIT) || count(&right, DIGIT)) &&
	       !(left.whole && right.whole);
}

bool dlp_break_find(struct dlp_span text, size_t newline, struct dlp_break *out)
{
	bool hyphen, numbers;

	if (!find_gap(text, newline, out, &hyphen))
		return false;
	numbers = is(text.ptr[out->start - 1], DIGIT) &&
		  is(text.ptr[out->end], DIGIT);
	if (numbers ? !goes_on_number(text, out, hyphen) &&
			      !goes_on_token(text, out, hyphen)
		    : !goes_on_token(text, out, hyphen))
		return false;
	return !are_rows(text, newline);
}
