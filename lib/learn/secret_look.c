#include "learn/secret_look.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/line.h"
#include "learn/secret_counts.h"
#include "learn/secret_words.h"
#include "validate/check.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_word(char c)
{
	return is_digit(c) || is_letter(c) || c == '_';
}

/* What stands before a value: the last name in front of signs and blanks. */
static struct dlp_span name_in(struct dlp_span before)
{
	const char *p = before.ptr;
	size_t end = before.len, start;

	while (end && !is_word(p[end - 1]))
		end--;
	for (start = end;
	     start && (is_word(p[start - 1]) || p[start - 1] == '-' ||
		       p[start - 1] == '.');)
		start--;
	return (struct dlp_span){ p + start, end - start };
}

void dlp_secret_lines(const struct dlp_secret_place *place,
		      struct dlp_secret_lines *out)
{
	const char *p = place->text.ptr;
	const size_t start = place->start;
	size_t to = place->end, from, last;

	from = dlp_line_start(
		place->text, start,
		start < DLP_SECRET_BEFORE ? 0 : start - DLP_SECRET_BEFORE);
	while (to < place->text.len && to - place->end < DLP_SECRET_BEHIND &&
	       p[to] != '\n' && p[to] != '\r')
		to++;
	out->value = (struct dlp_span){ p + place->start,
					place->end - place->start };
	out->before = (struct dlp_span){ p + from, place->start - from };
	out->behind = (struct dlp_span){ p + place->end, to - place->end };
	out->name = name_in(out->before);
	if (!out->name.len)
		out->name = place->name;
	/* Of a line that is longer there is none in reach. */
	last = from && p[from - 1] == '\n' ? from - 1 : from;
	from = dlp_line_start(
		place->text, last,
		last < DLP_SECRET_PREVIOUS ? 0 : last - DLP_SECRET_PREVIOUS);
	out->previous = (struct dlp_span){ p + from, last - from };
	if (last == place->start - out->before.len)
		out->previous.len = 0;
	/* On a line of its own, below its name. */
	if (!out->name.len)
		out->name = name_in(out->previous);
}

/* A number in steps that grow with it. */
static unsigned char step_of(size_t n)
{
	static const unsigned char step[] = {
		0,  1,  2,  3,  4,  5,  6,  6,  7,  7,  8,  8,  9,
		9,  9,  9,  10, 10, 10, 10, 11, 11, 11, 11, 12, 12,
		12, 12, 12, 12, 12, 12, 13, 13, 13, 13, 13, 13, 13,
		13, 13, 13, 13, 13, 13, 13, 13, 13, 14
	};
	const size_t most = sizeof(step) - 1;

	return step[n < most ? n : most];
}

/* `part` of `whole`, in eighths. */
static unsigned char share(size_t part, size_t whole)
{
	return (unsigned char)((part * 8 + whole / 2) / whole);
}

/* Whether `word` stands in `text`, case ignored. */
static bool holds(struct dlp_span text, struct dlp_span word)
{
	for (size_t i = 0; word.len && i + word.len <= text.len; i++)
		if ((text.ptr[i] | 0x20) == (*word.ptr | 0x20) &&
		    !strncasecmp(text.ptr + i, word.ptr, word.len))
			return true;
	return false;
}

/*
 * How much of it could be spelled in words, in eighths: of two letters in a
 * row, those that words are mostly made of.  9 where there are hardly any.
 */
static unsigned char spelled(struct dlp_span value)
{
	/* Of each letter those that follow it in 85 of 100 pairs, in a list of
	 * English words. */
	static const uint32_t follow[] = {
		0x00eb94e, 0x0124911, 0x01a4d91, 0x0044111, 0x08eb81d,
		0x0004910, 0x0020111, 0x0004111, 0x22ef87d, 0x0000000,
		0x0000110, 0x1144911, 0x000c111, 0x00c415d, 0x07ef84c,
		0x002c991, 0x0100000, 0x01e5119, 0x01cc995, 0x11e4191,
		0x00e3800, 0x0000110, 0x0000011, 0x0000000, 0x0000000,
		0x0000010,
	};
	enum { LEAST = 3, FEW = 9 };
	size_t pairs = 0, common = 0;

	for (size_t i = 1; i < value.len; i++) {
		const char a = value.ptr[i - 1], b = value.ptr[i];

		if (!is_letter(a) || !is_letter(b))
			continue;
		pairs++;
		common += follow[(a | 0x20) - 'a'] >> ((b | 0x20) - 'a') & 1;
	}
	return pairs < LEAST ? FEW : share(common, pairs);
}

/* 8-4-4-4-12. */
static bool is_uuid(struct dlp_span v, const struct dlp_secret_counts *n)
{
	return v.len == 36 && n->dash == 4 && n->hex == 32 && v.ptr[8] == '-' &&
	       v.ptr[13] == '-' && v.ptr[18] == '-' && v.ptr[23] == '-';
}

