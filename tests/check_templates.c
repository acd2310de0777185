#include "learn/templates.h"

#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static struct dlp_templates open_text(const char *text)
{
	return (struct dlp_templates){ .rest = span(text),
				       .given = span("ada\n"),
				       .family = span("\xc3\xb6zg\xc3\xbcr") };
}

/* One alternative each, so that what is drawn is known. */
static const struct {
	const char *text, *sentence, *name; /* NULL: no name */
	enum dlp_name_kind kind;
} drawn[] = {
	{ "# none\n\nHello you.\n", "Hello you.", NULL, 0 },
	{ "Dear {given},", "Dear Ada,", NULL, 0 },
	{ "hi {smallgiven} {smallfamily}\n", "hi ada \xc3\xb6zg\xc3\xbcr", NULL,
	  0 },
	{ "=x PER {given} {family}\nDear {x},\n",
	  "Dear Ada \xc3\x96zg\xc3\xbcr,", "Ada \xc3\x96zg\xc3\xbcr",
	  DLP_NAME_PERSON },
	/* The outermost name counts. */
	{ "=x PER {given}\n=y ORG {x} Ltd\n{y} paid.\n", "Ada Ltd paid.",
	  "Ada Ltd", DLP_NAME_ORGANIZATION },
	{ "=x PER {given}\n=y - Dr. {x}\n{y} came.\n", "Dr. Ada came.", "Ada",
	  DLP_NAME_PERSON },
	{ "=x ADDR 1 Elm St\nat {x}", "at 1 Elm St", "1 Elm St",
	  DLP_NAME_ADDRESS },
};

START_TEST(sentences_are_drawn)
{
	struct dlp_templates t = open_text(drawn[_i].text);
	struct dlp_conll out = { .marks = 0 };
	struct dlp_error err = { 0 };

	ck_assert_int_eq(dlp_templates_next(&t, &out, &err), DLP_OK);
	ck_assert_uint_eq(out.text.len, strlen(drawn[_i].sentence));
	ck_assert_mem_eq(out.text.ptr, drawn[_i].sentence, out.text.len);
	ck_assert_uint_eq(out.marks, drawn[_i].name ? 1 : 0);
	if (out.marks) {
		const struct dlp_name *m = out.mark;

		ck_assert_int_eq(m->kind, drawn[_i].kind);
		ck_assert_uint_eq(m->end - m->start, strlen(drawn[_i].name));
		ck_assert_mem_eq(out.text.ptr + m->start, drawn[_i].name,
				 m->end - m->start);
	}
	dlp_conll_release(&out);
}
END_TEST

static const struct {
	const char *text;
	size_t sentences;
} counted[] = {
	{ "", 0 },
	{ "# a\n=x - b\n", 0 },
	{ "One.\n", DLP_TEMPLATE_PLAIN },
	{ "One {given}.", DLP_TEMPLATE_TIMES },
	{ "One.\nTwo {given}.\n", DLP_TEMPLATE_PLAIN + DLP_TEMPLATE_TIMES },
};

START_TEST(each_is_drawn_so_often)
{
	struct dlp_templates t = open_text(counted[_i].text);
	struct dlp_conll out = { .marks = 0 };
	struct dlp_error err = { 0 };
	enum dlp_status status;
	size_t n = 0;

	while (!(status = dlp_templates_next(&t, &out, &err)))
		n++;
	ck_assert_int_eq(status, DLP_EOF);
	ck_assert_uint_eq(n, counted[_i].sentences);
	dlp_conll_release(&out);
}
END_TEST

/* Each alternative is drawn sooner or later, and again in the same order. */
START_TEST(alternatives_are_drawn_alike)
{
	static const char text[] = "=x - a | b | c\n{x}{x}{x}{x}\n";
	struct dlp_templates one = open_text(text), other = open_text(text);
	struct dlp_conll a = { .marks = 0 }, b = { .marks = 0 };
	struct dlp_error err = { 0 };
	size_t seen[3] = { 0 };

	while (!dlp_templates_next(&one, &a, &err)) {
		ck_assert_int_eq(dlp_templates_next(&other, &b, &err), DLP_OK);
		ck_assert_uint_eq(a.text.len, 4);
		ck_assert_mem_eq(a.text.ptr, b.text.ptr, 4);
		for (size_t i = 0; i < 4; i++)
			seen[a.text.ptr[i] - 'a']++;
	}
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_gt(seen[i], 4);
	dlp_conll_release(&a);
	dlp_conll_release(&b);
}
END_TEST

static const struct {
	const char *text, *msg;
} bad[] = {
	{ "{x}", "line 1: no such field" },
	{ "a {x", "line 1: no such field" },
	{ "\n=x\n", "line 2: not a field" },
	{ "=x PER", "line 1: not a field" },
	{ "= PER a", "line 1: not a field" },
	{ "=x NAME a", "line 1: no such kind of name" },
	/* It ends, whatever refers to itself. */
	{ "=x - a{x}\n{x}", "line 2: too many fields in a sentence" },
};

START_TEST(what_is_no_template_is_refused)
{
	struct dlp_templates t = open_text(bad[_i].text);
	struct dlp_conll out = { .marks = 0 };
	struct dlp_error err = { 0 };

	ck_assert_int_eq(dlp_templates_next(&t, &out, &err), DLP_SKIP);
	ck_assert_str_eq(err.msg, bad[_i].msg);
	dlp_conll_release(&out);
}
END_TEST

START_TEST(fields_are_bounded)
{
	struct dlp_conll out = { .marks = 0 };
	struct dlp_error err = { 0 };
	struct dlp_templates t;
	struct dlp_buf text;

	dlp_buf_init(&text, 0);
	for (size_t i = 0; i <= DLP_TEMPLATE_FIELDS; i++)
		dlp_buf_addf(&text, "=x%zu - a\n", i);
	ck_assert_int_eq(dlp_buf_addc(&text, '\0'), DLP_OK);
	t = open_text(text.ptr);
	ck_assert_int_eq(dlp_templates_next(&t, &out, &err), DLP_SKIP);
	ck_assert_str_eq(err.msg, "line 65: too many fields");
	dlp_conll_release(&out);
	dlp_buf_release(&text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("templates");

	tcase_add_loop_test(tc, sentences_are_drawn, 0, CASES(drawn));
	tcase_add_loop_test(tc, each_is_drawn_so_often, 0, CASES(counted));
	tcase_add_test(tc, alternatives_are_drawn_alike);
	tcase_add_loop_test(tc, what_is_no_template_is_refused, 0, CASES(bad));
	tcase_add_test(tc, fields_are_bounded);
	return suite_run("templates", tc);
}
