#include <string.h>

#include "match/regex.h"
#include "pattern/dialect.h"
#include "suite.h"

#define GO DLP_DIALECT_GO
#define RUST DLP_DIALECT_RUST

/* What is written here for what is written there; NULL where it can't be. */
static const struct {
	enum dlp_dialect dialect;
	const char *in, *out;
	bool utf;
} dialect_case[] = {
	{ GO, "abc", "abc", false },
	{ GO, "a$", "a$(?!\\n)", false },
	{ GO, "(?m)a$", "(?m)a$", false },
	{ GO, "(?m:a$)b$", "(?m:a$)b$(?!\\n)", false },
	{ GO, "(?m)a\\z", "(?m)a(?-m:$(?!\\n))", false },
	{ GO, "\\Aa", "^a", false },
	{ GO, "(?m)\\Aa", "(?m)(?-m:^)a", false },
	{ GO, "a\\$b", "a\\$b", false },
	{ GO, "[$]", "[$]", false },
	{ GO, "(?P<n>a)(?<m>b)", "(?<n>a)(?<m>b)", false },
	{ GO, "(?P<1n>a)", "(a)", false },
	{ GO, "(?i)a(?-i:b)", "(?i)a(?-i:b)", false },
	{ GO, "(?i-s)a", "(?i-s)a", false },
	{ GO, "a{2,3}{", "a{2,3}\\{", false },
	{ GO, "${a}", "$(?!\\n)\\{a}", false },
	{ GO, "a{,3}", "a\\{,3}", false },
	{ RUST, "a{,3}", "a{0,3}", false },
	{ GO, "[[a]", "[\\[a]", false },
	{ GO, "[]a]", "[\\]a]", false },
	{ GO, "[^]a]", "[^\\]a]", false },
	{ GO, "[[:alpha:]_]", "[A-Za-z_]", false },
	{ GO, "[^[:alnum:]]", "[^0-9A-Za-z]", false },
	{ GO, "[[:^space:]]", "[[:^space:]]", false },
	{ GO, "[a\\v]", "[a\\x0b]", false },
	{ GO, "\\v", "\\x0b", false },
	{ GO, "\\x41\\x{42}", "\\x41\\x42", false },
	{ GO, "\\x{e9}", "\\xe9", true },
	{ RUST, "\\xe9", "\\xe9", false },
	{ GO, "\\x{20ac}", "\\x{20ac}", true },
	{ RUST, "\\u20ac\\u{41}", "\\x{20ac}\\x41", true },
	{ GO, "\\101", "\\x41", false },
	{ GO, "\\pL\\p{Greek}", "\\pL\\p{Greek}", true },
	{ GO, "\\Qa.b\\E.", "a\\.b.", false },
	{ GO, "\\Qa(", "a\\(", false },
	{ GO, "\\C", "(?s:.)", false },
	{ GO, "\xc3\xa9", "\xc3\xa9", true },
	{ GO, "a b#c", "a b#c", false },
	{ RUST, "(?x) a b # c\n d", "abd", false },
	{ RUST, "(?xi)\n a \\ b \\# ", "(?i)a\\ b\\#", false },
	{ RUST, "(?x: a b ) c", "(?:ab) c", false },
	{ RUST, "(?x)a(?-x: b )", "a(?: b )", false },
	{ RUST, "(?x)a (?# of b ) c", "ac", false },
	{ RUST, "(?x)[ a b ]", "[ab]", false },
	{ RUST, "(?x)[ a \\ b ]", "[a\\ b]", false },
	{ RUST, "(?x)[a] {2}", "[a]{2}", false },
	{ GO, "(?U)a", "(?U)a", false },
	{ RUST, "(?u)a(?-u:b)", "a(?:b)", false },
	{ RUST, "\\<a\\>", "\\b(?=\\w)a\\b(?<=\\w)", false },
	{ GO, "\\<a", "\\<a", false },
	{ RUST, "\\b{start}a", "\\b(?=\\w)a", false },
	{ RUST, "[a[bc]d]", "[abcd]", false },
	{ RUST, "[[^a]b]", NULL, false },
	{ RUST, "[a&&b]", NULL, false },
	{ RUST, "[a--b]", NULL, false },
	{ GO, "[a&&b]", "[a&&b]", false },
	{ RUST, "(?R)a", NULL, false },
	{ GO, "(?x)a", "a", false },
	{ GO, "[a", NULL, false },
	{ GO, "\\x{zz}", NULL, false },
	{ GO, "(?=a)b", "(?=a)b", false },
};