/* What else than a secret it may be, by its form alone. */
static unsigned char form_of(struct dlp_span v,
			     const struct dlp_secret_counts *n)
{
	const size_t word = n->upper + n->lower + n->digit + n->low;

	if (is_uuid(v, n))
		return 1;
	if (n->hex == v.len)
		return v.len == 32 ? 2 : v.len == 40 ? 3 : v.len == 64 ? 4 : 5;
	if (n->slash > 1 && n->seen[':'] && holds(v, DLP_SPAN("://")))
		return 6;
	if (n->seen['('] || n->seen['['])
		return 7;
	if (n->seen['$'] || n->seen['{'] || n->seen['<'] || n->seen['%'])
		return 8;
	if (n->slash)
		return n->slash > 1 ? 9 : 10;
	if (word == v.len && !is_digit(*v.ptr))
		return n->digit ? 11 : n->low ? 12 : n->upper ? 13 : 14;
	if (word + n->dot == v.len)
		return 15;
	if (word + n->dash == v.len)
		return n->digit ? 16 : 17;
	return n->seen[' '] ? 18 : 0;
}

/* What kinds of characters there are. */
static unsigned char kinds_of(const struct dlp_secret_counts *n)
{
	return (unsigned char)((n->digit != 0) | (n->lower != 0) << 1 |
			       (n->upper != 0) << 2 | (n->other != 0) << 3);
}

static unsigned char first_byte(struct dlp_span s)
{
	return s.len ? (unsigned char)*s.ptr : 0;
}

static unsigned char last_byte(struct dlp_span s)
{
	return s.len ? (unsigned char)s.ptr[s.len - 1] : 0;
}

/* Whether it is between two of the same quotes: 2, behind one: 1. */
static unsigned char quoted(const struct dlp_secret_lines *at)
{
	const unsigned char quote = last_byte(at->before);

	if (quote != '"' && quote != '\'' && quote != '`')
		return 0;
	return first_byte(at->behind) == quote ? 2 : 1;
}

/* Whether the line begins as a comment, or says what else it is. */
static unsigned char line_of(const struct dlp_secret_lines *at)
{
	struct dlp_span line = dlp_span_trim(at->before);
	const unsigned char begin = first_byte(line);

	if (begin == '#' || begin == '*' || begin == ';' ||
	    (begin == '/' && line.len > 1 && line.ptr[1] == '/'))
		return 1;
	return (unsigned char)(1 + dlp_secret_line(line));
}

/* Whether it looks drawn by lot, as a rule asks. */
static bool is_drawn(struct dlp_span value)
{
	const struct dlp_candidate candidate = { .value = value };

	return dlp_checks_random->check(&candidate, NULL) == DLP_VALID;
}

size_t dlp_secret_measure(const struct dlp_secret_lines *at,
			  unsigned char out[DLP_SECRET_MEASURES])
{
	const struct dlp_span v = at->value;
	struct dlp_secret_counts n;
	unsigned char kinds, form, name, words, spells;
	bool drawn;
	size_t m = 0;

	assert(v.len);
	dlp_secret_count(v, &n);
	kinds = kinds_of(&n);
	form = form_of(v, &n);
	name = dlp_secret_named(at->name);
	words = dlp_secret_placeholder(v);
	spells = spelled(v);
	drawn = is_drawn(v);
	out[m++] = step_of(v.len / 2);
	out[m++] = step_of(v.len > 24 ? 48 : 2 * v.len);
	out[m++] = share(n.upper, v.len);
	out[m++] = share(n.lower, v.len);
	out[m++] = share(n.digit, v.len);
	out[m++] = share(n.other, v.len);
	out[m++] = share(n.vowels, v.len);
	out[m++] = share(n.changes, v.len);
	out[m++] = share(n.same, v.len);
	out[m++] = share(n.distinct, v.len);
	/* As many characters, were all as frequent: Rényi entropy of order 2.
	 */
	out[m++] = step_of(n.squares ? v.len * v.len / n.squares : 0);
	out[m++] = step_of(n.letters);
	out[m++] = step_of(n.smalls);
	out[m++] = step_of(n.numbers);
	out[m++] = step_of(n.slash);
	out[m++] = step_of(n.dot);
	out[m++] = step_of(n.dash);
	out[m++] = step_of(n.low);
	out[m++] = step_of(n.plus);
	out[m++] = words;
	out[m++] = form;
	out[m++] = kinds;
	out[m++] = name;
	out[m++] = dlp_secret_named_else(at->name);
	out[m++] = step_of(at->name.len);
	out[m++] =
		(unsigned char)(holds(v, at->name) | holds(at->name, v) << 1);
	out[m++] = quoted(at);
	out[m++] = line_of(at);
	out[m++] = step_of(at->before.len);
	out[m++] = step_of(at->behind.len);
	out[m++] = first_byte(v);
	out[m++] = last_byte(v);
	/* What is told by two of them together. */
	out[m++] = (unsigned char)(name * 8 + v.len / 8 % 8);
	out[m++] = (unsigned char)(kinds * 16 + name % 16);
	out[m++] = (unsigned char)(form * 12 + step_of(v.len) % 12);
	out[m++] = (unsigned char)(name * 10 + quoted(at) * 3 + (words != 0));
	out[m++] = (unsigned char)(drawn * 32 + name);
	out[m++] = (unsigned char)(drawn * 64 + form);
	out[m++] = spells;
	out[m++] = (unsigned char)(spells * 16 + kinds);
	return m;
}
