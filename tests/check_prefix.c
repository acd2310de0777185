#include <stdint.h>
#include <stdio.h>
#include <strings.h>

#include "builtin.h"
#include "match/prefix.h"
#include "match/regex.h"
#include "pattern/catalog.h"
#include "suite.h"

/* Whether every match begins with a keyword: one keyword, or two. */
static const struct {
	const char *regex, *a, *b;
	bool begins;
} prefix_case[] = {
	{ "abc", "abc", NULL, true },
	{ "abcd", "abc", NULL, true },
	{ "ab", "abc", NULL, false },
	{ "xabc", "abc", NULL, false },
	{ "ABC", "abc", NULL, true },
	{ "abc", "abc", "xyz", true },
	{ "(?i)abc", "abc", NULL, true },
	{ "\\babc", "abc", NULL, true },
	{ "abc|abd", "abc", "abd", true },
	{ "abc|abd", "abc", NULL, false },
	{ "(?:abc|abd)x", "abc", "abd", true },
	{ "(?:ab|ac)d", "abd", "acd", true },
	{ "(ab)(c)", "abc", NULL, true },
	{ "(?<n>ab)c", "abc", NULL, true },
	{ "(?P<n>ab)c", "abc", NULL, true },
	{ "(?i:ab)c", "abc", NULL, true },
	{ "ab[cd]", "abc", "abd", true },
	{ "ab[cd]", "abc", NULL, false },
	{ "ab[c-d]", "abc", "abd", false },
	{ "ab[^c]", "abd", NULL, false },
	{ "ab[cde]+", "abc", NULL, false },
	{ "abc?", "abc", NULL, false },
	{ "abc*", "abc", NULL, false },
	{ "abc{0,2}", "abc", NULL, false },
	{ "abc+", "abc", NULL, true },
	{ "abcd?", "abc", NULL, true },
	{ "(?:abc)?", "abc", NULL, false },
	{ "(?:abc)+", "abc", NULL, false },
	{ "(?:abc|)d", "abc", NULL, false },
	{ "a\\.b", "a.b", NULL, true },
	{ "a.b", "a.b", NULL, false },
	{ "a\\db", "adb", NULL, false },
	{ "^abc", "abc", NULL, false },
	{ "(?<=x)abc", "abc", NULL, true },
	{ "(?<!x|y)abc", "abc", NULL, true },
	{ "(?=abc)abc", "abc", NULL, true },
	{ "(?=abc)", "abc", NULL, false },
	{ "(?>abc)", "abc", NULL, false },
	{ "(?|abc|abd)", "abc", "abd", true },
	{ "(?|ab|xy)c", "abc", NULL, false },
	{ "(?i)(?:(?-i:abc)|abd)", "abc", "abd", true },
	{ "(?i-s:abc)", "abc", NULL, true },
	{ "abc(?:x|y(?:z))|abcd", "abc", NULL, true },
	{ "abc[)]|xyz", "abc", NULL, false },
	{ "abc\\)|xyz", "abc", NULL, false },
	{ "abc\\Q(\\E|xyz", "abc", NULL, false },
	{ "abc[[:alpha:](]|xyz", "abc", NULL, false },
	{ "abc(?#()|xyz", "abc", NULL, false },
	{ "(?x)a bc", "a bc", NULL, false },
	{ "(?x)abc#(\n|xyz", "abc", NULL, false },
	{ "(?P>abc)|(?<abc>xyz)", "abc", "xyz", false },
	{ "abc[:=]", "abc", NULL, true },
	{ "abc[[:alpha:]]", "abc", NULL, false },
	{ "abc[.-]", "abc", NULL, true },
	{ "", "abc", NULL, false },
	{ "abc|", "abc", NULL, false },
	{ "|abc", "abc", NULL, false },
};

static bool begins(const char *regex, const char *a, const char *b)
{
	struct dlp_span word[2] = { { a, strlen(a) },
				    { b, b ? strlen(b) : 0 } };
	struct dlp_list list = { word, b ? 2 : 1 };

	return dlp_prefix_begins((struct dlp_span){ regex, strlen(regex) },
				 list);
}

START_TEST(knows_beginnings)
{
	ck_assert_msg(begins(prefix_case[_i].regex, prefix_case[_i].a,
			     prefix_case[_i].b) == prefix_case[_i].begins,
		      "%s", prefix_case[_i].regex);
}
END_TEST

/* Most built-in keyword rules are tried at their keyword alone. */
START_TEST(built_in_rules_begin_with_keywords)
{
	size_t all = 0, some = 0;

	for (size_t r = 0; r < dlp_builtin.rules; r++) {
		const struct dlp_rule *rule = builtin_rule(r);

		for (size_t i = 0;
		     rule->keywords.count && i < rule->regex.count; i++) {
			all++;
			some += dlp_prefix_begins(rule->regex.item[i],
						  rule->keywords);
		}
		if (dlp_span_eq(rule->id, DLP_SPAN("generic.bearer")))
			ck_assert(dlp_prefix_begins(rule->regex.item[0],
						    rule->keywords));
	}
	ck_assert_uint_gt(all, 40);
	ck_assert_uint_ge(some * 4, all * 3);
}
END_TEST

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

/*
 * Regexes made of pieces, against PCRE2: what is said to begin with a keyword
 * matches nowhere else.
 */
