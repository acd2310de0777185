#include <stdio.h>

#include "match/regex.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* Where a first match stands; end SIZE_MAX for none. */
static const struct {
	const char *regex;
	unsigned flags;
	const char *text;
	size_t from, last;
	bool open_left, open_right;
	size_t start, end;
} find_case[] = {
	{ "b+", 0, "abbb", 0, 4, false, false, 1, 4 },
	{ "b+", 0, "abbb", 2, 4, false, false, 2, 4 },
	{ "b+", 0, "abbb", 0, 1, false, false, 1, 4 },
	{ "b+", 0, "abbb", 0, 0, false, false, 0, SIZE_MAX },
	{ "B", 0, "ab", 0, 2, false, false, 0, SIZE_MAX },
	{ "(?i)B", 0, "ab", 0, 2, false, false, 1, 2 },
	{ "b", DLP_REGEX_ANCHORED, "ab", 0, 2, false, false, 0, SIZE_MAX },
	{ "b", DLP_REGEX_ANCHORED, "ab", 1, 2, false, false, 1, 2 },
	{ "a|ab", DLP_REGEX_WHOLE, "ab", 0, 2, false, false, 0, 2 },
	{ "a", DLP_REGEX_ANCHORED | DLP_REGEX_WHOLE, "ab", 0, 2, false, false,
	  0, SIZE_MAX },
	{ "^a", 0, "a", 0, 1, false, false, 0, 1 },
	{ "^a", 0, "a", 0, 1, true, false, 0, SIZE_MAX },
	{ "a$", 0, "a", 0, 1, false, false, 0, 1 },
	{ "a$", 0, "a", 0, 1, false, true, 0, SIZE_MAX },
	{ "(?m)^a", 0, "b\na", 0, 3, true, true, 2, 3 },
	{ "(?<=x)a", 0, "xa", 1, 2, false, false, 1, 2 },
	{ "\\ba", 0, "xa", 1, 2, false, false, 0, SIZE_MAX },
	{ ".", 0, "\xc3\xa9", 0, 2, false, false, 0, 1 },
	{ ".", DLP_REGEX_UTF, "\xc3\xa9", 0, 2, false, false, 0, 2 },
	{ "\\w", DLP_REGEX_UTF, "\xff\xc3\xa9", 0, 3, false, false, 1, 3 },
	{ "\\w", DLP_REGEX_UTF, "\xc3\xa9z", 1, 3, false, false, 2, 3 },
	{ "a\\Kb", 0, "ab", 0, 2, false, false, 1, 2 },
	{ "", 0, "", 0, 0, false, false, 0, 0 },
};

START_TEST(finds)
{
	unsigned once[] = { 0, DLP_REGEX_ONCE };

	/* With the JIT and without it. */
	for (size_t i = 0; i < 2; i++) {
		struct dlp_regex_space *space = dlp_regex_space_new();
		struct dlp_regex_match m = { 0 };
		struct dlp_regex *regex;
		struct dlp_error err;
		enum dlp_regex_result result;

		ck_assert_int_eq(
			dlp_regex_compile(span(find_case[_i].regex),
					  find_case[_i].flags | once[i], &regex,
					  &err),
			DLP_OK);
		result = dlp_regex_find(regex, space, span(find_case[_i].text),
					find_case[_i].from, find_case[_i].last,
					find_case[_i].open_left,
					find_case[_i].open_right, &m);
		if (find_case[_i].end == SIZE_MAX) {
			ck_assert_int_eq(result, DLP_REGEX_NONE);
		} else {
			ck_assert_int_eq(result, DLP_REGEX_FOUND);
			ck_assert_uint_eq(m.group[0].start,
					  find_case[_i].start);
			ck_assert_uint_eq(m.group[0].end, find_case[_i].end);
		}
		dlp_regex_free(regex);
		dlp_regex_space_free(space);
	}
}
END_TEST

static const struct {
	const char *regex;
	size_t offset;
} bad_case[] = {
	{ "(", 1 },       { "[a", 2 },       { "a\\C", 3 },
	{ "(*UTF)a", 0 }, { "(*UCP)a", 0 },  { "(*LIMIT_MATCH=9)a", 0 },
	{ "a(?C)b", 0 },  { "a(?C1)b", 0 },  { "a(?C'x')b", 0 },
	{ "a{2,1}", 5 },  { "(?<=a+)b", 0 },
};

START_TEST(refuses)
{
	struct dlp_regex *regex = NULL;
	struct dlp_error err = { 0 };

	ck_assert_int_eq(
		dlp_regex_compile(span(bad_case[_i].regex), 0, &regex, &err),
		DLP_SKIP);
	ck_assert_ptr_null(regex);
	ck_assert(err.msg[0]);
	ck_assert_uint_eq(err.offset, bad_case[_i].offset);
}
END_TEST

START_TEST(refuses_long_ones)
{
	static char in[DLP_RULE_REGEX_MAX + 1];
	struct dlp_regex *regex;
	struct dlp_error err;

	memset(in, 'a', sizeof(in));
	ck_assert_int_eq(dlp_regex_compile((struct dlp_span){ in, sizeof(in) },
					   0, &regex, &err),
			 DLP_SKIP);
	ck_assert_int_eq(
		dlp_regex_compile((struct dlp_span){ in, sizeof(in) - 1 }, 0,
				  &regex, &err),
		DLP_OK);
	dlp_regex_free(regex);
}
END_TEST

