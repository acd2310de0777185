#include "base/progress.h"
#include "suite.h"

static const struct {
	uint64_t ms, files, bytes, findings;
	bool finds;
	const char *path;
	size_t width;
	const char *want; /* NULL: nothing is due */
} row[] = {
	{ 0, 1, 10, 0, false, "a", 80, NULL },
	{ 1999, 1, 10, 0, false, "a", 80, NULL },
	{ 2000, 1, 10, 0, false, "a", 80, "1 file, 10, 5/s: a" },
	{ 2000, 0, 0, 0, true, "", 80, "0 files, 0, 0/s, 0 findings" },
	{ 2000, 2, 1023, 1, true, "b", 80,
	  "2 files, 1023, 511/s, 1 finding: b" },
	{ 4000, 2, 1024, 1, true, "b", 80,
	  "2 files, 1.0K, 256/s, 1 finding: b" },
	{ 4000, 1000000, 20 << 20, 7, true, "a/b", 80,
	  "1000000 files, 20M, 5.0M/s, 7 findings: a/b" },
	{ 2000, 1, UINT64_MAX, 0, false, "a", 80, "1 file, 15E, 7.9E/s: a" },
	/* A name can neither move the cursor nor pass for another. */
	{ 2000, 1, 10, 0, false, "a\r\033[2Jb\n", 80,
	  "1 file, 10, 5/s: a\\x0d\\x1b[2Jb\\x0a" },
	{ 2000, 1, 10, 0, false, "\xff", 80, "1 file, 10, 5/s: \\xff" },
	/* What is too long loses its beginning. */
	{ 2000, 1, 10, 0, false, "folder/file.txt", 30,
	  "1 file, 10, 5/s: ...r/file.txt" },
	{ 2000, 1, 10, 0, false, "folder/file.txt", 32,
	  "1 file, 10, 5/s: folder/file.txt" },
	{ 2000, 1, 10, 0, false, "folder/file.txt", 20, "1 file, 10, 5/s: " },
	{ 2000, 1, 10, 0, false, "folder/file.txt", 10, "1 file, 10" },
	{ 2000, 1, 10, 0, false, "folder/file.txt", 0, "" },
	/* In columns, where a character may take two: rather too short. */
	{ 2000, 1, 10, 0, false, "\u65e5\u672c\u8a9e\u6587\u5b57", 25,
	  "1 file, 10, 5/s: ...\u6587\u5b57" },
	{ 2000, 1, 10, 0, false, "\u00e9\u00e9\u00e9\u00e9\u00e9", 22,
	  "1 file, 10, 5/s: \u00e9\u00e9\u00e9\u00e9\u00e9" },
};

START_TEST(a_line_fits)
{
	const uint64_t start = 77;
	struct dlp_progress progress = { .files = row[_i].files,
					 .bytes = row[_i].bytes,
					 .findings = row[_i].findings,
					 .finds = row[_i].finds };
	struct dlp_span path = { row[_i].path, strlen(row[_i].path) };
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_buf_adds(&out, "\r");
	dlp_progress_start(&progress, start, DLP_PROGRESS_DELAY);
	ck_assert_int_eq(dlp_progress_line(&progress, start + row[_i].ms, path,
					   row[_i].width, &out),
			 row[_i].want != NULL);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr + 1, row[_i].want ? row[_i].want : "");
	dlp_buf_release(&out);
}
END_TEST

START_TEST(lines_are_due_now_and_then)
{
	struct dlp_progress progress = { 0 };
	struct dlp_buf out;
	unsigned lines = 0;

	dlp_buf_init(&out, 0);
	dlp_progress_start(&progress, 1000, 0);
	for (uint64_t now = 1000; now < 2000; now++)
		lines += dlp_progress_line(&progress, now, DLP_SPAN("a"), 80,
					   &out);
	ck_assert_uint_eq(lines, 1000 / DLP_PROGRESS_EVERY);
	dlp_buf_release(&out);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("progress");

	tcase_add_loop_test(tc, a_line_fits, 0, CASES(row));
	tcase_add_test(tc, lines_are_due_now_and_then);
	return suite_run("progress", tc);
}
