#include "detect/prose.h"

#include "suite.h"

static const struct {
	const char *text;
	bool prose;
} text[] = {
	{ "Dear Susan, thank you for your call.", true },
	{ "On 12 May we met John Miller (and his wife) at 4 Elm Street.",
	  true },
	{ "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xd0\xbf\xd0\xb8\xd1\x88\xd0\xb5"
	  "\xd1\x82",
	  true },
	{ "Susan", true },
	{ "Susan,\n", true },
	{ "QWxhZGRpbjpvcGVuIHNlc2", false },
	{ "no capital stands in here", false },
	{ "static int susan(struct susan *Susan, int a[4]) { return *a; }",
	  false },
	{ "1 2 3 4 5 6 7 8 9 A 1 2 3 4 5", false },
	{ "QWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbjpvcGVuIHNlc2FtZQ", false },
	{ "A                           b", false },
	{ "", false },
};

START_TEST(prose_is_told_at_a_glance)
{
	struct dlp_span in = { text[_i].text, strlen(text[_i].text) };

	ck_assert_int_eq(dlp_prose_may_be(in), text[_i].prose);
}
END_TEST

static const struct {
	const char *sentence;
	bool code;
} sentence[] = {
	{ "Susan", false },
	{ "see [1] there", false },
	{ "a = b; c = d;", true },
	{ "The sign = is used twice here (a = b), and no more than that: two in "
	  "all of this line, which is long [enough].",
	  false },
};

START_TEST(sentences_of_code_are_told)
{
	struct dlp_span in = { sentence[_i].sentence,
			       strlen(sentence[_i].sentence) };

	ck_assert_int_eq(dlp_prose_is_code(in), sentence[_i].code);
}
END_TEST

static const struct {
	const char *path;
	bool program;
} path[] = {
	{ "a/b.c", true },
	{ "B.PY", true },
	{ "x.tar/conf.json", true },
	{ "lib/x.so", true },
	{ "x.pyc", true },
	{ "bits/list.tcc", true },
	{ "letter.txt", false },
	{ "c", false },
	{ "x.c/letter", false },
	{ "README", false },
	{ "mail.eml", false },
	{ ".c", true },
	{ "x.", false },
	{ "", false },
};

START_TEST(programs_are_told_by_name)
{
	struct dlp_span in = { path[_i].path, strlen(path[_i].path) };

	ck_assert_int_eq(dlp_prose_is_program(in), path[_i].program);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("prose");

	tcase_add_loop_test(tc, prose_is_told_at_a_glance, 0, CASES(text));
	tcase_add_loop_test(tc, sentences_of_code_are_told, 0, CASES(sentence));
	tcase_add_loop_test(tc, programs_are_told_by_name, 0, CASES(path));
	return suite_run("prose", tc);
}