START_TEST(says_the_same)
{
	const char *in = dialect_case[_i].in, *want = dialect_case[_i].out;
	struct dlp_error err = { 0 };
	struct dlp_regex *regex;
	struct dlp_buf out;
	bool utf = false;
	enum dlp_status status;

	dlp_buf_init(&out, 0);
	status = dlp_dialect_translate(dialect_case[_i].dialect,
				       (struct dlp_span){ in, strlen(in) },
				       &out, &utf, &err);
	if (!want) {
		ck_assert_int_eq(status, DLP_SKIP);
		ck_assert(*err.msg);
	} else {
		ck_assert_int_eq(status, DLP_OK);
		ck_assert_uint_eq(out.len, strlen(want));
		ck_assert(!memcmp(out.ptr, want, out.len));
		ck_assert_int_eq(utf, dialect_case[_i].utf);
		ck_assert_int_eq(
			dlp_regex_compile(dlp_buf_span(&out),
					  DLP_REGEX_ONCE |
						  (utf ? DLP_REGEX_UTF : 0u),
					  &regex, &err),
			DLP_OK);
		dlp_regex_free(regex);
	}
	dlp_buf_release(&out);
}
END_TEST

/* The end is the end of all, wherever a text is cut. */
START_TEST(the_end_is_no_newline)
{
	struct dlp_regex_space *space = dlp_regex_space_new();
	struct dlp_span text = DLP_SPAN("a\n");
	struct dlp_regex_match found;
	struct dlp_error err = { 0 };
	struct dlp_regex *regex;
	struct dlp_buf out;
	bool utf;

	dlp_buf_init(&out, 0);
	ck_assert(!dlp_dialect_translate(GO, DLP_SPAN("a$"), &out, &utf, &err));
	ck_assert(!dlp_regex_compile(dlp_buf_span(&out), 0, &regex, &err));
	ck_assert_int_eq(
		dlp_regex_find(regex, space, text, 0, 2, false, false, &found),
		DLP_REGEX_NONE);
	text.len = 1;
	ck_assert_int_eq(
		dlp_regex_find(regex, space, text, 0, 1, false, false, &found),
		DLP_REGEX_FOUND);
	ck_assert_int_eq(
		dlp_regex_find(regex, space, text, 0, 1, false, true, &found),
		DLP_REGEX_NONE);
	dlp_regex_free(regex);
	dlp_regex_space_free(space);
	dlp_buf_release(&out);
}
END_TEST

START_TEST(groups_are_bounded)
{
	char text[2 * DLP_DIALECT_DEPTH + 4];
	struct dlp_error err = { 0 };
	struct dlp_buf out;
	bool utf;

	dlp_buf_init(&out, 0);
	memset(text, '(', DLP_DIALECT_DEPTH);
	memset(text + DLP_DIALECT_DEPTH, ')', DLP_DIALECT_DEPTH);
	ck_assert_int_eq(
		dlp_dialect_translate(
			GO, (struct dlp_span){ text, 2 * DLP_DIALECT_DEPTH },
			&out, &utf, &err),
		DLP_OK);
	memset(text, '(', DLP_DIALECT_DEPTH + 1);
	ck_assert_int_eq(
		dlp_dialect_translate(
			GO, (struct dlp_span){ text, 2 * DLP_DIALECT_DEPTH },
			&out, &utf, &err),
		DLP_SKIP);
	dlp_buf_release(&out);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("dialect");

	tcase_add_loop_test(tc, says_the_same, 0, CASES(dialect_case));
	tcase_add_test(tc, the_end_is_no_newline);
	tcase_add_test(tc, groups_are_bounded);
	return suite_run("dialect", tc);
}
