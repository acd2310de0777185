#include "detect/scope.h"

#include "scan.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* Whether a rule with these globs looks at a document. */
static const struct {
	const char *keys, *path, *member;
	bool looks;
} scope_case[] = {
	{ "", "a.c", NULL, true },
	{ "paths = *.c\n", "a.c", NULL, true },
	{ "paths = *.c\n", "src/a.c", NULL, true },
	{ "paths = *.c\n", "a.h", NULL, false },
	{ "paths = *.c, *.h\n", "a.h", NULL, true },
	{ "paths = *.c\n", "a.zip", "b.c", true },
	{ "paths = *.c\n", "a.zip", "b.h", false },
	{ "paths = *.zip\n", "a.zip", "b.h", true },
	{ "not-paths = *.c\n", "a.c", NULL, false },
	{ "not-paths = *.c\n", "a.h", NULL, true },
	{ "not-paths = *.c\n", "a.zip", "b.c", false },
	{ "paths = src/*\nnot-paths = *.c\n", "src/a.h", NULL, true },
	{ "paths = src/*\nnot-paths = *.c\n", "src/a.c", NULL, false },
	{ "paths = src/*\nnot-paths = *.c\n", "a.h", NULL, false },
};

START_TEST(globs_say_where)
{
	struct dlp_where where = { .doc = 1,
				   .path = span(scope_case[_i].path) };
	const struct dlp_text piece = { .text = DLP_SPAN("hit") };
	char rules[300];
	struct scan scan;

	if (scope_case[_i].member)
		where.member[where.members++] = span(scope_case[_i].member);
	snprintf(rules, sizeof(rules),
		 "[t.hit]\nname = a\nkeywords = hit\nregex = hit\n"
		 "category = pii\nexample = hit\nreject = a\n%s",
		 scope_case[_i].keys);
	scan_open(&scan, false, rules, NULL);
	/* Twice, with another document between: it is forgotten again. */
	for (int i = 0; i < 2; i++) {
		scan_begin(&scan, &where);
		scan_feed(&scan, &piece);
		scan_end(&scan);
		ck_assert_uint_eq(scan.findings, scope_case[_i].looks);
		scan_cut(&scan, DLP_SPAN("hit"), NULL, 0);
	}
	scan_close(&scan);
}
END_TEST

/* A catalog without such rules costs nothing. */
START_TEST(most_have_none)
{
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_engine *engine;
	struct dlp_scope scope;
	struct dlp_error err;

	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	ck_assert_int_eq(dlp_scope_init(&scope, engine), DLP_OK);
	ck_assert_uint_eq(scope.rules, 0);
	ck_assert_ptr_null(scope.rule);
	dlp_scope_release(&scope);
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("scope");

	tcase_add_loop_test(tc, globs_say_where, 0, CASES(scope_case));
	tcase_add_test(tc, most_have_none);
	return suite_run("scope", tc);
}
