#include "builtin.h"
#include "detect/explain.h"
#include "scan.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

#define RULE(id, more)                                                        \
	"[" id "]\nname = a\ncategory = secret\nexample = key acme mark a1\n" \
	"reject = -\n" more "\n"

/*
 * Rules, a text, and what is said of it: each look as result, rule, start and
 * end, and the steps of it that the matcher said.
 */
static const struct {
	const char *rules, *text, *want;
} look_case[] = {
	{ RULE("t.a", "keywords = key\nregex = key \\w+"), "a key a1",
	  "finding t.a 2-8 called matched|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+"), "a word", "" },
	{ RULE("t.a", "keywords = key\nregex = key a\\d"), "a key b1",
	  "unmatched t.a 2-5 called unmatched|" },
	{ RULE("t.a", "keywords = key\nregex = key b\nregex = key a"),
	  "a key a1", "finding t.a 2-7 called unmatched matched|" },
	/* Two matches of one call, and two calls. */
	{ RULE("t.a", "keywords = key\nregex = [a-z]\\d"), "key a1 b2",
	  "finding t.a 4-6 called matched|"
	  "finding t.a 7-9 called matched|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+ ?\\w*"), "key a1 key",
	  "finding t.a 0-10 called matched|taken t.a 7-10 called taken|" },
	{ RULE("t.a", "keywords = key\nregex = key (\\w+)\nvalue = 1\n"
		      "validator = luhn\non-invalid = drop"),
	  "key 42", "finding t.a 4-6 called matched|" },
	{ RULE("t.a", "keywords = key\nregex = key (\\w+)\nvalue = 1\n"
		      "validator = luhn\non-invalid = drop"),
	  "key 43", "dropped t.a 4-6 called matched|" },
	/* Shapes: by their length, by a check before the regex, by layout. */
	{ RULE("t.a", "shape = digits 6"), "12345 x 123456",
	  "finding t.a 8-14 called matched|" },
	{ RULE("t.a", "shape = digits 6\nregex = \\d{3}-\\d{3}"),
	  "123-456 12-3456",
	  "finding t.a 0-7 called matched|layout t.a 8-15 layout|" },
	{ RULE("t.a", "shape = digits 6\nvalidator = luhn\non-invalid = drop"),
	  "123456", "dropped t.a 0-6 called matched|" },
	{ RULE("t.a", "shape = digits 6\nregex = \\d+\nvalidator = luhn\n"
		      "on-invalid = drop"),
	  "123456", "refused t.a 0-6 called refused|" },
	/* Values that are given to a name. */
	{ RULE("t.a", "keywords = acme\nassigned = \\d{4}"), "acme_id = 1234",
	  "finding t.a 10-14 called matched|" },
	{ RULE("t.a", "keywords = acme\nassigned = \\d{4}"), "acme or 1234",
	  "unmatched t.a 0-4 called unassigned|" },
	{ RULE("t.a", "keywords = acme\nassigned = \\d{4}"), "acme = abcd",
	  "unmatched t.a 0-4 called unmatched|" },
	/* What becomes of a match. */
	{ RULE("t.a", "keywords = key\nregex = key \\w+\nconfidence = low"),
	  "key a1", "low t.a 0-6 called matched|" },
	{ RULE("t.a", "shape = digits 6\nconfidence = low"), "123456",
	  "unwanted t.a 0-6 called unwanted|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+\nseverity = low"),
	  "key a1", "filtered t.a 0-6 called matched|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+\nallow-words = a1"),
	  "key a1", "suppressed t.a 0-6 called matched by rule|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+"),
	  "key a1 dlp:allow t.a why",
	  "suppressed t.a 0-6 called matched by inline|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+")
		  RULE("t.b", "keywords = key\nregex = key a"),
	  "key a1",
	  "finding t.a 0-6 called matched|"
	  "overlap t.b 0-5 called matched by t.a|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+\nvisible = no"),
	  "key a1", "helper t.a 0-6 called matched|" },
	/* What is encoded is told of where it stands, and what is not is not
	 * told twice. */
	{ RULE("t.a", "keywords = key\nregex = key \\w+"), "x key%20%4142 y",
	  "finding t.a 2-13 called matched in percent|"
	  "unmatched t.a 2-5 called unmatched|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+"), "key a1 %20",
	  "finding t.a 0-6 called matched|" },
	{ RULE("t.a", "keywords = key\nregex = key (\\w+)\nvalue = 1\n"
		      "validator = luhn\non-invalid = drop"),
	  "key%2043",
	  "dropped t.a 6-8 called matched in percent|"
	  "unmatched t.a 0-3 called unmatched|" },
	/* One that is too low is no part of what it overlaps. */
	{ RULE("t.a", "keywords = key\nregex = key \\w+\nconfidence = low")
		  RULE("t.b", "keywords = key\nregex = key a"),
	  "key a1",
	  "finding t.b 0-5 called matched|low t.a 0-6 called matched|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+\n"
		      "near = t.b within 1 lines")
		  RULE("t.b", "keywords = mark\nregex = mark"),
	  "key a1", "alone t.a 0-6 called matched by t.b|" },
	{ RULE("t.a", "keywords = key\nregex = key \\w+\n"
		      "near = t.b within 1 lines")
		  RULE("t.b", "keywords = mark\nregex = mark"),
	  "key a1 mark",
	  "finding t.a 0-6 called matched|finding t.b 7-11 called matched|" },
};

