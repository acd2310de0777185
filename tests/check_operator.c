#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "redact/operator.h"

#define LENGTH(a) ((int)(sizeof(a) / sizeof((a)[0])))

static const struct dlp_operator_choice choices[] = {
	{ { "x.*,us.*", 8 }, DLP_OPERATOR_MASK },
	{ { "us.ssn", 6 }, DLP_OPERATOR_REMOVE },
};

/* HMAC-SHA-256 of "redact", NUL, rule, NUL, value; from another program. */
#define SSN_HASH "8fc69b660bf2f56e6b379c83fad8dc0a"

static const struct {
	enum dlp_operator op;
	size_t keep;
	const char *replacement, *rule, *value, *out;
	int choices, part;
} mark_case[] = {
	{ .rule = "a.b", .value = "x", .out = "[REDACTED:a.b]" },
	{ .replacement = "", .rule = "a.b", .value = "x", .out = "" },
	{ .replacement = "<{rule}|{rule}>{",
	  .rule = "a",
	  .value = "x",
	  .out = "<a|a>{" },
	{ .op = DLP_OPERATOR_REMOVE, .rule = "a", .value = "x", .out = "" },
	{ .op = DLP_OPERATOR_HASH,
	  .rule = "us.ssn",
	  .value = "123-45-6789",
	  .out = "[HASH:us.ssn:" SSN_HASH "]" },
	{ .op = DLP_OPERATOR_MASK,
	  .keep = 4,
	  .rule = "a",
	  .value = "4111111111111234",
	  .out = "********1234" },
	/* Never more than half, nothing of what is no whole value. */
	{ .op = DLP_OPERATOR_MASK,
	  .keep = 4,
	  .rule = "a",
	  .value = "12345",
	  .out = "********45" },
	{ .op = DLP_OPERATOR_MASK,
	  .keep = 4,
	  .rule = "a",
	  .value = "1",
	  .out = "********" },
	{ .op = DLP_OPERATOR_MASK,
	  .keep = 4,
	  .rule = "a",
	  .value = "4111111111111234",
	  .out = "********",
	  .part = 1 },
	{ .op = DLP_OPERATOR_MASK,
	  .rule = "a",
	  .value = "4111111111111234",
	  .out = "********" },
	/* Characters, not bytes. */
	{ .op = DLP_OPERATOR_MASK,
	  .keep = 2,
	  .rule = "a",
	  .value = "\xf0\x9f\x98\x80\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
	  .out = "********\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ .op = DLP_OPERATOR_MASK,
	  .keep = 4,
	  .rule = "a",
	  .value = "\x80\x80\x80\x80\x80\x80",
	  .out = "********" },
	/* The last choice that fits. */
	{ .choices = 1, .rule = "us.ssn", .value = "x", .out = "" },
	{ .choices = 1, .rule = "us.itin", .value = "x", .out = "********" },
	{ .choices = 1,
	  .rule = "de.x",
	  .value = "x",
	  .out = "[REDACTED:de.x]" },
};

START_TEST(marks)
{
	const char *replacement = mark_case[_i].replacement;
	const struct dlp_operator_opts opts = {
		.op = mark_case[_i].op,
		.keep = mark_case[_i].keep,
		.replacement = { replacement,
				 replacement ? strlen(replacement) : 0 },
		.has_replacement = replacement != NULL,
		.choice = choices,
		.choices = mark_case[_i].choices ? 2 : 0,
		.key = { "k", 1 },
	};
	const char *value = mark_case[_i].value;
	const size_t len = strlen(value);

	/* In pieces of any size. */
	for (size_t step = 1; step <= len; step++) {
		struct dlp_buf out = { 0 };
		struct dlp_mark mark;

		dlp_mark_begin(&mark, &opts, mark_case[_i].rule);
		for (size_t i = 0; i < len; i += step)
			dlp_mark_add(&mark,
				     (struct dlp_span){
					     value + i,
					     len - i < step ? len - i : step });
		dlp_mark_end(&mark, !mark_case[_i].part, &out);
		dlp_buf_addc(&out, '\0');
		ck_assert_str_eq(out.ptr, mark_case[_i].out);
		dlp_buf_release(&out);
	}
}
END_TEST

START_TEST(long_values_keep_their_end)
{
	const struct dlp_operator_opts opts = { .op = DLP_OPERATOR_MASK,
						.keep = 16 };
	struct dlp_buf out = { 0 };
	struct dlp_mark mark;
	char value[1000];

	memset(value, 'x', sizeof(value));
	memcpy(value + sizeof(value) - 16, "0123456789abcdef", 16);
	dlp_mark_begin(&mark, &opts, "r");
	dlp_mark_add(&mark, (struct dlp_span){ value, 995 });
	dlp_mark_add(&mark, (struct dlp_span){ value + 995, 5 });
	dlp_mark_end(&mark, true, &out);
	ck_assert(dlp_span_eq(dlp_buf_span(&out),
			      DLP_SPAN("********0123456789abcdef")));
	dlp_buf_release(&out);
}
END_TEST

static const struct dlp_operator_choice hash_all = { { "*", 1 },
						     DLP_OPERATOR_HASH };
static const char long_text[DLP_OPERATOR_TEXT + 2] = { 'x' };

static const struct {
	struct dlp_operator_opts opts;
	int ok;
} check_case[] = {
	{ { .op = DLP_OPERATOR_LABEL }, 1 },
	{ { .op = DLP_OPERATOR_HASH }, 0 },
	{ { .op = DLP_OPERATOR_HASH, .key = { "k", 1 } }, 1 },
	{ { .choice = &hash_all, .choices = 1 }, 0 },
	{ { .keep = DLP_OPERATOR_KEEP_MAX }, 1 },
	{ { .keep = DLP_OPERATOR_KEEP_MAX + 1 }, 0 },
	{ { .replacement = { "\n", 1 } }, 0 },
	{ { .replacement = { "\xff", 1 } }, 0 },
	{ { .replacement = { "\x7f", 1 } }, 0 },
	{ { .replacement = { "\xc3\xa9", 2 } }, 1 },
	{ { .replacement = { long_text, DLP_OPERATOR_TEXT + 1 } }, 0 },
};

START_TEST(checks)
{
	struct dlp_error err;

	ck_assert_int_eq(dlp_operator_check(&check_case[_i].opts, &err) ==
				 DLP_OK,
			 check_case[_i].ok);
}
END_TEST

START_TEST(words)
{
	enum dlp_operator op;

	ck_assert(dlp_operator_parse("mask", &op));
	ck_assert_int_eq(op, DLP_OPERATOR_MASK);
	ck_assert(!dlp_operator_parse("masks", &op));
	ck_assert(!dlp_operator_parse("", &op));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("operator");
	TCase *tc = tcase_create("operator");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, marks, 0, LENGTH(mark_case));
	tcase_add_test(tc, long_values_keep_their_end);
	tcase_add_loop_test(tc, checks, 0, LENGTH(check_case));
	tcase_add_test(tc, words);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
