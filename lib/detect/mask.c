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

/* Our own markings are words that everybody knows. */
bool dlp_mask_shows(const struct dlp_rule *rule)
{
	return rule->builtin && rule->category == DLP_CATEGORY_CONFIDENTIAL;
}

void dlp_mask_value(struct dlp_buf *out, const struct dlp_rule *rule,
		    struct dlp_span value)
{
	size_t len, show, cut = value.len;

	if (dlp_mask_shows(rule)) {
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

bool dlp_mask_separates(char c)
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

/* Where the words of a text come from, and which of them are shown. */
struct showing {
	const struct dlp_mask_source *source; /* NULL: the text is it */
	size_t reach;
	size_t start, end; /* of the value, in the source */
	struct dlp_mask_run *run;
	size_t runs;
	bool closed; /* the last of them goes on no further */
};

static void lead(const struct showing *to, size_t start, size_t end,
		 size_t *from, size_t *until)
{
	*from = start;
	*until = end;
	if (to->source)
		to->source->lead(to->source->arg, start, end, from, until);
}

/*
 * Note that [start, end) of the text is shown, as `len` bytes from `at` on.
 * False where that comes from too far away.
 */
static bool show(struct showing *to, size_t at, size_t len, size_t start,
		 size_t end)
{
	struct dlp_mask_run *last = to->runs ? to->run + to->runs - 1 : NULL;
	struct dlp_mask_run is = { .at = (uint32_t)at, .len = (uint32_t)len };
	size_t from, until;

	lead(to, start, end, &from, &until);
	if (from + to->reach < to->start || until > to->end + to->reach ||
	    until - from > to->reach)
		return false;
	is.from = (int32_t)((int64_t)from - (int64_t)to->start);
	if (len != until - from)
		is.span = (uint32_t)(until - from);
	/* It goes on where the last one stopped, with blanks between. */
	if (last && !to->closed && !last->span && !is.span &&
	    is.at - last->at == (uint32_t)(is.from - last->from)) {
		last->len = is.at + is.len - last->at;
		return true;
	}
	to->closed = false;
	to->run[to->runs++] = is;
	return true;
}

/* A token, whose bytes are in `out` already, which has room for more. */
static void show_token(struct dlp_buf *out, struct dlp_span text,
		       struct dlp_span token, bool high, size_t begin,
		       struct showing *to)
{
	const size_t at = out->len,
		     start = begin + (size_t)(token.ptr - text.ptr);

	if (high)
		dlp_utf8_mend(out, token);
	else
		out->len += token.len;
	if (to && !show(to, at, out->len - at, start, start + token.len)) {
		out->len = at;
		dlp_buf_add(out, stars, sizeof(stars) - 1);
	}
}

/* `text`, a line at most, with its tokens masked; it begins at `begin` of what
 * `to`, unless that is NULL, notes. */
static void mask_tokens(struct dlp_buf *out, struct dlp_span text,
			struct before *before, size_t begin, struct showing *to)
{
	const char *p = text.ptr, *end = text.ptr + text.len;

	/* What a token of one byte becomes. */
	if (dlp_buf_reserve(out, text.len * (sizeof(stars) - 1)))
		return;
	while (p < end) {
		unsigned kind = kind_of(*p), all = 0;
		struct dlp_span token = { p, 0 };
		char *copy = out->ptr + out->len;

		if (kind & BETWEEN) {
			pass_separator(before, *p);
			*copy = kind == BLANK ? ' ' : *p;
			out->len++;
			p++;
			continue;
		}
		/* As if it was to be shown: there is room for more. */
		for (; p < end && !((kind = kind_of(*p)) & BETWEEN); p++) {
			all |= kind;
			*copy++ = *p;
		}
		token.len = (size_t)(p - token.ptr);
		if (before->assigned || token.len >= LONG_TOKEN ||
		    all & TELLING || is_encoded(token, all & HIGH))
			dlp_buf_add(out, stars, sizeof(stars) - 1);
		else
			show_token(out, text, token, all & HIGH, begin, to);
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

size_t dlp_mask_fit(struct dlp_buf *out, size_t begin, size_t value)
{
	size_t drop = 0;

	/* Enough of what goes before that the value itself can be seen. */
	if (value - begin > DLP_MASK_EXCERPT / 2) {
		drop = value - begin - DLP_MASK_EXCERPT / 2;
		while (begin + drop < value &&
		       ((unsigned char)out->ptr[begin + drop] & 0xc0) == 0x80)
			drop++;
		memmove(out->ptr + begin, out->ptr + begin + drop,
			out->len - begin - drop);
		out->len -= drop;
	}
	cut(out, begin, DLP_MASK_EXCERPT);
	return drop;
}

/* Cut runs to the `len` bytes that are left behind the first `drop`; how many
 * are left. */
static size_t fit_runs(struct dlp_mask_run *run, size_t runs, size_t drop,
		       size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < runs; i++) {
		struct dlp_mask_run r = run[i];
		uint32_t gone = r.at < drop ? (uint32_t)drop - r.at : 0;

		if (gone >= r.len || r.at + gone - drop >= len)
			continue;
		r.at = r.at + gone - (uint32_t)drop;
		r.len -= gone;
		if (r.len > len - r.at)
			r.len = (uint32_t)len - r.at;
		if (!r.span)
			r.from += (int32_t)gone;
		run[n++] = r;
	}
	return n;
}

void dlp_mask_name(struct dlp_buf *out, struct dlp_span name)
{
	struct before before = { 0 };

	mask_tokens(out, name, &before, 0, NULL);
}

/* The bytes of the line around [start, end) that are looked at. */
static void find_line(struct dlp_span text, size_t start, size_t end,
		      size_t *left, size_t *right)
{
	*left = dlp_line_start(
		text, start, start > DLP_MASK_SIDE ? start - DLP_MASK_SIDE : 0);
	/* A token cut in two would show its end. */
	if (*left && text.ptr[*left - 1] != '\n')
		while (*left < start && !is_blank(text.ptr[*left]))
			++*left;
	*right = dlp_line_end(text, end,
			      text.len - end > DLP_MASK_SIDE
				      ? end + DLP_MASK_SIDE
				      : text.len);
	/* And the beginning of one may look like a word. */
	if (*right < text.len && !dlp_mask_separates(text.ptr[*right]))
		while (*right > end &&
		       !dlp_mask_separates(text.ptr[*right - 1]))
			--*right;
}

void dlp_mask_excerpt(struct dlp_buf *out, const struct dlp_match *match,
		      struct dlp_span text,
		      const struct dlp_mask_source *source, size_t reach,
		      struct dlp_mask_run *run, struct dlp_excerpt *excerpt)
{
	size_t start = match->value_start, end = match->value_end;
	size_t left, right, drop, begin = out->len;
	struct before before = { 0 };
	struct showing to = { .source = source, .reach = reach, .run = run };

	lead(&to, start, end, &to.start, &to.end);
	find_line(text, start, end, &left, &right);
	before.assigned = left && text.ptr[left - 1] != '\n';
	mask_tokens(out, (struct dlp_span){ text.ptr + left, start - left },
		    &before, left, &to);
	excerpt->value = out->len;
	dlp_mask_value(out, match->rule,
		       (struct dlp_span){ text.ptr + start, end - start });
	/* What touches the value may be its rest. */
	while (end < right && !dlp_mask_separates(text.ptr[end]))
		end++;
	before = (struct before){ 0 };
	to.closed = true;
	mask_tokens(out, (struct dlp_span){ text.ptr + end, right - end },
		    &before, end, &to);
	if (out->status)
		return;
	drop = dlp_mask_fit(out, begin, excerpt->value);
	for (size_t i = 0; i < to.runs; i++)
		run[i].at -= (uint32_t)begin;
	excerpt->value -= begin + drop;
	excerpt->text = (struct dlp_span){ out->ptr + begin, out->len - begin };
	excerpt->run = run;
	excerpt->runs = fit_runs(run, to.runs, drop, excerpt->text.len);
}
