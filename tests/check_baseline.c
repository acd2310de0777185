#include "detect/baseline.h"

#include <sys/stat.h>

#include "base/io.h"
#include "scratch.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* What a baseline may hold, and what is wrong with it. */
static const struct {
	const char *text, *want;
} baseline_case[] = {
	{ "", "" },
	{ "# c\n\n" SCRATCH_PLACE "-0\n" SCRATCH_PLACE
	  "-0123456789abcdef x y\n",
	  "" },
	{ SCRATCH_PLACE "-0 a\n" SCRATCH_PLACE "-0 a\n" SCRATCH_PLACE "-0 b\n",
	  "" },
	{ SCRATCH_PLACE "-0", "" },
	{ SCRATCH_PLACE "-0\r\n", "" },
	{ "<<<<<<< HEAD\n", "line 1 begins" },
	{ SCRATCH_PLACE "-0\n=======\n", "line 2 begins" },
	{ SCRATCH_PLACE "\n", "line 1 begins" },
	{ SCRATCH_PLACE "-\n", "line 1 begins" },
	{ SCRATCH_PLACE "-0123456789abcdef0\n", "line 1 begins" },
	{ SCRATCH_PLACE "-G\n", "line 1 begins" },
	{ SCRATCH_PLACE "-ax\n", "line 1 begins" },
	{ SCRATCH_PLACE "0-a\n", "line 1 begins" },
	{ "0123456789ABCDEF0123456789abcdef-0\n", "line 1 begins" },
	{ "\x7f\x45\x4c\x46\x01\x02", "line 1 begins" },
};

START_TEST(baselines_are_strict)
{
	struct dlp_baseline *b = dlp_baseline_new();
	const char *text = baseline_case[_i].text;
	struct dlp_error err = { 0 };
	char path[SCRATCH_NAME];

	scratch_make(path, text, strlen(text));
	if (*baseline_case[_i].want) {
		ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_SKIP);
		ck_assert_ptr_nonnull(strstr(err.msg, baseline_case[_i].want));
	} else {
		ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_OK);
		ck_assert(dlp_baseline_has(b, span(SCRATCH_PLACE "-0")) ==
			  (strstr(text, SCRATCH_PLACE "-0") != NULL));
		ck_assert(!dlp_baseline_has(b, span(SCRATCH_PLACE "-1")));
		ck_assert(!dlp_baseline_has(b, span(SCRATCH_PLACE "-")));
	}
	unlink(path);
	dlp_baseline_free(b);
}
END_TEST

START_TEST(baselines_have_a_size)
{
	struct dlp_baseline *b = dlp_baseline_new();
	struct dlp_error err = { 0 };
	char path[SCRATCH_NAME];

	scratch_make(path, "", 0);
	ck_assert_int_eq(truncate(path, (off_t)DLP_BASELINE_MAX + 1), 0);
	ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_SKIP);
	ck_assert_ptr_nonnull(strstr(err.msg, "not a file of at most"));
	unlink(path);
	ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_SKIP);
	ck_assert_int_ne(err.sys, 0);
	dlp_baseline_free(b);
}
END_TEST

static void note(struct dlp_baseline *b, const char *fingerprint)
{
	const struct dlp_where where = { .members = 1,
					 .member = { DLP_SPAN("m") } };

	dlp_baseline_note(b, DLP_SPAN("t.r"), DLP_SPAN("a\nb"), &where,
			  span(fingerprint));
}

/* Read a file of what is known, note some, write it, compare. */
static const struct {
	const char *before, *noted[4], *after;
	size_t kept, added, removed;
} write_case[] = {
	{ NULL,
	  { SCRATCH_PLACE "-b", SCRATCH_PLACE "-a", SCRATCH_PLACE "-b" },
	  "# Findings that are known, for dlp-scan --baseline.\n" SCRATCH_PLACE
	  "-a t.r a\\x0ab!/m\n" SCRATCH_PLACE "-b t.r a\\x0ab!/m\n",
	  0,
	  2,
	  0 },
	{ "# mine\n" SCRATCH_PLACE "-b why not\n# and\n" SCRATCH_PLACE "-d\n",
	  { SCRATCH_PLACE "-c", SCRATCH_PLACE "-b" },
	  "# mine\n# and\n" SCRATCH_PLACE "-b why not\n" SCRATCH_PLACE
	  "-c t.r a\\x0ab!/m\n",
	  1,
	  1,
	  1 },
	{ "# mine\n" SCRATCH_PLACE "-b\n", { NULL }, "# mine\n", 0, 0, 1 },
	{ "# mine\n" SCRATCH_PLACE "-c\n" SCRATCH_PLACE "-b x\n" SCRATCH_PLACE
	  "-b y\n",
	  { SCRATCH_PLACE "-b", SCRATCH_PLACE "-c" },
	  "# mine\n" SCRATCH_PLACE "-b x\n" SCRATCH_PLACE "-c\n",
	  2,
	  0,
	  0 },
};

START_TEST(baselines_are_written)
{
	struct dlp_baseline *b = dlp_baseline_new();
	const char *before = write_case[_i].before;
	struct dlp_baseline_change change;
	struct dlp_error err = { 0 };
	struct dlp_buf after;
	struct stat st;
	char path[SCRATCH_NAME];

	scratch_make(path, before ? before : "", before ? strlen(before) : 0);
	if (before)
		ck_assert_int_eq(chmod(path, 0640), 0);
	else
		unlink(path);
	ck_assert_int_eq(dlp_baseline_load(b, path, &err),
			 before ? DLP_OK : DLP_SKIP);
	/* What is not to be written is not kept. */
	note(b, SCRATCH_PLACE "-e");
	dlp_baseline_record(b);
	for (size_t i = 0; i < 4 && write_case[_i].noted[i]; i++)
		note(b, write_case[_i].noted[i]);
	ck_assert_int_eq(dlp_baseline_write(b, path, &change, &err), DLP_OK);
	ck_assert_uint_eq(change.kept, write_case[_i].kept);
	ck_assert_uint_eq(change.added, write_case[_i].added);
	ck_assert_uint_eq(change.removed, write_case[_i].removed);
	dlp_buf_init(&after, 0);
	ck_assert_int_eq(dlp_io_load(path, 4096, &after, &err), DLP_OK);
	dlp_buf_addc(&after, '\0');
	ck_assert_str_eq(after.ptr, write_case[_i].after);
	ck_assert_int_eq(stat(path, &st), 0);
	if (before)
		ck_assert_int_eq(st.st_mode & 0777, 0640);
	dlp_buf_release(&after);
	unlink(path);
	dlp_baseline_free(b);
}
END_TEST

START_TEST(baselines_that_cannot_be_written_are_left)
{
	struct dlp_baseline *b = dlp_baseline_new();
	struct dlp_baseline_change change;
	struct dlp_error err = { 0 };

	dlp_baseline_record(b);
	note(b, SCRATCH_PLACE "-a");
	ck_assert_int_eq(
		dlp_baseline_write(b, "/nonexistent/base", &change, &err),
		DLP_SKIP);
	ck_assert_ptr_nonnull(strstr(err.msg, "cannot create"));
	dlp_baseline_free(b);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("baseline");

	tcase_add_loop_test(tc, baselines_are_strict, 0, CASES(baseline_case));
	tcase_add_test(tc, baselines_have_a_size);
	tcase_add_loop_test(tc, baselines_are_written, 0, CASES(write_case));
	tcase_add_test(tc, baselines_that_cannot_be_written_are_left);
	return suite_run("baseline", tc);
}
