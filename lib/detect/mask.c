#include "detect/mask.h"

#include <string.h>
#include <strings.h>

#include "base/line.h"
#include "base/utf8.h"
#include "decode/fold.h"
#include "decode/radix.h"

enum { LONG_TOKEN = 20, SHOWN_FROM = 12 };

static const char stars[] = "********";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_card(const struct dlp_rule *rule)
{
	return rule->id.len > 5 && !memcmp(rule->id.ptr, "card.", 5);
}

static void mask_card(struct dlp_buf *out, struct dlp_span value)
{
	size_t digits = 0, seen = 0;

	for (size_t i = 0; i < value.len; i++)
		digits += is_digit(value.ptr[i]);
	for (size_t i = 0; i < value.len; i++) {
		bool digit = is_digit(value.ptr[i]);

		seen += digit;
		if (digit && seen > 6 && seen + 4 <= digits)
			dlp_buf_addc(out, '*');
		else
			dlp_buf_addc(out, value.ptr[i]);
	}
}

void dlp_mask_value(struct dlp_buf *out, const struct dlp_rule *rule,
		    struct dlp_span value)
{
	size_t len, show, cut = value.len;

	/* Our own markings are words that everybody knows. */
	if (rule->builtin && rule->category == DLP_CATEGORY_CONFIDENTIAL) {
		dlp_utf8_mend(out, value);
		return;
	}
	if (is_card(rule)) {
		mask_card(out, value);
		return;
	}
	/* Of a token the prefix is public; of a password nothing is. */
	for (size_t i = 0; rule->entropy_high && i < rule->keywords.count;
	     i++) {
		struct dlp_span word = rule->keywords.item[i];

		if (word.len * 2 <= value.len &&
		    !strncasecmp(word.ptr, value.ptr, word.len)) {
			dlp_buf_add(out, value.ptr, word.len);
			dlp_buf_adds(out, stars);
			return;
		}
	}
	dlp_buf_adds(out, stars);
	len = (size_t)dlp_utf8_count(value);
	show = len < SHOWN_FROM ? 0 : len / 4 < 4 ? len / 4 : 4;
	/* Whole characters; bytes that are none are not shown. */
	while (show && cut) {
		do
			cut--;
		while (cut && ((unsigned char)value.ptr[cut] & 0xc0) == 0x80);
		show--;
	}
	if (len >= SHOWN_FROM)
		dlp_utf8_mend(out, (struct dlp_span){ value.ptr + cut,
						      value.len - cut });
}

/* What stands between tokens: blanks become spaces, the rest is shown. */
enum kind {
	PLAIN,
	BLANK = 1,
	SEPARATOR = 2,
	TELLING = 4, /* a digit or @: a token that has one may be a value */
	HIGH = 8,    /* not ASCII */
	BETWEEN = BLANK | SEPARATOR,
};

#define HIGH_8 HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH
#define HIGH_32 HIGH_8, HIGH_8, HIGH_8, HIGH_8

static inline unsigned kind_of(char c)
{
	static const unsigned char kind[256] = {
		['\0'] = BLANK,
		[' '] = BLANK,
		['\t'] = BLANK,
		['\r'] = BLANK,
		['\n'] = BLANK,
		['"'] = SEPARATOR,
		['\''] = SEPARATOR,
		['`'] = SEPARATOR,
		['<'] = SEPARATOR,
		['>'] = SEPARATOR,
		['('] = SEPARATOR,
		[')'] = SEPARATOR,
		['['] = SEPARATOR,
		[']'] = SEPARATOR,
		['{'] = SEPARATOR,
		['}'] = SEPARATOR,
		[','] = SEPARATOR,
		[';'] = SEPARATOR,
		['='] = SEPARATOR,
		[':'] = SEPARATOR,
		['|'] = SEPARATOR,
		['0'] = TELLING,
		['1'] = TELLING,
		['2'] = TELLING,
		['3'] = TELLING,
		['4'] = TELLING,
		['5'] = TELLING,
		['6'] = TELLING,
		['7'] = TELLING,
		['8'] = TELLING,
		['9'] = TELLING,
		['@'] = TELLING,
		[0x80] = HIGH_32,
		HIGH_32,
		HIGH_32,
		HIGH_32,
	};

	return kind[(unsigned char)c];
}

static bool is_blank(char c)
{
	return kind_of(c) == BLANK;
}

static bool separates(char c)
{
	return kind_of(c) & BETWEEN;
}

/* What stands before a token: it may be the value of something. */
struct before {
	bool assigned; /* = or : */
	char quote;    /* opened behind it: all is the value until it closes */
};

