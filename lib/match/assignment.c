#include "match/assignment.h"

#include <string.h>
#include <strings.h>

/* What a byte may be; a set of these. */
enum {
	WORD = 1 << 0,     /* letters, digits, _ */
	NAME = 1 << 1,     /* what else a name goes on with */
	OPERATOR = 1 << 2, /* between name and value, by itself */
	MORE = 1 << 3,     /* what an operator goes on with */
	OPENER = 1 << 4,   /* in front of a value */
	PREFIX = 1 << 5,   /* of a literal: its kind, as in b"value" */
	BLANK = 1 << 6,
	END = 1 << 7, /* of a line */
};

#define THREE(c) [c] = WORD, [(c) + 1] = WORD, [(c) + 2] = WORD
/* clang-format off */
static const unsigned char kinds[256] = {
	THREE('0'), THREE('3'), THREE('6'), ['9'] = WORD, ['_'] = WORD,
	['A'] = WORD, ['B'] = WORD | PREFIX, THREE('C'), ['F'] = WORD | PREFIX,
	THREE('G'), ['J'] = WORD, ['K'] = WORD, ['L'] = WORD | PREFIX,
	THREE('M'), ['P'] = WORD, ['Q'] = WORD, ['R'] = WORD | PREFIX,
	THREE('S'), THREE('V'), ['Y'] = WORD, ['Z'] = WORD,
	['a'] = WORD, ['b'] = WORD | PREFIX, THREE('c'), ['f'] = WORD | PREFIX,
	THREE('g'), THREE('j'), THREE('m'), ['p'] = WORD, ['q'] = WORD,
	['r'] = WORD | PREFIX, ['s'] = WORD, ['t'] = WORD,
	['u'] = WORD | PREFIX, THREE('v'), ['y'] = WORD, ['z'] = WORD,
	['='] = OPERATOR | MORE, [':'] = OPERATOR | MORE,
	['>'] = OPERATOR | MORE, ['|'] = OPERATOR | MORE,
	['?'] = OPERATOR | MORE, ['~'] = OPERATOR | MORE,
	['('] = OPERATOR | MORE | OPENER, [','] = MORE,
	['"'] = NAME | OPENER, ['\''] = NAME | OPENER, ['`'] = NAME | OPENER,
	['\\'] = NAME | OPENER, ['['] = NAME | OPENER, ['{'] = OPENER,
	['-'] = NAME, ['.'] = NAME, [')'] = NAME, [']'] = NAME, ['*'] = NAME,
	['$'] = NAME | PREFIX, ['@'] = NAME | PREFIX,
	[' '] = BLANK | OPENER, ['\t'] = BLANK | OPENER,
	['\n'] = END, ['\r'] = END,
};
/* clang-format on */

static bool is(char c, unsigned kind)
{
	return kinds[(unsigned char)c] & kind;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

/*
 * Whether the word around the keyword is an option (--key) or in the capitals
 * of an environment (KEY_NAME): its value may follow a mere blank.
 */
static bool is_bare(struct dlp_span text, size_t pos)
{
	size_t from = pos, to;
	bool low = false, small = false;

	while (from && pos - from < DLP_ASSIGNMENT_NAME &&
	       (is(text.ptr[from - 1], WORD) || text.ptr[from - 1] == '-'))
		from--;
	if (text.ptr[from] == '-')
		return true;
	for (to = from; to < text.len && is(text.ptr[to], WORD); to++) {
		low |= text.ptr[to] == '_';
		small |= text.ptr[to] >= 'a' && text.ptr[to] <= 'z';
	}
	return low && !small;
}

void dlp_assignment_begin(struct dlp_assignment *a, struct dlp_span text,
			  size_t keyword)
{
	*a = (struct dlp_assignment){
		.text = text,
		.from = keyword,
		.at = keyword,
		.stop = text.len,
		.bare = true,
	};
	if (text.len - keyword > DLP_ASSIGNMENT_NAME)
		a->stop = keyword + DLP_ASSIGNMENT_NAME;
}

/* "Bearer " and the like, with the blank behind it. */
static size_t scheme_at(struct dlp_span text)
{
	static const char *const scheme[] = { "bearer ", "basic ", "token ",
					      "apikey ", "key " };

	for (size_t i = 0; i < sizeof(scheme) / sizeof(*scheme); i++) {
		size_t n = strlen(scheme[i]);

		if (text.len > n && !strncasecmp(text.ptr, scheme[i], n))
			return n;
	}
	return 0;
}

/* Past white space: of lines too where `lines` says so. */
static size_t skip_white(struct dlp_span text, size_t at, size_t stop,
			 bool lines)
{
	while (at < stop && is(text.ptr[at], lines ? BLANK | END : BLANK))
		at++;
	return at;
}

/* Whether a key stands at `at` that tells about a name, not its value. */
static bool describes(struct dlp_span text, size_t at, size_t stop)
{
	static const char *const word[] = { "type", "shape", "description",
					    "title", "format" };

	if (at < stop && is_quote(text.ptr[at]))
		at++;
	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++) {
		size_t n = strlen(word[i]);

		if (stop - at > n && !strncasecmp(text.ptr + at, word[i], n) &&
		    !is(text.ptr[at + n], WORD))
			return true;
	}
	return false;
}

