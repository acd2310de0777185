#include "decode/break.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_word(char c)
{
	return is_digit(c) || is_alpha(c);
}

static bool is_joint(char c)
{
	return c == ' ' || c == '-' || c == '.';
}

static bool is_of_token(char c)
{
	return is_word(c) || (c && strchr("_+/=.@-", c));
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
	       (is_word(p[start - 1]) || p[start - 1] == '@') &&
	       is_word(p[end]);
}

static char shape_of(char c)
{
	return is_digit(c) ? '0' : is_alpha(c) ? 'a' : c;
}

/* Whether both lines begin alike. */
static bool are_rows(struct dlp_span text, size_t newline)
{
	enum { ALIKE = 6 };
	const char *p = text.ptr;
	size_t left = newline, right = newline + 1;

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
	size_t len, digits, letters, capitals;
	bool at;    /* has an @ */
	bool whole; /* reaches to the other end of its line */
};

static void count(struct part *part, char c)
{
	part->len++;
	part->digits += is_digit(c);
	part->letters += is_alpha(c);
	part->capitals += c >= 'A' && c <= 'Z';
	part->at |= c == '@';
}

static struct part left_of(struct dlp_span text, size_t end,
			   bool (*takes)(char c))
{
	struct part part = { 0 };
	size_t i = end;

	while (i && end - i < DLP_BREAK_TOKEN && takes(text.ptr[i - 1]))
		count(&part, text.ptr[--i]);
	part.whole = !i || text.ptr[i - 1] == '\n';
	return part;
}

static struct part right_of(struct dlp_span text, size_t start,
			    bool (*takes)(char c))
{
	struct part part = { 0 };
	size_t i = start;

	while (i < text.len && i - start < DLP_BREAK_TOKEN &&
	       takes(text.ptr[i]))
		count(&part, text.ptr[i++]);
	part.whole = i == text.len || text.ptr[i] == '\n';
	return part;
}

static bool is_of_number(char c)
{
	return is_digit(c) || is_joint(c);
}

static bool goes_on_number(struct dlp_span text, struct dlp_break *gap,
			   bool hyphen)
{
	enum { LEAST = 3, ALL = 9 };
	struct part left = left_of(text, gap->start, is_of_number);
	struct part right = right_of(text, gap->end, is_of_number);
	size_t group = gap->start;

	if (left.digits < LEAST || right.digits < LEAST ||
	    left.digits + right.digits < ALL || left.whole)
		return false;
	while (group && is_digit(text.ptr[group - 1]))
		group--;
	/* Groups go on with what stands between them. */
	gap->instead = '\0';
	if (hyphen)
		gap->instead = '-';
	else if (group > 1 && is_joint(text.ptr[group - 1]) &&
		 is_digit(text.ptr[group - 2]))
		gap->instead = text.ptr[group - 1];
	return true;
}

/* No word of a language. */
static bool is_odd(const struct part *part)
{
	return part->letters && (part->digits || part->capitals > 1);
}

static bool goes_on_token(struct dlp_span text, struct dlp_break *gap,
			  bool hyphen)
{
	enum { LEFT = 8, RIGHT = 4 };
	const bool at = text.ptr[gap->start - 1] == '@';
	struct part right = right_of(text, gap->end, is_of_token), left;
	bool odd = right.len >= RIGHT && is_odd(&right);

	/* Most lines begin with a word, or are long runs of base64. */
	if ((!odd && !at && !hyphen) || right.len == DLP_BREAK_TOKEN)
		return false;
	left = left_of(text, gap->start, is_of_token);
	if (left.len == DLP_BREAK_TOKEN)
		return false;
	gap->instead = '\0';
	if (at)
		return left.letters && right.letters;
	if (left.at)
		return hyphen && right.letters;
	return odd && left.len >= LEFT && is_odd(&left) &&
	       left.digits + right.digits && !(left.whole && right.whole);
}

bool dlp_break_find(struct dlp_span text, size_t newline, struct dlp_break *out)
{
	bool hyphen, numbers;

	if (!find_gap(text, newline, out, &hyphen))
		return false;
	numbers = is_digit(text.ptr[out->start - 1]) &&
		  is_digit(text.ptr[out->end]);
	if (numbers ? !goes_on_number(text, out, hyphen) &&
			      !goes_on_token(text, out, hyphen)
		    : !goes_on_token(text, out, hyphen))
		return false;
	return !are_rows(text, newline);
}