static const char *const result_name[] = {
	"finding",  "suppressed", "overlap", "filtered", "low",
	"alone",    "helper",     "dropped", "refused",  "unmatched",
	"unwanted", "taken",      "layout",
};

static const char *const step_name[] = {
	[DLP_TRACE_CALLED] = "called",
	[DLP_TRACE_LAYOUT] = "layout",
	[DLP_TRACE_TAKEN] = "taken",
	[DLP_TRACE_UNWANTED] = "unwanted",
	[DLP_TRACE_REFUSED] = "refused",
	[DLP_TRACE_UNASSIGNED] = "unassigned",
	[DLP_TRACE_UNMATCHED] = "unmatched",
	[DLP_TRACE_LIMIT] = "limit",
	[DLP_TRACE_MATCHED] = "matched",
};

static void put_looks(struct dlp_explain *explain, struct dlp_buf *out)
{
	const struct dlp_explain_look *look;
	size_t count;

	look = dlp_explain_looks(explain, &count);
	for (; count--; look++) {
		dlp_buf_addf(out, "%s %.*s %u-%u", result_name[look->result],
			     (int)look->rule->id.len, look->rule->id.ptr,
			     (unsigned)look->start, (unsigned)look->end);
		for (size_t i = 0; i < look->steps; i++)
			dlp_buf_addf(out, " %s", step_name[look->step[i].step]);
		if (look->hows)
			dlp_buf_addf(out, " in %.*s", (int)look->how->len,
				     look->how->ptr);
		if (look->word.len)
			dlp_buf_addf(out, " by %.*s", (int)look->word.len,
				     look->word.ptr);
		dlp_buf_addc(out, '|');
	}
	dlp_buf_addc(out, '\0');
}

static void explain(struct dlp_explain *e, const char *rules, const char *text,
		    struct scan *scan)
{
	const struct dlp_scanner_opts opts = {
		.min_confidence = DLP_CONFIDENCE_MEDIUM,
		.min_severity = DLP_SEVERITY_MEDIUM,
		.suppress.inline_allow = true,
		.trace = dlp_explain_trace(e),
	};

	scan_open(scan, false, rules, &opts);
	scan_cut(scan, span(text), NULL, 0);
}

START_TEST(each_stage_is_told)
{
	const struct dlp_explain_opts opts = { 0 };
	struct dlp_explain *e = dlp_explain_new(&opts);
	struct dlp_buf got;
	struct scan scan;

	dlp_buf_init(&got, 0);
	explain(e, look_case[_i].rules, look_case[_i].text, &scan);
	put_looks(e, &got);
	ck_assert_str_eq(got.ptr, look_case[_i].want);
	/* It says finding where there is one, and only there. */
	ck_assert((strstr(got.ptr, "finding") != NULL) == (scan.findings != 0));
	ck_assert_uint_eq(dlp_explain_lost(e), 0);
	dlp_buf_release(&got);
	scan_close(&scan);
	dlp_explain_free(e);
}
END_TEST

/* Where the word stands that raised it. */
static const struct {
	const char *text;
	size_t distance;
	bool before;
} near_case[] = {
	{ "word key a1", 1, true },      { "key a1 word", 1, false },
	{ "key a1   word", 3, false },   { "key a1 word word", 1, false },
	{ "word word key a1", 1, true }, { "WORD: key a1 ... word", 2, true },
	{ "key a1", SIZE_MAX, false },
};