/* Into a block behind the name, past the lines that only describe it. */
static size_t skip_description(struct dlp_span text, size_t at, size_t stop)
{
	at = skip_white(text, at, stop, true);
	while (describes(text, at, stop)) {
		while (at < stop && !is(text.ptr[at], END))
			at++;
		at = skip_white(text, at, stop, true);
	}
	return at;
}

/* The letter of a literal's kind, as in b"value", goes with its quote. */
static size_t skip_openers(struct dlp_span text, size_t at, size_t stop)
{
	for (; at < stop; at++) {
		if (is(text.ptr[at], OPENER))
			continue;
		if (at + 1 == stop || !is(text.ptr[at], PREFIX) ||
		    (text.ptr[at + 1] != '"' && text.ptr[at + 1] != '\''))
			break;
	}
	return at;
}

/* Whether the name is a quoted text right behind a bracket: f("name", ... */
static bool is_first(const struct dlp_assignment *a)
{
	const char *p = a->text.ptr;
	size_t at = a->from;

	while (at && a->from - at < DLP_ASSIGNMENT_NAME && !is_quote(p[at]) &&
	       is(p[at - 1], WORD | NAME))
		at--;
	return at && is_quote(p[at]) && p[at - 1] == '(';
}

/* An operator stands at a->at: whether a value may begin behind it. */
static bool find_value(struct dlp_assignment *a)
{
	struct dlp_span text = a->text;
	size_t at = a->at + (text.ptr[a->at] == '-'), stop = text.len;
	size_t same;
	char last;

	if (stop - at > DLP_ASSIGNMENT_GAP)
		stop = at + DLP_ASSIGNMENT_GAP;
	while (at < stop && is(text.ptr[at], MORE))
		at++;
	last = text.ptr[at - 1];
	same = at = skip_white(text, at, stop, false);
	/* In the next line is the next key, but behind a tag, or a quote;
	 * behind a comma the next of a list, but in a call. */
	if (at < stop && is(text.ptr[at], END) && last != ':' &&
	    (last != ',' || is_first(a)))
		at = skip_white(text, at, stop, true);
	if (at < stop && at > same && last != '>' && !is_quote(text.ptr[at]) &&
	    text.ptr[at] != '\\')
		at = same;
	at = skip_openers(text, at, stop);
	if (at > same && at < stop && is(text.ptr[at], END) &&
	    (text.ptr[at - 1] == '[' || text.ptr[at - 1] == '(' ||
	     text.ptr[at - 1] == '{'))
		at = skip_openers(text, skip_description(text, at, stop), stop);
	a->at = at;
	if (at == stop)
		return false;
	at += scheme_at((struct dlp_span){ text.ptr + at, text.len - at });
	a->value = at;
	return !is(text.ptr[at], BLANK | END) && text.ptr[at] != '}';
}

