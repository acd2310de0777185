#include "extract/converter.h"
#include "suite.h"

/* What a file says, and what it comes to: the words of the command with a bar
 * behind each, or what is wrong. */
static const struct {
	const char *file, *want;
	enum dlp_format format; /* of a document with `head`, */
	const char *head;
	bool fits; /* which it is for */
} parse[] = {
	{ "type = postscript\ncommand = /usr/bin/ps2ascii -\n",
	  "/usr/bin/ps2ascii|-|", DLP_IS_POSTSCRIPT, "%!PS", true },
	{ "# a comment\n\ntype=gzip , application/postscript\ncommand=/a  b\tc",
	  "/a|b|c|", DLP_IS_POSTSCRIPT, "", true },
	{ "type = gzip\ncommand = /a", "/a|", DLP_IS_TEXT, "", false },
	{ "magic = a\\x62\\x00\ncommand = /a", "/a|", DLP_IS_TEXT, "ab",
	  false },
	{ "magic = a\\x62\ncommand = /a", "/a|", DLP_IS_BINARY, "abc", true },
	{ "magic = ab\ntype = text\ncommand = /a", "/a|", DLP_IS_BINARY, "abc",
	  false },
	{ "output = records\nmagic = b\ncommand = /a", "/a|", DLP_IS_TEXT,
	  "abc", false },
	{ "command = /a",
	  "line 1: a command, and a type or a magic, are "
	  "needed",
	  DLP_IS_TEXT, "", false },
	{ "type = gzip", "line 1: a command, and a type or a magic, are needed",
	  DLP_IS_TEXT, "", false },
	{ "\ntype = nonesuch", "line 2: no such format or media type",
	  DLP_IS_TEXT, "", false },
	{ "type =", "line 1: no type is named", DLP_IS_TEXT, "", false },
	{ "magic = \\x4", "line 1: a backslash without xHH", DLP_IS_TEXT, "",
	  false },
	{ "magic = \\n12", "line 1: a backslash without xHH", DLP_IS_TEXT, "",
	  false },
	{ "command = ls", "line 1: a command begins with a path from /",
	  DLP_IS_TEXT, "", false },
	{ "output = pdf", "line 1: output is text or records", DLP_IS_TEXT, "",
	  false },
	{ "shell = sh", "line 1: no such key", DLP_IS_TEXT, "", false },
	{ "type", "line 1: not key = value", DLP_IS_TEXT, "", false },
};

START_TEST(test_parse)
{
	struct dlp_span file = { parse[_i].file, strlen(parse[_i].file) };
	struct dlp_arena arena = { 0 };
	struct dlp_converter *converter;
	struct dlp_error err = { 0 };
	char got[200] = "";

	if (dlp_converter_parse("x", file, &arena, &converter, &err)) {
		ck_assert_str_eq(err.msg, parse[_i].want);
	} else {
		for (size_t i = 0; converter->argv[i]; i++) {
			strcat(got, converter->argv[i]);
			strcat(got, "|");
		}
		ck_assert_str_eq(got, parse[_i].want);
		ck_assert_str_eq(converter->name, "x");
		ck_assert_int_eq(
			dlp_converter_find(
				converter, parse[_i].format,
				(struct dlp_span){ parse[_i].head,
						   strlen(parse[_i].head) }) !=
				NULL,
			parse[_i].fits);
	}
	dlp_arena_release(&arena);
}
END_TEST

/* The first that fits has it; without any nobody has. */
START_TEST(test_order)
{
	const struct dlp_span file = DLP_SPAN("type = text\ncommand = /a");
	struct dlp_arena arena = { 0 };
	struct dlp_converter *one, *two;
	struct dlp_error err = { 0 };

	ck_assert_int_eq(dlp_converter_parse("1", file, &arena, &one, &err), 0);
	ck_assert_int_eq(dlp_converter_parse("2", file, &arena, &two, &err), 0);
	one->next = two;
	ck_assert_ptr_eq(dlp_converter_find(one, DLP_IS_TEXT, DLP_SPAN("")),
			 one);
	ck_assert_ptr_null(dlp_converter_find(NULL, DLP_IS_TEXT, DLP_SPAN("")));
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("converter");

	tcase_add_loop_test(tc, test_parse, 0, CASES(parse));
	tcase_add_test(tc, test_order);
	return suite_run("converter", tc);
}
