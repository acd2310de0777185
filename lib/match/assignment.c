#include "match/assignment.h"

#include <string.h>
#include <strings.h>

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
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
	       (is_word(text.ptr[from - 1]) || text.ptr[from - 1] == '-'))
		from--;
	if (text.ptr[from] == '-')
		return true;
	for (to = from; to < text.len && is_word(text.ptr[to]); to++) {
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
		.bare = is_bare(text, keyword),
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
	while (at < stop &&
	       (is_blank(text.ptr[at]) || (lines && is_line_end(text.ptr[at]))))
		at++;
	return at;
}

/* The letter of a literal's kind, as in b"value", goes with its quote. */
static size_t skip_openers(struct dlp_span text, size_t at, size_t stop)
{
	for (; at < stop; at++) {
		if (is_one_of(text.ptr[at], "\"'`\\[({ \t"))
			continue;
		if (at + 1 == stop || !is_one_of(text.ptr[at], "bBfLrRu@$") ||
		    !is_one_of(text.ptr[at + 1], "\"'"))
			break;
	}
	return at;
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
	while (at < stop && is_one_of(text.ptr[at], "=:>|?~(,"))
		at++;
	last = text.ptr[at - 1];
	same = at = skip_white(text, at, stop, false);
	/* In the next line is the next key, but behind a tag, or a quote. */
	if (at < stop && is_line_end(text.ptr[at]) && last != ':')
		at = skip_white(text, at, stop, true);
	if (at < stop && at > same && last != '>' &&
	    !is_one_of(text.ptr[at], "\"'`\\"))
		at = same;
	at = skip_openers(text, at, stop);
	if (at > same && at < stop && is_line_end(text.ptr[at]) &&
	    is_one_of(text.ptr[at - 1], "[({"))
		at = skip_openers(text, skip_white(text, at, stop, true), stop);
	a->at = at;
	if (at == stop)
		return false;
	at += scheme_at((struct dlp_span){ text.ptr + at, text.len - at });
	a->value = at;
	return !is_line_end(text.ptr[at]) && !is_blank(text.ptr[at]);
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
	return a->at && is_one_of(a->text.ptr[a->at - 1], "\"'`");
}

/* Whether the name goes on, behind the keyword, to a word for a secret. */
static bool names_secret(const struct dlp_assignment *a)
{
	static const char *const word[] = { "key", "token", "secret" };

	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++) {
		size_t n = strlen(word[i]);

		if (a->at > a->from + n &&
		    !strncasecmp(a->text.ptr + a->at - n, word[i], n))
			return true;
	}
	return false;
}

/*
 * A blank is the operator where the keyword's word is of the kind, once, or
 * where the name ends so that a value is what follows: "api key 4f1d8a6b".
 */
static bool find_bare(struct dlp_assignment *a)
{
	const char *p = a->text.ptr;
	bool bare = a->bare || names_secret(a);

	a->at = skip_white(a->text, a->at, a->stop, false);
	if (!bare || a->at == a->stop ||
	    !(is_word(p[a->at]) || is_one_of(p[a->at], "\"'")))
		return false;
	a->bare = false;
	a->value = skip_openers(a->text, a->at, a->stop);
	return a->value < a->stop;
}

bool dlp_assignment_next(struct dlp_assignment *a)
{
	const char *p = a->text.ptr;

	while (a->at < a->stop) {
		const char c = p[a->at];
		const char next = a->at + 1 < a->stop ? p[a->at + 1] : '\0';

		if (is_one_of(c, "=:>|?~(") || (c == '-' && next == '>') ||
		    (c == ',' && is_argument(a))) {
			if (find_value(a))
				return true;
		} else if (is_word(c) || is_one_of(c, "-.$@\"'`)]\\[*")) {
			a->at++;
		} else if (is_blank(c)) {
			if (find_bare(a))
				return true;
		} else if (c == '{' && (is_line_end(next) || is_blank(next))) {
			a->at = skip_white(a->text, a->at + 1, a->stop, true);
		} else if (!is_line_end(c) || !skip_to_value(a)) {
			return false;
		}
	}
	return false;
}