static const struct {
	const char *regex, *first, *other;
} begin_case[] = {
	{ "abc", "a", "bx" },        { "(?i)abc", "aA", "bx" },
	{ "[0-3]x|y", "03y", "4x" }, { "(?!12)\\d", "19", "a" },
	{ "(?<=a)b", "b", "x" },     { "a?", "ab\xff", "" },
	{ "\\bx", "x", "y" },        { ".", "a\xff", "" },
};

/* A byte that no match begins with; what it may begin with passes. */
START_TEST(first_bytes)
{
	struct dlp_regex *regex;
	struct dlp_error err;

	ck_assert_int_eq(
		dlp_regex_compile(span(begin_case[_i].regex), 0, &regex, &err),
		DLP_OK);
	for (const char *p = begin_case[_i].first; *p; p++)
		ck_assert(dlp_regex_begins(regex, *p));
	for (const char *p = begin_case[_i].other; *p; p++)
		ck_assert(!dlp_regex_begins(regex, *p));
	dlp_regex_free(regex);
}
END_TEST

/* What runs away is given up, with the JIT and without, and that is said. */
static const char *const slow_regex[] = {
	"(?:a+)+(?:a+)+$",
	"(a*)*[^a!]",
	"^(?:(?:a|a)*)*[xy]",
};

START_TEST(gives_up)
{
	struct dlp_regex_space *space = dlp_regex_space_new();
	static char in[64];

	memset(in, 'a', sizeof(in) - 1);
	in[sizeof(in) - 1] = '!';
	for (unsigned once = 0; once < 2; once++) {
		struct dlp_regex_match m;
		struct dlp_regex *regex;
		struct dlp_error err;

		ck_assert_int_eq(dlp_regex_compile(span(slow_regex[_i]),
						   once ? DLP_REGEX_ONCE : 0,
						   &regex, &err),
				 DLP_OK);
		ck_assert_int_eq(dlp_regex_find(regex, space,
						(struct dlp_span){ in, 64 }, 0,
						64, false, false, &m),
				 DLP_REGEX_LIMIT);
		dlp_regex_free(regex);
	}
	dlp_regex_space_free(space);
}
END_TEST

static const struct {
	const char *name;
	int group;
} group_case[] = {
	{ "0", 0 },
	{ "1", 1 },
	{ "2", 2 },
	{ "3", -1 },
	{ "first", 1 },
	{ "", 0 },
	{ "1st", -1 },
	{ "nothing", -1 },
	{ "99", -1 },
	{ "-1", -1 },
	{ "first ", -1 },
	{ "a-name-that-is-longer-than-any-group-may-have", -1 },
};

START_TEST(knows_groups)
{
	struct dlp_regex *regex;
	struct dlp_error err;

	ck_assert_int_eq(
		dlp_regex_compile(span("(?<first>a)(b)"), 0, &regex, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_regex_group(regex, span(group_case[_i].name)),
			 group_case[_i].group);
	dlp_regex_free(regex);
}
END_TEST

/* Groups that took no part, and more of them than there is room for. */
START_TEST(tells_groups)
{
	struct dlp_regex_space *space = dlp_regex_space_new();
	struct dlp_regex_match m;
	struct dlp_regex *regex;
	struct dlp_error err;

	ck_assert_int_eq(dlp_regex_compile(span("(a)|(b)()"), 0, &regex, &err),
			 DLP_OK);
	ck_assert_int_eq(
		dlp_regex_find(regex, space, span("b"), 0, 1, false, false, &m),
		DLP_REGEX_FOUND);
	ck_assert_uint_eq(m.groups, 4);
	ck_assert_uint_eq(m.group[1].start, SIZE_MAX);
	ck_assert_uint_eq(m.group[2].start, 0);
	ck_assert_uint_eq(m.group[3].start, 1);
	dlp_regex_free(regex);
	ck_assert_int_eq(
		dlp_regex_compile(span("()()()()()()()()()()()()()()()()()()"),
				  0, &regex, &err),
		DLP_OK);
	ck_assert_int_eq(
		dlp_regex_find(regex, space, span("b"), 0, 1, false, false, &m),
		DLP_REGEX_FOUND);
	ck_assert_uint_eq(m.groups, DLP_RULE_GROUPS);
	ck_assert_int_eq(dlp_regex_group(regex, span("17")), -1);
	dlp_regex_free(regex);
	dlp_regex_space_free(space);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("regex");

	tcase_add_loop_test(tc, finds, 0, CASES(find_case));
	tcase_add_loop_test(tc, first_bytes, 0, CASES(begin_case));
	tcase_add_loop_test(tc, refuses, 0, CASES(bad_case));
	tcase_add_test(tc, refuses_long_ones);
	tcase_add_loop_test(tc, gives_up, 0, CASES(slow_regex));
	tcase_add_loop_test(tc, knows_groups, 0, CASES(group_case));
	tcase_add_test(tc, tells_groups);
	return suite_run("regex", tc);
}