START_TEST(words_have_a_distance)
{
	const struct dlp_explain_opts opts = { 0 };
	struct dlp_explain *e = dlp_explain_new(&opts);
	const struct dlp_explain_look *look;
	struct scan scan;
	size_t count;

	explain(e,
		RULE("t.a", "keywords = key\nregex = key \\w+\ncontext = word"),
		near_case[_i].text, &scan);
	look = dlp_explain_looks(e, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(look->distance, near_case[_i].distance);
	ck_assert(look->before == near_case[_i].before);
	scan_close(&scan);
	dlp_explain_free(e);
}
END_TEST

/* A finding is as sure as the surest of what is merged in it. */
START_TEST(the_surest_counts)
{
	const struct dlp_explain_opts opts = { 0 };
	struct dlp_explain *e = dlp_explain_new(&opts);
	const struct dlp_explain_look *look;
	struct scan scan;
	size_t count;

	explain(e,
		RULE("t.a", "keywords = key\nregex = key \\w+\n"
			    "specificity = 1")
			RULE("t.b", "keywords = key\nregex = key a\n"
				    "confidence = high"),
		"key a1", &scan);
	look = dlp_explain_looks(e, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert(dlp_span_is(look->rule->id, "t.a"));
	ck_assert_int_eq(look->evidence.confidence, DLP_CONFIDENCE_MEDIUM);
	ck_assert_int_eq(look->confidence, DLP_CONFIDENCE_HIGH);
	scan_close(&scan);
	dlp_explain_free(e);
}
END_TEST

/* Values are masked, unless they are asked for. */
START_TEST(values_are_masked)
{
	for (int show = 0; show < 2; show++) {
		const struct dlp_explain_opts opts = { .show_values = show };
		struct dlp_explain *e = dlp_explain_new(&opts);
		const struct dlp_explain_look *look;
		struct scan scan;
		size_t count;

		explain(e,
			RULE("t.a", "keywords = key\nregex = key (\\w+)\n"
				    "value = 1"),
			"key geheim77", &scan);
		look = dlp_explain_looks(e, &count);
		ck_assert_uint_eq(count, 1);
		ck_assert(dlp_span_is(look->value,
				      show ? "geheim77" : "********"));
		ck_assert(dlp_span_is(look->where, "dir/file.txt"));
		scan_close(&scan);
		dlp_explain_free(e);
	}
}
END_TEST

/* Of a place: what is about it, however much else there is. */
START_TEST(a_place_has_its_own)
{
	static const char rules[] =
		RULE("t.a", "keywords = key\nregex = key \\w+");
	const struct dlp_explain_opts opts = { .at_offset = true,
					       .offset = 3003 };
	struct dlp_explain *e = dlp_explain_new(&opts);
	const struct dlp_explain_look *look;
	static char text[100001];
	struct scan scan;
	size_t count;

	for (size_t i = 0; i < sizeof(text) - 1; i += 10)
		memcpy(text + i, "key a1 \n  ", 10);
	explain(e, rules, text, &scan);
	look = dlp_explain_looks(e, &count);
	/* Those that end 80 bytes before, or begin 80 behind, and between. */
	ck_assert_uint_eq(count, 17);
	ck_assert_uint_eq(look[0].start, 2920);
	ck_assert_uint_eq(look[16].start, 3080);
	ck_assert_uint_eq(dlp_explain_lost(e), 0);
	scan_close(&scan);
	dlp_explain_free(e);
}
END_TEST

START_TEST(looks_have_a_limit)
{
	const struct dlp_explain_opts opts = { 0 };
	struct dlp_explain *e = dlp_explain_new(&opts);
	static char text[7 * (DLP_EXPLAIN_LOOKS + 5) + 1];
	struct scan scan;
	size_t count;

	for (size_t i = 0; i < sizeof(text) - 1; i += 7)
		memcpy(text + i, "key a1\n", 7);
	explain(e, RULE("t.a", "keywords = key\nregex = key \\w+"), text,
		&scan);
	dlp_explain_looks(e, &count);
	ck_assert_uint_eq(count, DLP_EXPLAIN_LOOKS);
	ck_assert_uint_eq(dlp_explain_lost(e), 5);
	scan_close(&scan);
	dlp_explain_free(e);
}
END_TEST

/* A scan finds the same, whether somebody listens or not. */
START_TEST(listening_changes_nothing)
{
	const struct dlp_explain_opts opts = { 0 };
	struct dlp_explain *e = dlp_explain_new(&opts);
	const struct dlp_scanner_opts plain = { 0 };
	struct dlp_scanner_opts heard = { .trace = dlp_explain_trace(e) };
	struct scan a, b;

	scan_open(&a, true, scan_rules, &plain);
	scan_open(&b, true, scan_rules, &heard);
	for (size_t i = 0; i < dlp_builtin.rules; i++)
		for (size_t j = 0; j < builtin_rule(i)->examples.count; j++) {
			struct dlp_span text =
				builtin_rule(i)->examples.item[j];

			scan_cut(&a, text, NULL, 0);
			scan_cut(&b, text, NULL, 0);
			ck_assert(scan_same(dlp_buf_span(&a.out),
					    dlp_buf_span(&b.out)));
		}
	scan_close(&a);
	scan_close(&b);
	dlp_explain_free(e);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("explain");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, each_stage_is_told, 0, CASES(look_case));
	tcase_add_loop_test(tc, words_have_a_distance, 0, CASES(near_case));
	tcase_add_test(tc, the_surest_counts);
	tcase_add_test(tc, values_are_masked);
	tcase_add_test(tc, a_place_has_its_own);
	tcase_add_test(tc, looks_have_a_limit);
	tcase_add_test(tc, listening_changes_nothing);
	return suite_run("explain", tc);
}
