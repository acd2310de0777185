/* Source code by its lines: what each is, and what they are together. */

#include "learn/program.h"

#include "suite.h"

static const struct {
	const char *line;
	enum dlp_program_line is;
} line[] = {
	/* Languages. */
	{ "#include <stdio.h>", DLP_PROGRAM_DECLARATION },
	{ "static int owl(struct heron *h)", DLP_PROGRAM_DECLARATION },
	{ "\tcount += 2;", DLP_PROGRAM_STATEMENT },
	{ "\tprintf(\"so many of them are here\", n);", DLP_PROGRAM_CALL },
	{ "def nests(self):", DLP_PROGRAM_DECLARATION },
	{ "    if owl is not None and heron in pond:", DLP_PROGRAM_STATEMENT },
	{ "from birds import heron", DLP_PROGRAM_STATEMENT },
	{ "@property", DLP_PROGRAM_DECLARATION },
	{ "x := <-nests", DLP_PROGRAM_STATEMENT },
	{ "func (o *Owl) Hoot() error {", DLP_PROGRAM_DECLARATION },
	{ "pub fn hoot(&self) -> u8 {", DLP_PROGRAM_DECLARATION },
	{ "const owl = require('./owl')", DLP_PROGRAM_DECLARATION },
	{ "herons.map(h => h.nest)", DLP_PROGRAM_CALL },
	{ "public class Owl extends Bird {", DLP_PROGRAM_DECLARATION },
	{ "SELECT owl, heron FROM birds", DLP_PROGRAM_STATEMENT },
	{ "insert into birds values (1, 2)", DLP_PROGRAM_STATEMENT },
	{ "  wingspan integer NOT NULL,", DLP_PROGRAM_DECLARATION },
	{ "if [ -n \"$owl\" ]; then", DLP_PROGRAM_STATEMENT },
	{ "fi", DLP_PROGRAM_STATEMENT },
	{ "// what owls do at night", DLP_PROGRAM_COMMENT },
	/* What is none. */
	{ "If the owl is not there, return to the pond; it may be late.",
	  DLP_PROGRAM_PROSE },
	{ "(a) any person (as defined below) that owns the pond;",
	  DLP_PROGRAM_PROSE },
	{ "See [the manual](https://example.com/owl).", DLP_PROGRAM_PROSE },
	{ "- every owl has its own nest", DLP_PROGRAM_PROSE },
	{ "\"owl\": { \"nests\": 2 },", DLP_PROGRAM_DATA },
	{ "nests: 2", DLP_PROGRAM_DATA },
	{ "Subject: owls", DLP_PROGRAM_DATA },
	{ "| owl | heron |", DLP_PROGRAM_DATA },
	{ "1,owl,3.5,heron,4", DLP_PROGRAM_DATA },
	{ "<owl nests=\"2\">", DLP_PROGRAM_DATA },
	{ "2024-05-01 hoot(3): done;", DLP_PROGRAM_DATA },
	{ "May  1 12:30:01 pond owld[77]: hoot(3)", DLP_PROGRAM_DATA },
	{ "$ make install", DLP_PROGRAM_DATA },
	{ "owl==1.2.3", DLP_PROGRAM_NONE },
	{ "}", DLP_PROGRAM_NONE },
	{ "Owls", DLP_PROGRAM_NONE },
	{ "", DLP_PROGRAM_NONE },
	{ " \t", DLP_PROGRAM_NONE },
};

START_TEST(a_line_is_told_by_its_signs)
{
	struct dlp_program_state state = { 0 };
	struct dlp_span in = { line[_i].line, strlen(line[_i].line) };

	ck_assert_int_eq(dlp_program_line_of(&state, in), line[_i].is);
}
END_TEST

static double share(const char *text, size_t len, size_t piece)
{
	struct dlp_program program = { 0 };
	double told;

	for (size_t i = 0; i < len; i += piece)
		dlp_program_add(&program,
				(struct dlp_span){ text + i, len - i < piece
								     ? len - i
								     : piece });
	dlp_program_part(&program);
	told = dlp_program_share(&program);
	dlp_program_clear(&program);
	ck_assert_uint_eq(program.lines, 0);
	return told;
}

