#include "detect/cells.h"
#include "scan.h"
#include "suite.h"

#define COLUMNS "\"columns\":[\"Name\",\"opt-key\",\"Note\",\"x\"]"
#define RULES                                                                  \
	"[t.given]\nname = a\nkeywords = opt-\nassigned = [a-z0-9]{4,90}\n"    \
	"category = secret\nexample = opt-key: abcd\nreject = opt-key\n"       \
	"[t.word]\nname = a\nkeywords = note\nregex = (?i)note: (\\d)(\\d+)\n" \
	"value = 2\npart.head = 1\ncategory = pii\nexample = note: 12\n"       \
	"reject = note\n"                                                      \
	"[t.any]\nname = a\nkeywords = any\nregex = \\d\"\\w\n"                \
	"category = pii\nexample = any: 1\"a\nreject = any: 1a\n"              \
	"[t.plain]\nname = a\nkeywords = none\nregex = zz\\d+\n"               \
	"category = pii\nexample = zz1\nreject = z\n"

/* What was told: rule and value, each behind a blank. */
static char told[400];

static void see(void *arg, const struct dlp_record *record)
{
	const struct dlp_finding *f = &record->finding;
	size_t len = strlen(told);

	(void)arg;
	if (record->type == DLP_RECORD_FINDING)
		snprintf(told + len, sizeof(told) - len, " %.*s %.*s",
			 (int)f->rule.len, f->rule.ptr, (int)f->value.len,
			 f->value.ptr);
}

/* A piece of its exact size, so that a sanitizer sees a read behind it. */
static void feed(struct scan *scan, struct dlp_span text, uint64_t offset,
		 const char *at)
{
	char *copy = malloc(text.len ? text.len : 1);
	const struct dlp_text piece = { .offset = offset,
					.text = { copy, text.len },
					.at = { at, strlen(at) } };

	ck_assert_ptr_nonnull(copy);
	if (text.len)
		memcpy(copy, text.ptr, text.len);
	scan_feed(scan, &piece);
	free(copy);
}

/* One row, cut at `cut`. */
static void scan_row(struct scan *scan, const char *row, const char *at,
		     size_t cut)
{
	const size_t len = strlen(row);

	told[0] = '\0';
	scan_begin(scan, NULL);
	feed(scan, (struct dlp_span){ row, cut }, 0, at);
	feed(scan, (struct dlp_span){ row + cut, len - cut }, cut, at);
	scan_end(scan);
}

static void open_rules(struct scan *scan)
{
	const struct dlp_scanner_opts opts = { .show_values = true };

	scan_open(scan, false, RULES, &opts);
	scan->see = see;
}

static const struct {
	const char *row, *told;
} row_case[] = {
	{ "Ann\tk4ey\tno\tabcd\n", " t.given k4ey" },
	{ "abcd\tk4ey", " t.given k4ey" },
	{ "Ann\t\t4711\tk4ey\n", " t.word 711" },
	{ "Ann\tk4ey\t4711\r\n", " t.given k4ey t.word 711" },
	/* Names stand under themselves. */
	{ "Name\topt-key\tNote\tx\n", "" },
	/* Not all of the cell, and not across cells. */
	{ "Ann\tk4ey+\tno\n", "" },
	{ "Ann\tk4\tey5678\n", "" },
	/* What needs no name is found as it is everywhere, and once. */
	{ "zz1\tk4ey\tzz3\tzz4\n",
	  " t.plain zz1 t.given k4ey t.plain zz3 t.plain zz4" },
	/* More cells than names. */
	{ "a\tb\tc\td\tk4ey\n", "" },
};

START_TEST(cells_are_read_behind_their_names)
{
	const char *row = row_case[_i].row;
	struct scan scan;

	open_rules(&scan);
	for (size_t cut = 0; cut <= strlen(row); cut++) {
		scan_row(&scan, row, "{\"row\":2," COLUMNS "}", cut);
		ck_assert_str_eq(told, row_case[_i].told);
	}
	scan_close(&scan);
}
END_TEST