START_TEST(is_never_wrong)
{
	static const char *const piece[] = {
		"a",     "b",   "ab",   "(",          ")",     "(?:",  "|",
		"?",     "*",   "+",    "[ab]",       "[^a]",  "[(]",  "\\(",
		"{2}",   ".",   "\\b",  "(?i)",       "(?=a",  "(?!b", "(?<=a",
		"\\Q(|", "\\E", "(?#",  "[[:alpha:]", "(?x)",  " ",    "(?>",
		"(?<a>", "\\1", "[]|]", "(?|",        "(?-i:",
	};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };
	struct dlp_regex_space *space = dlp_regex_space_new();
	size_t said = 0;

	for (size_t turn = 0; turn < 60000; turn++) {
		char regex[80] = "", text[24];
		struct dlp_regex *compiled;
		struct dlp_error err;

		if (below(2))
			strcpy(regex, "aba");
		for (size_t n = 1 + below(8); n--;)
			strcat(regex, piece[below(PIECES)]);
		if (!begins(regex, "aba", "bab") ||
		    dlp_regex_compile((struct dlp_span){ regex, strlen(regex) },
				      DLP_REGEX_ONCE, &compiled, &err))
			continue;
		said++;
		for (size_t i = 0; i < 20; i++) {
			size_t len = below(sizeof(text)), at;
			struct dlp_regex_match found;

			for (size_t j = 0; j < len; j++)
				text[j] = "abAB( |c"[below(8)];
			if (dlp_regex_find(compiled, space,
					   (struct dlp_span){ text, len }, 0,
					   len, false, false,
					   &found) != DLP_REGEX_FOUND)
				continue;
			at = found.group[0].start;
			ck_assert_msg(
				len - at >= 3 &&
					(!strncasecmp(text + at, "aba", 3) ||
					 !strncasecmp(text + at, "bab", 3)),
				"%s at %zu of %.*s", regex, at, (int)len, text);
		}
		dlp_regex_free(compiled);
	}
	ck_assert_uint_gt(said, 500);
	dlp_regex_space_free(space);
}
END_TEST

/* Whether a match begins where a letter was put before one. */
static bool begins_inside(struct dlp_span regex, struct dlp_span text,
			  struct dlp_regex_space *space)
{
	char copy[8192];
	struct dlp_regex *compiled;
	struct dlp_regex_match found;
	struct dlp_error err;
	size_t at = 0;
	bool inside = false;

	ck_assert(text.len < sizeof(copy));
	ck_assert(!dlp_regex_compile(regex, DLP_REGEX_ONCE, &compiled, &err));
	while (!inside &&
	       dlp_regex_find(compiled, space, text, at, text.len, false, false,
			      &found) == DLP_REGEX_FOUND) {
		size_t start = found.group[0].start;

		memcpy(copy, text.ptr, start);
		copy[start] = 'x';
		memcpy(copy + start + 1, text.ptr + start, text.len - start);
		at = found.group[0].end + 1;
		inside = dlp_regex_find(compiled, space,
					(struct dlp_span){ copy, text.len + 1 },
					start + 1, start + 1, false, false,
					&found) == DLP_REGEX_FOUND;
		if (at > text.len)
			break;
	}
	dlp_regex_free(compiled);
	return inside;
}

/* Whether a rule of the keyword abc and this regex looks at what is before. */
static const struct {
	const char *regex;
	bool alone;
} alone_case[] = {
	{ "\\babc", true },
	{ "(?i)\\babc\\d", true },
	{ "(?<![A-Za-z0-9])abc", true },
	{ "(?<![0-9A-Za-z_-])abc", true },
	{ "(?<![\\w.])abc", true },
	{ "(?<![A-Z0-9])abc", false },
	{ "(?<![a-z])abc", false },
	{ "(?<![-A-Za-z0-8])abc", false },
	{ "(?<!x)abc", false },
	{ "(?<=[A-Za-z0-9])abc", false },
	{ "(?<![A-Za-z0-9]x)abc", false },
	{ "abc", false },
	{ "abc\\b", false },
	{ "\\bxabc", false },
	{ "\\babc|abc", false },
	{ "\\babc(?:x|y)", true },
	{ "\\Babc", false },
	{ "\\b", false },
	{ "(?<![\\w", false },
};

START_TEST(knows_borders)
{
	const struct dlp_span regex = { alone_case[_i].regex,
					strlen(alone_case[_i].regex) };
	const struct dlp_span word = DLP_SPAN("abc");
	struct dlp_rule rule = { .keywords = { &word, 1 },
				 .regex = { &regex, 1 } };

	ck_assert_int_eq(dlp_prefix_alone(&rule), alone_case[_i].alone);
	rule.assigned = rule.regex;
	ck_assert(!dlp_prefix_alone(&rule));
}
END_TEST

/* Of what is built in: behind a letter or digit nothing begins. */
START_TEST(built_in_borders_hold)
{
	struct dlp_regex_space *space = dlp_regex_space_new();
	size_t alone = 0;

	for (size_t r = 0; r < dlp_builtin.rules; r++) {
		const struct dlp_rule *rule = builtin_rule(r);

		alone += rule->alone;
		for (size_t e = 0; rule->alone && e < rule->examples.count; e++)
			for (size_t i = 0; i < rule->regex.count; i++)
				ck_assert_msg(
					!begins_inside(rule->regex.item[i],
						       rule->examples.item[e],
						       space),
					"%.*s", (int)rule->id.len,
					rule->id.ptr);
	}
	ck_assert_uint_gt(alone, 100);
	dlp_regex_space_free(space);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("prefix");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, knows_beginnings, 0, CASES(prefix_case));
	tcase_add_test(tc, built_in_rules_begin_with_keywords);
	tcase_add_test(tc, is_never_wrong);
	tcase_add_loop_test(tc, knows_borders, 0, CASES(alone_case));
	tcase_add_test(tc, built_in_borders_hold);
	return suite_run("prefix", tc);
}
