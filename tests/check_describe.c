#include "detect/describe.h"

#include <string.h>

#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, s ? strlen(s) : 0 };
}

static const struct dlp_rule_part parts[] = {
	{ .name = { "user", 4 } },
	{ .name = { "host", 4 } },
};

static const struct dlp_rule rule = {
	.id = { "t.url", 5 },
	.name = { "A URL", 5 },
	.category = DLP_CATEGORY_SECRET,
	.part = parts,
	.parts = 2,
};

static const char text[] = "first line\nurl = x://bob:geheimnis12@ here";

enum { START = 25, END = 36, USER = 21, USER_END = 24 };

/* A finding of `geheimnis12` in the text above, and what it came to. */
struct told {
	struct dlp_unit unit;
	struct dlp_arena arena;
	struct dlp_buf scratch;
	struct dlp_described *described;
};

static void describe(struct told *told, const struct dlp_scanner_opts *opts,
		     const struct dlp_decoded *decoded, const char *at)
{
	const struct dlp_where where = { .path = DLP_SPAN("p") };
	const struct dlp_text piece = {
		.offset = 100, .line = 7, .text = span(text), .at = span(at)
	};
	const struct dlp_describer d = { .unit = &told->unit,
					 .where = &where,
					 .relative = where.path,
					 .opts = opts,
					 .scratch = &told->scratch };
	const struct dlp_match match = {
		.rule = &rule,
		.value_start = START,
		.value_end = END,
		.part = { { USER, USER_END }, { 0, 0 } },
	};

	*told = (struct told){ .arena = { 0 } };
	dlp_unit_init(&told->unit);
	dlp_buf_init(&told->scratch, 0);
	ck_assert_int_eq(dlp_unit_begin(&told->unit, &piece), DLP_OK);
	told->described = dlp_describe_match(&d, &match, decoded, &told->arena);
	ck_assert_ptr_nonnull(told->described);
	ck_assert_uint_eq(told->scratch.len, 0);
}

static void release(struct told *told)
{
	dlp_unit_release(&told->unit);
	dlp_arena_release(&told->arena);
	dlp_buf_release(&told->scratch);
}

START_TEST(rule_and_parts_are_told)
{
	const struct dlp_scanner_opts opts = { 0 };
	const struct dlp_finding *f;
	struct told told;

	describe(&told, &opts, NULL, NULL);
	f = &told.described->finding;
	ck_assert(dlp_span_is(f->rule, "t.url"));
	ck_assert(dlp_span_is(f->name, "A URL"));
	ck_assert_int_eq(f->category, DLP_CATEGORY_SECRET);
	/* A part that took no part in the match is not told. */
	ck_assert_uint_eq(f->parts, 1);
	ck_assert(dlp_span_is(f->part[0].name, "user"));
	ck_assert_uint_eq(f->part[0].offset, 100 + USER);
	ck_assert_uint_eq(f->part[0].length, USER_END - USER);
	ck_assert_uint_eq(f->at.len, 0);
	ck_assert_uint_eq(f->decodes, 0);
	release(&told);
}
END_TEST

/* Nothing shows the value but `value`, and an id is told with a key alone. */
START_TEST(values_are_shown_when_asked)
{
	for (int i = 0; i < 4; i++) {
		const struct dlp_scanner_opts opts = {
			.show_values = i & 1,
			.key = span(i & 2 ? "0123456789abcdef0123456789abcdef"
					  : NULL),
		};
		const struct dlp_finding *f;
		struct dlp_span line;
		struct told told;

		describe(&told, &opts, NULL, NULL);
		f = &told.described->finding;
		line = told.described->excerpt.text;
		ck_assert(dlp_span_is(f->match, "********"));
		ck_assert_uint_gt(line.len, 0);
		for (size_t j = 0; j + 9 <= line.len; j++)
			ck_assert(memcmp(line.ptr + j, "geheimnis", 9));
		ck_assert(dlp_span_is(f->value, i & 1 ? "geheimnis12" : ""));
		ck_assert_uint_eq(f->value_id.len,
				  i & 2 ? DLP_VALUE_ID_SIZE : 0);
		release(&told);
	}
}
END_TEST