/* The same of a text that is a table by itself. */
static const struct {
	const char *text, *told;
} table_case[] = {
	{ "name,opt-key,note\nAnn,k4ey,4711\nBob,k5ey,\n",
	  " t.given k4ey t.word 711 t.given k5ey" },
	{ "name;opt-key;note\r\nAnn;k4ey;4711", " t.given k4ey t.word 711" },
	{ "note\topt-key\n4711\tk4ey\n", " t.word 711 t.given k4ey" },
	{ "\xef\xbb\xbfopt-key|name\n k4ey | Ann\n", " t.given k4ey" },
	/* In quotes, where a cell may hold anything. */
	{ "\"name\",\"opt-key\",\"note\"\n\"A,\n\"\"n\",\"k4ey\",\"4711\"\n",
	  " t.given k4ey t.word 711" },
	{ "any,opt-key\n\"k4\"\"ey\",k5ey\n", " t.any 4\"\"e t.given k5ey" },
	/* No table: rows differ, or nobody asks for a name. */
	{ "name,opt-key,note\nAnn,k4ey\nBob,k5ey,4711\n", "" },
	{ "name,other\nAnn,k4ey\n", "" },
	{ "name,other\nAnn,zz1\n", " t.plain zz1" },
	/* A row that is short or long, and names that come again. */
	{ "name,opt-key,note\nAnn,k4ey,4711\n\nBob,k5ey\n,k6ey,,k7ey\n",
	  " t.given k4ey t.word 711 t.given k5ey t.given k6ey" },
	{ "name,opt-key\nAnn,k4ey\nname,opt-key\nBob,k5ey\n",
	  " t.given k4ey t.given k5ey" },
};

START_TEST(texts_may_be_tables)
{
	const char *text = table_case[_i].text;
	struct scan scan;

	open_rules(&scan);
	for (size_t cut = 0; cut <= strlen(text); cut++) {
		scan_row(&scan, text, "", cut);
		ck_assert_str_eq(told, table_case[_i].told);
	}
	/* An `at` says that it is something else. */
	scan_row(&scan, table_case[0].text, "{\"page\":1}", 9);
	ck_assert_str_eq(told, "");
	scan_close(&scan);
}
END_TEST

START_TEST(without_names_there_is_nothing)
{
	struct scan scan;

	open_rules(&scan);
	scan_row(&scan, "Ann\tk4ey\t4711\n", "{\"row\":2}", 3);
	ck_assert_str_eq(told, "");
	scan_row(&scan, "Ann\tk4ey\t4711\n", "", 3);
	ck_assert_str_eq(told, "");
	scan_close(&scan);
}
END_TEST

/* However it comes, and whatever the length of what stands before. */
START_TEST(long_cells_are_passed_over)
{
	static const size_t length[] = { DLP_CELLS_VALUE, DLP_CELLS_VALUE + 1,
					 5000, 100000 };
	static char row[120000];
	const size_t len = length[_i];
	struct scan scan;

	memset(row, '-', len);
	snprintf(row + len, sizeof(row) - len, "\tk4ey\t4711\t-\n");
	open_rules(&scan);
	for (size_t cut = len > 40 ? len - 40 : 0; cut < len + 14; cut++) {
		scan_row(&scan, row, "{\"row\":2," COLUMNS "}", cut);
		ck_assert_str_eq(told, " t.given k4ey t.word 711");
	}
	/* In its own column: the limit counts. */
	snprintf(row, sizeof(row), "-\t-\t4");
	memset(row + 5, '7', len - 1);
	snprintf(row + len + 4, sizeof(row) - len - 4, "\t-\n");
	scan_row(&scan, row, "{\"row\":2," COLUMNS "}", 9);
	ck_assert_int_eq(strncmp(told, " t.word 7", 9) == 0,
			 len == DLP_CELLS_VALUE);
	scan_close(&scan);
}
END_TEST

/* Names that come when some of the row is gone. */
START_TEST(late_names_count_from_the_next_cell)
{
	static char row[50000];
	struct scan scan;

	memset(row, '-', 40000);
	memcpy(row + 40000, "\tk4ey\t4711\n", 11);
	open_rules(&scan);
	scan_begin(&scan, NULL);
	told[0] = '\0';
	feed(&scan, (struct dlp_span){ row, 39000 }, 0, "{\"row\":2}");
	feed(&scan, (struct dlp_span){ row + 39000, 1011 }, 39000,
	     "{\"row\":2," COLUMNS "}");
	scan_end(&scan);
	ck_assert_str_eq(told, " t.given k4ey t.word 711");
	scan_close(&scan);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("cells");

	tcase_add_loop_test(tc, cells_are_read_behind_their_names, 0,
			    CASES(row_case));
	tcase_add_loop_test(tc, texts_may_be_tables, 0, CASES(table_case));
	tcase_add_test(tc, without_names_there_is_nothing);
	tcase_add_loop_test(tc, long_cells_are_passed_over, 0, 4);
	tcase_add_test(tc, late_names_count_from_the_next_cell);
	return suite_run("cells", tc);
}