#define FOUR "owl();\nheron(2);\nint pond;\nreturn owl;\n"

static const struct {
	const char *text;
	bool is; /* by more than half of it */
} text[] = {
	{ FOUR, true },
	/* Text in quotes, comments and fences is not of the program. */
	{ FOUR "\"\"\"\nThis is what owls do at night.\nThey do no more "
	       "than that, as we all know.\n\"\"\"\n",
	  true },
	{ FOUR "/*\nThis is what owls do at night,\nand they do no more than "
	       "that, as we all know.\n*/\n",
	  true },
	{ FOUR "say := `\nThis is what owls do at night.\nThey do no more than "
	       "that, as we know.\nThere is nothing else that they do.\n"
	       "And so it has been for years.\n`\n",
	  true },
	{ "Owls come at night, as we know.\n```\n" FOUR "```\n", false },
	{ "Owls come at night, as here::\n\n  owl();\n  heron(2);\n"
	  "  int pond;\n  return owl;\n",
	  false },
	{ "#!/bin/sh\nsudo apt install -y owl heron pond nest\n"
	  "sudo apt install -y owl heron pond nest\n"
	  "sudo apt install -y owl heron pond nest\n",
	  true },
	{ "sudo apt install -y owl heron pond nest\n"
	  "sudo apt install -y owl heron pond nest\n"
	  "sudo apt install -y owl heron pond nest\n",
	  false },
	/* Too little to say anything. */
	{ "owl();\nheron(2);\n", false },
	{ "", false },
};

/* However it is cut. */
START_TEST(a_document_is_told_by_its_lines)
{
	const size_t len = strlen(text[_i].text);
	const double whole = share(text[_i].text, len, len + 1);

	ck_assert_int_eq(whole > 0.5, text[_i].is);
	for (size_t piece = 1; piece < 9; piece++)
		ck_assert_double_eq(share(text[_i].text, len, piece), whole);
}
END_TEST

/* A paragraph of one line is not outweighed by three lines of an example. */
START_TEST(a_long_line_counts_more)
{
	struct dlp_program program = { 0 };

	dlp_program_add(&program, DLP_SPAN(FOUR));
	for (size_t i = 0; i < 40; i++)
		dlp_program_add(
			&program,
			DLP_SPAN("owls come at night, as we all know. "));
	dlp_program_part(&program);
	ck_assert_uint_eq(program.lines, 5);
	ck_assert_uint_eq(program.against, 1 + 40 * 36 / DLP_PROGRAM_LONG);
	ck_assert(dlp_program_share(&program) < 0.5);
}
END_TEST

START_TEST(lines_have_a_limit)
{
	struct dlp_program program = { 0 };

	for (size_t i = 0; i < DLP_PROGRAM_LINES; i++)
		dlp_program_add(&program, DLP_SPAN("owl();\n"));
	dlp_program_add(&program, DLP_SPAN("nests: 2\nowl();\n"));
	dlp_program_part(&program);
	ck_assert_uint_eq(program.lines, DLP_PROGRAM_LINES);
	ck_assert_uint_eq(program.count[DLP_PROGRAM_CALL], DLP_PROGRAM_LINES);
	ck_assert_uint_eq(program.against, 0);
}
END_TEST

/* What was quoted in one part is not in the next. */
START_TEST(parts_are_not_joined)
{
	struct dlp_program program = { 0 };

	dlp_program_add(&program, DLP_SPAN("Owls:\n```\nowl"));
	dlp_program_part(&program);
	dlp_program_add(&program, DLP_SPAN(FOUR FOUR));
	dlp_program_part(&program);
	ck_assert(dlp_program_share(&program) > 0.5);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("program");

	tcase_add_loop_test(tc, a_line_is_told_by_its_signs, 0, CASES(line));
	tcase_add_loop_test(tc, a_document_is_told_by_its_lines, 0,
			    CASES(text));
	tcase_add_test(tc, a_long_line_counts_more);
	tcase_add_test(tc, lines_have_a_limit);
	tcase_add_test(tc, parts_are_not_joined);
	return suite_run("program", tc);
}
