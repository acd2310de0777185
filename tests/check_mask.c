#include <stdio.h>

#include "detect/mask.h"
#include "suite.h"

/* Further than any text here reaches. */
enum { REACH = 4096 };

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static const struct dlp_span prefix[] = { { "tok_", 4 } };

static const struct dlp_rule card = { .id = { "card.number", 11 } };
static const struct dlp_rule plain = { .id = { "t.plain", 7 } };
static const struct dlp_rule token = { .id = { "t.token", 7 },
				       .keywords = { prefix, 1 },
				       .entropy_high = true };
static const struct dlp_rule weak = { .id = { "t.weak", 6 },
				      .keywords = { prefix, 1 } };
static const struct dlp_rule mark = { .id = { "t.mark", 6 },
				      .category = DLP_CATEGORY_CONFIDENTIAL,
				      .builtin = true };
static const struct dlp_rule mine = { .id = { "t.mine", 6 },
				      .category = DLP_CATEGORY_CONFIDENTIAL };

static const struct {
	const struct dlp_rule *rule;
	const char *value, *shown;
} value_case[] = {
	{ &card, "4111111111111111", "411111******1111" },
	{ &card, "4111 1111 1111 1111", "4111 11** **** 1111" },
	{ &card, "3782-822463-10005", "3782-82****-*0005" },
	{ &plain, "", "********" },
	{ &plain, "elevenchars", "********" },
	{ &plain, "twelve chars", "********ars" },
	{ &plain, "fifteen chars..", "********s.." },
	{ &plain, "sixteen chars...", "********s..." },
	{ &plain, "a value of more than thirty characters", "********ters" },
	{ &plain, "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
	  "********" },
	{ &plain, "abcdefghijk\xc3\xa9", "********jk\xc3\xa9" },
	{ &plain, "abcdefghijkl\xff", "********kl\xef\xbf\xbd" },
	{ &token, "tok_abcdefgh", "tok_********" },
	{ &token, "TOK_abcdefgh", "TOK_********" },
	{ &token, "tok_abc", "********" },
	{ &token, "a tok_abcdefgh", "********fgh" },
	{ &weak, "tok_abcdefgh", "********fgh" },
	{ &mark, "TOP SECRET", "TOP SECRET" },
	{ &mine, "TOP SECRET", "********" },
};

START_TEST(values_are_masked)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_mask_value(&out, value_case[_i].rule, span(value_case[_i].value));
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, value_case[_i].shown);
	dlp_buf_release(&out);
}
END_TEST

/* The value is what stands between < and >, which are not in the text. */
static const struct {
	const char *text, *shown;
} line_case[] = {
	{ "<value>", "********" },
	{ "a <value> b", "a ******** b" },
	{ "before\na <value> b\nbehind", "a ******** b" },
	{ "a1 <value> 2b", "******** ******** ********" },
	{ "me@x.org <value>", "******** ********" },
	{ "nineteencharacters1 <value>", "******** ********" },
	{ "nineteencharactersx <value>", "nineteencharactersx ********" },
	/* What is a value in another guise. */
	{ "c2VjcmV0IHdvcmQh <value>", "******** ********" },
	{ "\xef\xbc\x94\xef\xbc\x91 <value>", "******** ********" },
	{ "\xd9\xa4\xd9\xa1 <value>", "******** ********" },
	{ "caf\xc3\xa9 <value>", "caf\xc3\xa9 ********" },
	{ "twentycharactersxxxx <value>", "******** ********" },
	{ "password = hunter <value>", "password = ******** ********" },
	{ "password: hunter <value>", "password: ******** ********" },
	{ "\"password\":\"hunter\",\"x\":\"<value>\"",
	  "\"password\":\"********\",\"x\":\"********\"" },
	{ "a=\"two words\" b <value>", "a=\"******** ********\" b ********" },
	{ "<value> password=hunter", "******** password=********" },
	{ "<value>rest of it", "******** of it" },
	{ "<value>\xff", "********" },
	{ "a\tb\r <value>", "a b  ********" },
	{ "\xc3\xa9 \xff <value>", "\xc3\xa9 \xef\xbf\xbd ********" },
};