static void pass_separator(struct before *before, char c)
{
	if (before->quote) {
		if (c == before->quote)
			*before = (struct before){ 0 };
	} else if (c == '=' || c == ':') {
		before->assigned = true;
	} else if (c == '"' || c == '\'' || c == '`') {
		if (before->assigned)
			before->quote = c;
	} else if (!is_blank(c)) {
		before->assigned = false;
	}
}

/* Whether a token without a digit may be a value in another guise. */
static bool is_encoded(struct dlp_span token, bool high)
{
	return (token.len >= DLP_RADIX_LEAST && dlp_radix_is_text(token)) ||
	       (high && dlp_fold_any(token));
}

/* `text`, a line at most, with its tokens masked. */
static void mask_tokens(struct dlp_buf *out, struct dlp_span text,
			struct before *before)
{
	const char *p = text.ptr, *end = text.ptr + text.len;

	/* What a token of one byte becomes. */
	if (dlp_buf_reserve(out, text.len * (sizeof(stars) - 1)))
		return;
	while (p < end) {
		unsigned kind = kind_of(*p), all = 0;
		struct dlp_span token = { p, 0 };
		char *to = out->ptr + out->len;

		if (kind & BETWEEN) {
			pass_separator(before, *p);
			*to = kind == BLANK ? ' ' : *p;
			out->len++;
			p++;
			continue;
		}
		/* As if it was to be shown: there is room for more. */
		for (; p < end && !((kind = kind_of(*p)) & BETWEEN); p++) {
			all |= kind;
			*to++ = *p;
		}
		token.len = (size_t)(p - token.ptr);
		if (before->assigned || token.len >= LONG_TOKEN ||
		    all & TELLING || is_encoded(token, all & HIGH))
			dlp_buf_add(out, stars, sizeof(stars) - 1);
		else if (all & HIGH)
			dlp_utf8_mend(out, token);
		else
			out->len += token.len;
		if (!before->quote)
			before->assigned = false;
	}
}

/* Cut to `max` characters, at the border of one. */
static void cut(struct dlp_buf *out, size_t from, size_t max)
{
	size_t end = from;

	/* A character is a byte or more. */
	if (out->len - from <= max)
		return;
	while (end < out->len && max) {
		end++;
		while (end < out->len &&
		       ((unsigned char)out->ptr[end] & 0xc0) == 0x80)
			end++;
		max--;
	}
	out->len = end;
}

void dlp_mask_name(struct dlp_buf *out, struct dlp_span name)
{
	struct before before = { 0 };

	mask_tokens(out, name, &before);
}

void dlp_mask_excerpt(struct dlp_buf *out, const struct dlp_match *match,
		      struct dlp_span text)
{
	size_t start = match->value_start, end = match->value_end;
	size_t left, right, from = out->len;
	struct before before = { 0 };

	left = dlp_line_start(
		text, start, start > DLP_MASK_SIDE ? start - DLP_MASK_SIDE : 0);
	/* A token cut in two would show its end. */
	if (left && text.ptr[left - 1] != '\n')
		while (left < start && !is_blank(text.ptr[left]))
			left++;
	before.assigned = left && text.ptr[left - 1] != '\n';
	right = dlp_line_end(text, end,
			     text.len - end > DLP_MASK_SIDE
				     ? end + DLP_MASK_SIDE
				     : text.len);
	/* And the beginning of one may look like a word. */
	if (right < text.len && !separates(text.ptr[right]))
		while (right > end && !separates(text.ptr[right - 1]))
			right--;
	mask_tokens(out, (struct dlp_span){ text.ptr + left, start - left },
		    &before);
	/* Enough of what goes before that the value itself can be seen. */
	if (out->len - from > DLP_MASK_EXCERPT / 2) {
		size_t drop = out->len - from - DLP_MASK_EXCERPT / 2;

		while (from + drop < out->len &&
		       ((unsigned char)out->ptr[from + drop] & 0xc0) == 0x80)
			drop++;
		memmove(out->ptr + from, out->ptr + from + drop,
			out->len - from - drop);
		out->len -= drop;
	}
	dlp_mask_value(out, match->rule,
		       (struct dlp_span){ text.ptr + start, end - start });
	/* What touches the value may be its rest. */
	while (end < right && !separates(text.ptr[end]))
		end++;
	before = (struct before){ 0 };
	mask_tokens(out, (struct dlp_span){ text.ptr + end, right - end },
		    &before);
	if (!out->status)
		cut(out, from, DLP_MASK_EXCERPT);
}
