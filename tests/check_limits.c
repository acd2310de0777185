#include "detect/limits.h"

#include <stdio.h>
#include <string.h>

#include "scan.h"
#include "suite.h"

/* What is told, a line each: code and message. */
struct told {
	char text[512];
	enum dlp_status answer;
};

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct told *told = arg;
	const size_t used = strlen(told->text);

	ck_assert_int_eq(record->type, DLP_RECORD_ERROR);
	ck_assert(dlp_span_eq(record->where.path, DLP_SPAN("f")));
	snprintf(told->text + used, sizeof(told->text) - used, "%d %.*s\n",
		 (int)record->error.code, (int)record->error.message.len,
		 record->error.message.ptr);
	return told->answer;
}

static struct dlp_catalog *catalog_of_three(void)
{
	static const char rules[] =
#define RULE(id, hit)                                          \
	"[" id "]\nname = a\nkeywords = " hit "\nregex = " hit \
	"\ncategory = pii\nexample = " hit "\nreject = x\n"
		RULE("t.a", "aaaa") RULE("t.b", "bbbb") RULE("t.c", "cccc");
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err;

	ck_assert_ptr_nonnull(catalog);
	ck_assert_int_eq(scan_load(catalog, rules, DLP_TRUST_ALL, &err),
			 DLP_OK);
	ck_assert_uint_eq(dlp_catalog_count(catalog), 3);
	return catalog;
}

/* How often each of three rules gives up, in the text and in views. */
static const struct {
	unsigned text[3], view[3];
	uint64_t full;
	const char *told;
} limits_case[] = {
	{ { 0 }, { 0 }, 0, "" },
	{ { 0, 1, 0 },
	  { 0 },
	  0,
	  "M rule t.b gave up at its match limit 1 times\n" },
	{ { 7, 0, 0 },
	  { 7, 0, 1 },
	  0,
	  "M rule t.a gave up at its match limit 14 times\n"
	  "M rule t.c gave up at its match limit 1 times\n" },
	{ { 0, 0, DLP_LIMITS_HITS },
	  { 0 },
	  0,
	  "M rule t.c gave up at its match limit 8 times and was left out\n" },
	{ { 0 },
	  { DLP_LIMITS_HITS, 0, 0 },
	  0,
	  "M rule t.a gave up at its match limit 8 times and was left out\n" },
	{ { 0 },
	  { 0 },
	  3,
	  "T more is encoded than may be decoded, in 3 blocks of 4096 "
	  "bytes\n" },
	{ { 1, 0, 0 },
	  { 0 },
	  1,
	  "M rule t.a gave up at its match limit 1 times\n"
	  "T more is encoded than may be decoded, in 1 blocks of 4096 "
	  "bytes\n" },
};

static void hit(struct dlp_limits *limits, enum dlp_limits_place place,
		const unsigned hits[3])
{
	for (size_t r = 0; r < 3; r++) {
		for (unsigned i = 1; i <= hits[r]; i++)
			ck_assert_int_eq(dlp_limits_hit(limits, place, r),
					 i == DLP_LIMITS_HITS);
		ck_assert_int_eq(dlp_limits_off(limits, place, r),
				 hits[r] >= DLP_LIMITS_HITS);
	}
}

/* The expected lines, with the codes' numbers for their letters. */
static void expect(const char *lines, char *out, size_t size)
{
	size_t used = 0;

	*out = '\0';
	for (; *lines; lines = strchr(lines, '\n') + 1) {
		const int len = (int)(strchr(lines, '\n') - lines);

		used += (size_t)snprintf(out + used, size - used, "%d %.*s\n",
					 *lines == 'M' ? DLP_CODE_MATCH_LIMIT
						       : DLP_CODE_TOO_MANY,
					 len - 2, lines + 2);
	}
}

START_TEST(what_was_not_looked_at_is_told)
{
	const struct dlp_where where = { .path = DLP_SPAN("f") };
	struct dlp_catalog *catalog = catalog_of_three();
	struct dlp_limits limits;
	struct told told = { .answer = DLP_OK };
	char expected[512];

	expect(limits_case[_i].told, expected, sizeof(expected));
	ck_assert_int_eq(dlp_limits_init(&limits, catalog), DLP_OK);
	/* The second time as another document. */
	for (int round = 0; round < 2; round++) {
		*told.text = '\0';
		hit(&limits, DLP_LIMITS_TEXT, limits_case[_i].text);
		hit(&limits, DLP_LIMITS_VIEW, limits_case[_i].view);
		limits.full += limits_case[_i].full;
		ck_assert_int_eq(dlp_limits_tell(&limits, &where, tell, &told),
				 *expected ? DLP_SKIP : DLP_OK);
		ck_assert_str_eq(told.text, expected);
		dlp_limits_reset(&limits);
		ck_assert_int_eq(dlp_limits_tell(&limits, &where, tell, &told),
				 DLP_OK);
	}
	dlp_limits_release(&limits);
	dlp_catalog_free(catalog);
}
END_TEST

START_TEST(who_hears_it_may_refuse)
{
	const struct dlp_where where = { .path = DLP_SPAN("f") };
	struct dlp_catalog *catalog = catalog_of_three();
	struct told told = { .answer = DLP_FATAL };
	struct dlp_limits limits;

	ck_assert_int_eq(dlp_limits_init(&limits, catalog), DLP_OK);
	dlp_limits_hit(&limits, DLP_LIMITS_TEXT, 0);
	ck_assert_int_eq(dlp_limits_tell(&limits, &where, tell, &told),
			 DLP_FATAL);
	dlp_limits_reset(&limits);
	limits.full = 1;
	ck_assert_int_eq(dlp_limits_tell(&limits, &where, tell, &told),
			 DLP_FATAL);
	dlp_limits_release(&limits);
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("limits");

	tcase_add_loop_test(tc, what_was_not_looked_at_is_told, 0,
			    CASES(limits_case));
	tcase_add_test(tc, who_hears_it_may_refuse);
	return suite_run("limits", tc);
}