/* name: KEY, and in the next line value: what it is. */
static bool skip_to_value(struct dlp_assignment *a)
{
	struct dlp_span text = a->text;
	size_t at = skip_white(text, a->at, a->stop, true);

	at = skip_openers(text, at, a->stop);
	if (a->stop < at + 5 || strncasecmp(text.ptr + at, "value", 5) != 0)
		return false;
	a->at = at;
	return true;
}

/* A comma between quoted texts separates arguments; any other ends the name. */
static bool is_argument(const struct dlp_assignment *a)
{
	size_t at = a->at;

	while (at > a->from && is(a->text.ptr[at - 1], BLANK))
		at--;
	return at && is_quote(a->text.ptr[at - 1]);
}

/* Past <tag ...> at `at`, or where there is none. */
static size_t skip_tag(struct dlp_span text, size_t at, size_t stop)
{
	const char *end;

	if (at == stop || text.ptr[at] != '<')
		return at;
	end = memchr(text.ptr + at, '>', stop - at);
	return end ? (size_t)(end - text.ptr) + 1 : at;
}

/* <key>NAME</key> <string>value</string>: what the next tag begins it is. */
static bool skip_to_element(struct dlp_assignment *a)
{
	size_t at = skip_tag(a->text, a->at, a->stop), next;

	at = skip_white(a->text, at, a->stop, true);
	next = skip_tag(a->text, at, a->stop);
	if (next == at || a->text.ptr[at + 1] == '/')
		return false;
	a->at = next - 1;
	return true;
}

/*
 * Whether the name ends in a word for a secret; `behind` the keyword, not as
 * the keyword itself.
 */
static bool names_secret(const struct dlp_assignment *a, size_t end,
			 bool behind)
{
	static const char *const word[] = { "key", "token", "secret" };

	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++) {
		size_t n = strlen(word[i]);

		if (end >= a->from + n + behind &&
		    !strncasecmp(a->text.ptr + end - n, word[i], n))
			return true;
	}
	return false;
}

/* "The key is VALUE": past the verb, in some languages. */
static size_t skip_verb(struct dlp_span text, size_t at, size_t stop)
{
	static const char *const verb[] = { "is ", "ist ", "est ", "es " };

	for (size_t i = 0; i < sizeof(verb) / sizeof(*verb); i++) {
		size_t n = strlen(verb[i]);

		if (stop - at > n && !strncasecmp(text.ptr + at, verb[i], n))
			return at + n;
	}
	return at;
}

/*
 * A blank is the operator where the keyword's word is of the kind, once, or
 * where the name ends so that a value is what follows: "api key 4f1d8a6b".
 */
static bool find_bare(struct dlp_assignment *a)
{
	const char *p = a->text.ptr;
	const size_t end = a->at;
	size_t verb;

	a->at = skip_white(a->text, a->at, a->stop, false);
	if (a->at == a->stop ||
	    !(is(p[a->at], WORD) || p[a->at] == '"' || p[a->at] == '\''))
		return false;
	/* Most blanks are none: asked when the first one may be. */
	if (!a->weighed)
		a->bare = is_bare(a->text, a->from);
	a->weighed = true;
	verb = skip_verb(a->text, a->at, a->stop);
	if (!a->bare && !names_secret(a, end, verb == a->at))
		return false;
	a->bare = false;
	a->at = verb;
	a->value = skip_openers(a->text, a->at, a->stop);
	return a->value < a->stop;
}

bool dlp_assignment_next(struct dlp_assignment *a)
{
	const char *p = a->text.ptr;

	while (a->at < a->stop) {
		const char c = p[a->at];
		const char next = a->at + 1 < a->stop ? p[a->at + 1] : '\0';

		if (is(c, OPERATOR) || (c == '-' && next == '>') ||
		    (c == ',' && is_argument(a))) {
			if (find_value(a))
				return true;
		} else if (is(c, WORD | NAME)) {
			a->at++;
		} else if (is(c, BLANK)) {
			if (find_bare(a))
				return true;
		} else if (c == '{' && is(next, BLANK | END)) {
			a->at = skip_description(a->text, a->at + 1, a->stop);
		} else if (c == '<' && next == '/') {
			if (!skip_to_element(a))
				return false;
		} else if (!is(c, END) || !skip_to_value(a)) {
			return false;
		}
	}
	return false;
}
