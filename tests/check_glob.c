#include "pattern/glob.h"

#include <string.h>

#include "suite.h"

static const struct {
	const char *globs, *id;
	bool matches;
} glob_case[] = {
	{ "aws.access-key", "aws.access-key", true },
	{ "aws.access-key", "aws.access-keys", false },
	{ "aws.*", "aws.access-key", true },
	{ "aws.*", "aw.s", false },
	{ "*", "x", true },
	{ "", "x", false },
	{ ",,", "x", false },
	{ "a, b ,c", "b", true },
	{ "a, b ,c", " b", false },
	{ "a,b,c", "c", true },
	{ "a,b,c", "a,b", false },
	{ "?.ssn", "u.ssn", true },
	{ "[uv]s.ssn", "us.ssn", true },
	/* A glob has no comma, not even in brackets. */
	{ "[a,b].x", "a.x", false },
};

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

START_TEST(lists_match)
{
	ck_assert_int_eq(dlp_rule_matches(span(glob_case[_i].id),
					  span(glob_case[_i].globs)),
			 glob_case[_i].matches);
}
END_TEST

/* What is too long matches nothing, not even itself. */
START_TEST(long_ones_do_not)
{
	char id[DLP_GLOB_MAX + 2];

	memset(id, 'a', sizeof(id));
	ck_assert(dlp_glob_matches((struct dlp_span){ id, DLP_GLOB_MAX },
				   (struct dlp_span){ id, DLP_GLOB_MAX }));
	ck_assert(!dlp_glob_matches((struct dlp_span){ id, DLP_GLOB_MAX + 1 },
				    (struct dlp_span){ id, DLP_GLOB_MAX + 1 }));
	ck_assert(!dlp_glob_matches(DLP_SPAN("a*"),
				    (struct dlp_span){ id, sizeof(id) }));
}
END_TEST

START_TEST(a_list_is_taken_apart)
{
	struct dlp_span globs = DLP_SPAN(" a.* ,, b"), glob;

	ck_assert(dlp_glob_next(&globs, &glob));
	ck_assert(dlp_span_eq(glob, DLP_SPAN("a.*")));
	ck_assert(dlp_glob_next(&globs, &glob));
	ck_assert(dlp_span_eq(glob, DLP_SPAN("b")));
	ck_assert(!dlp_glob_next(&globs, &glob));
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("glob");

	tcase_add_loop_test(tc, lists_match, 0, CASES(glob_case));
	tcase_add_test(tc, long_ones_do_not);
	tcase_add_test(tc, a_list_is_taken_apart);
	return suite_run("glob", tc);
}
