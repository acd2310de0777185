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
	{ "no capital stands in here", true },
	{ "susan", false },
	{ "to: susan@mail.example, 12.5.1999 10:30:00 +0100", false },
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
	const char *sentence;
	bool log;
} line[] = {
	{ "2026-10-00T09:47:42,924 INFO [worker-2] John Miller came in", true },
	{ "2026-10-00 09:47:42.924Z host18 app[2726]: John Miller", true },
	{ "Oct 11 22:14:15 host sshd[1]: session of John Miller", true },
	{ "22:14:15 [ERROR] no such user", true },
	{ "22:14:15 WARN", true },
	/* What people write to one another has a time, too. */
	{ "2026-10-00 09:47:42 John Miller: the INFORMATION is there", false },
	{ "[04.10.26, 18:02:06] John Miller: see [1] and Info", false },
	{ "On 4 Oct 18:02:06 John Miller wrote [712] times", false },
	{ "22:14:15 host app[12]", false },
	{ "22:14:15 host app[]: a", false },
	{ "22:14 INFO", false },
	{ "a\n22:14:15 INFO", false },
	{ "We met John Miller in the town of Elmsford, at 18:02:06 INFO",
	  false },
	{ "18:02:06 we met John Miller in the town of Elmsford for an INFO",
	  false },
	{ "22:14:1", false },
	{ "", false },
};

START_TEST(lines_of_logs_are_told)
{
	const size_t len = strlen(line[_i].sentence);
	char *copy = malloc(len + !len);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, line[_i].sentence, len);
	ck_assert_int_eq(dlp_prose_is_log((struct dlp_span){ copy, len }),
			 line[_i].log);
	free(copy);
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
	tcase_add_loop_test(tc, lines_of_logs_are_told, 0, CASES(line));
	tcase_add_loop_test(tc, sentences_of_code_are_told, 0, CASES(sentence));
	tcase_add_loop_test(tc, programs_are_told_by_name, 0, CASES(path));
	return suite_run("prose", tc);
}