static void excerpt(const char *text, struct dlp_buf *out)
{
	const char *open = strchr(text, '<'), *close = strchr(text, '>');
	struct dlp_match match = { .rule = &plain };
	struct dlp_mask_run run[DLP_MASK_RUNS];
	struct dlp_excerpt excerpt;
	struct dlp_buf in;

	dlp_buf_init(&in, 0);
	dlp_buf_add(&in, text, (size_t)(open - text));
	match.value_start = in.len;
	dlp_buf_add(&in, open + 1, (size_t)(close - open) - 1);
	match.value_end = in.len;
	dlp_buf_adds(&in, close + 1);
	dlp_mask_excerpt(out, &match, dlp_buf_span(&in), NULL, REACH, run,
			 &excerpt);
	dlp_buf_release(&in);
	dlp_buf_addc(out, '\0');
}

START_TEST(lines_are_masked)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	excerpt(line_case[_i].text, &out);
	ck_assert_str_eq(out.ptr, line_case[_i].shown);
	dlp_buf_release(&out);
}
END_TEST

/*
 * Where the line around is cut, no part of a secret is left: of words without
 * a digit that are long enough to be hidden whole, not one letter is shown.
 */
START_TEST(cuts_show_nothing)
{
	static const char secret[] = "QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ";

	for (size_t pad = 0; pad < 260; pad++)
		for (int side = 0; side < 2; side++) {
			char text[700], filler[300];
			struct dlp_buf out;

			memset(filler, ' ', sizeof(filler));
			for (size_t i = 0; i < pad; i++)
				filler[i] = "twelve12345 "[i % 12];
			snprintf(text, sizeof(text),
				 side ? "%s %.*s <value>"
				      : "<value> %.0s%.*s %s",
				 secret, (int)pad, filler, secret);
			dlp_buf_init(&out, 0);
			excerpt(text, &out);
			ck_assert_msg(!strchr(out.ptr, 'Q'), "%zu: %s", pad,
				      out.ptr);
			dlp_buf_release(&out);
		}
}
END_TEST

/* The same of a short value behind a key, whose = may be cut off. */
START_TEST(cuts_keep_assignments)
{
	for (size_t pad = 0; pad < 260; pad++) {
		char text[700], filler[300];
		struct dlp_buf out;

		memset(filler, '.', sizeof(filler));
		snprintf(text, sizeof(text), "key = QQQQ %.*s <value>",
			 (int)pad, filler);
		dlp_buf_init(&out, 0);
		excerpt(text, &out);
		ck_assert_msg(!strchr(out.ptr, 'Q'), "%zu: %s", pad, out.ptr);
		ck_assert_ptr_nonnull(strstr(out.ptr, "********"));
		dlp_buf_release(&out);
	}
}
END_TEST

START_TEST(excerpts_are_short)
{
	char text[3000];
	struct dlp_buf out;

	for (size_t side = 0; side < 2; side++) {
		memset(text, 0, sizeof(text));
		for (size_t i = 0; i < 400; i++)
			strcat(text, side ? "\xc3\xa9 " : "a ");
		strcat(text, "<value> ");
		for (size_t i = 0; i < 400; i++)
			strcat(text, side ? "\xc3\xa9 " : "a ");
		dlp_buf_init(&out, 0);
		excerpt(text, &out);
		ck_assert_uint_le(strlen(out.ptr),
				  DLP_MASK_EXCERPT * (side + 1));
		ck_assert_ptr_nonnull(strstr(out.ptr, "********"));
		dlp_buf_release(&out);
	}
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("mask");

	tcase_add_loop_test(tc, values_are_masked, 0, CASES(value_case));
	tcase_add_loop_test(tc, lines_are_masked, 0, CASES(line_case));
	tcase_add_test(tc, cuts_show_nothing);
	tcase_add_test(tc, cuts_keep_assignments);
	tcase_add_test(tc, excerpts_are_short);
	return suite_run("mask", tc);
}