/* `at` of the piece, with the cell where columns have names. */
static const struct {
	const char *at, *want;
} at_case[] = {
	{ NULL, "" },
	{ "{\"page\":3}", "{\"page\":3}" },
	{ "{\"row\":1,\"columns\":[\"a\"]}",
	  "{\"row\":1,\"columns\":[\"a\"],\"cell\":0,\"column\":\"a\"}" },
	/* A name may be a value, where the first row is none of names. */
	{ "{\"row\":1,\"columns\":[\"078-05-1120 b\"]}",
	  "{\"row\":1,\"columns\":[\"078-05-1120 b\"],\"cell\":0,"
	  "\"column\":\"******** b\"}" },
};

START_TEST(places_are_told)
{
	const struct dlp_scanner_opts opts = { 0 };
	struct told told;

	describe(&told, &opts, NULL, at_case[_i].at);
	ck_assert(dlp_span_eq(told.described->finding.at,
			      span(at_case[_i].want)));
	release(&told);
}
END_TEST

/* What is decoded is described from where it can be read. */
/* As of a text of two bytes a character. */
static void lead_double(const void *arg, size_t start, size_t end, size_t *from,
			size_t *to)
{
	(void)arg;
	*from = 2 * start;
	*to = 2 * end;
}

START_TEST(decoded_values_are_read_elsewhere)
{
	const struct dlp_scanner_opts opts = { .show_values = true };
	const struct dlp_decoded decoded = {
		.text = DLP_SPAN("key = offenbar1234567890 here"),
		.start = 6,
		.end = 24,
		.source = { .lead = lead_double },
		.how = { DLP_SPAN("base64"), DLP_SPAN("percent") },
		.hows = 2,
	};
	char plain[DLP_FINGERPRINT_MAX + 1], other[DLP_FINGERPRINT_MAX + 1];
	const struct dlp_excerpt *line;
	const struct dlp_finding *f;
	struct told told;

	describe(&told, &opts, NULL, NULL);
	dlp_fingerprint_text(&told.described->fingerprint, 0, plain);
	release(&told);
	describe(&told, &opts, &decoded, NULL);
	f = &told.described->finding;
	ck_assert(dlp_span_is(f->value, "offenbar1234567890"));
	ck_assert(dlp_span_is(f->match, "********7890"));
	ck_assert_uint_eq(f->decodes, 2);
	ck_assert(dlp_span_is(f->decoded[1], "percent"));
	/* Its parts stand where the match does. */
	ck_assert_uint_eq(f->part[0].offset, 100 + USER);
	line = &told.described->excerpt;
	ck_assert(dlp_span_is(line->text, "key = ********7890 here"));
	ck_assert_uint_eq(line->value, 6);
	ck_assert_uint_eq(line->runs, 2);
	ck_assert_uint_eq(line->run[0].at, 0);
	ck_assert_int_eq(line->run[0].from, -12);
	ck_assert_uint_eq(line->run[0].span, 6);
	ck_assert_uint_eq(line->run[1].at, 19);
	ck_assert_int_eq(line->run[1].from, 2 * (25 - 6));
	ck_assert_uint_eq(line->run[1].span, 8);
	dlp_fingerprint_text(&told.described->fingerprint, 0, other);
	ck_assert_str_ne(plain, other);
	release(&told);
}
END_TEST

START_TEST(reasons_have_words)
{
	const struct dlp_evidence evidence = {
		.why = { { "valid:", DLP_SPAN("luhn") },
			 { "test-value", { 0 } } },
		.whys = 2,
	};
	struct dlp_finding f = { .whys = 0 };
	struct dlp_arena arena = { 0 };

	ck_assert(dlp_describe_whys(&evidence, &arena, &f));
	ck_assert_uint_eq(f.whys, 2);
	ck_assert(dlp_span_is(f.why[0], "valid:luhn"));
	ck_assert(dlp_span_is(f.why[1], "test-value"));
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("describe");

	tcase_add_test(tc, rule_and_parts_are_told);
	tcase_add_test(tc, values_are_shown_when_asked);
	tcase_add_loop_test(tc, places_are_told, 0, CASES(at_case));
	tcase_add_test(tc, decoded_values_are_read_elsewhere);
	tcase_add_test(tc, reasons_have_words);
	return suite_run("describe", tc);
}
