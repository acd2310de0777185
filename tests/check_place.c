#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "redact/place.h"

#define LENGTH(a) ((int)(sizeof(a) / sizeof((a)[0])))

static const struct {
	const char *root, *path, *below; /* NULL: refused */
} below_case[] = {
	{ "", "a/b", "a/b" },
	{ "", "/a/b", "a/b" },
	{ "", "./a//b", "a/b" },
	{ "", "../a", NULL },
	{ "", "a/../b", NULL },
	{ "", "a/..", NULL },
	{ "", "", NULL },
	{ "", "/", NULL },
	{ "", ".", NULL },
	{ "", "..a/b..", "..a/b.." },
	{ "r", "r/a", "a" },
	{ "r/", "./r/a", "a" },
	{ "./r/s", "r/s/a/b", "a/b" },
	{ ".", "r/a", "r/a" },
	{ "r", "ra/a", NULL },
	{ "r", "r", NULL },
	{ "r", "r/../s", NULL },
	{ "/r", "/r/a", "a" },
	{ "/r", "r/a", NULL },
	{ "r", "/r/a", NULL },
	{ "/", "/a", "a" },
	{ "../r", "../r/a", "a" },
	{ "r", "r/a\nb \xff", "a\nb \xff" },
};

START_TEST(below)
{
	const char *root = below_case[_i].root, *path = below_case[_i].path;
	struct dlp_buf out = { 0 };
	struct dlp_error err;
	enum dlp_status status;

	status = dlp_redact_place_below((struct dlp_span){ root, strlen(root) },
					(struct dlp_span){ path, strlen(path) },
					&out, &err);
	if (!below_case[_i].below) {
		ck_assert_int_eq(status, DLP_SKIP);
	} else {
		ck_assert_int_eq(status, DLP_OK);
		dlp_buf_addc(&out, '\0');
		ck_assert_str_eq(out.ptr, below_case[_i].below);
	}
	dlp_buf_release(&out);
}
END_TEST

START_TEST(nul_in_a_name)
{
	struct dlp_buf out = { 0 };
	struct dlp_error err;

	ck_assert_int_eq(dlp_redact_place_below(DLP_SPAN(""), DLP_SPAN("a\0b"),
						&out, &err),
			 DLP_SKIP);
	dlp_buf_release(&out);
}
END_TEST

static char folder[] = "/tmp/check_place_XXXXXX";
static int root;

static void setup(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	root = open(folder, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(root, 0);
}

static void teardown(void)
{
	char command[64];

	close(root);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0);
}

static enum dlp_status put(const char *name, const char *text, bool replace,
			   struct dlp_error *err)
{
	struct dlp_redact_place place;
	enum dlp_status status;

	status = dlp_redact_place_open(&place, root,
				       (struct dlp_span){ name, strlen(name) },
				       true, err);
	if (!status)
		status = dlp_redact_place_create(&place, err);
	if (!status) {
		ck_assert_int_eq(write(place.fd, text, strlen(text)),
				 (ssize_t)strlen(text));
		status = dlp_redact_place_commit(&place, replace, err);
	}
	dlp_redact_place_close(&place);
	return status;
}

static void expect(const char *name, const char *text)
{
	char buf[64] = "";
	int fd = openat(root, name, O_RDONLY);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge(read(fd, buf, sizeof(buf) - 1), 0);
	close(fd);
	ck_assert_str_eq(buf, text);
}

START_TEST(names_are_taken_once)
{
	struct dlp_error err;

	ck_assert_int_eq(put("a/b/c", "one", false, &err), DLP_OK);
	expect("a/b/c", "one");
	ck_assert_int_eq(put("a/b/c", "two", false, &err), DLP_SKIP);
	ck_assert_int_eq(err.sys, EEXIST);
	expect("a/b/c", "one");
	ck_assert_int_eq(put("a/b/c", "three", true, &err), DLP_OK);
	expect("a/b/c", "three");
	/* Nothing else is left there. */
	ck_assert_int_eq(unlinkat(root, "a/b/c", 0), 0);
	ck_assert_int_eq(unlinkat(root, "a/b", AT_REMOVEDIR), 0);
}
END_TEST

START_TEST(links_are_not_followed)
{
	struct dlp_error err;

	ck_assert_int_eq(mkdirat(root, "real", 0700), 0);
	ck_assert_int_eq(symlinkat("real", root, "link"), 0);
	ck_assert_int_eq(put("link/x", "one", true, &err), DLP_SKIP);
	ck_assert_int_eq(faccessat(root, "real/x", F_OK, 0), -1);
	/* A name that is a link is replaced itself, not what it points to. */
	ck_assert_int_eq(put("real/y", "old", false, &err), DLP_OK);
	ck_assert_int_eq(symlinkat("y", root, "real/z"), 0);
	ck_assert_int_eq(put("real/z", "new", false, &err), DLP_SKIP);
	ck_assert_int_eq(put("real/z", "new", true, &err), DLP_OK);
	expect("real/y", "old");
	expect("real/z", "new");
}
END_TEST

START_TEST(what_is_not_committed_is_gone)
{
	struct dlp_redact_place place;
	struct dlp_error err;
	struct stat st;

	ck_assert_int_eq(
		dlp_redact_place_open(&place, root, DLP_SPAN("x"), false, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_redact_place_create(&place, &err), DLP_OK);
	ck_assert_int_eq(fstat(place.fd, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	dlp_redact_place_close(&place);
	ck_assert_int_eq(faccessat(root, "x", F_OK, 0), -1);
	ck_assert_int_eq(rmdir(folder), 0);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
}
END_TEST

START_TEST(backups)
{
	struct dlp_redact_place place;
	struct dlp_error err;

	ck_assert_int_eq(put("x", "old", false, &err), DLP_OK);
	ck_assert_int_eq(
		dlp_redact_place_open(&place, root, DLP_SPAN("x"), false, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_redact_place_backup(&place, ".orig", &err),
			 DLP_OK);
	ck_assert_int_eq(dlp_redact_place_backup(&place, ".orig", &err),
			 DLP_SKIP);
	ck_assert_int_eq(err.sys, EEXIST);
	/* While the new file has no name, the backup can be taken back. */
	dlp_redact_place_unback(&place, ".orig");
	expect("x.orig", "old");
	ck_assert_int_eq(dlp_redact_place_create(&place, &err), DLP_OK);
	dlp_redact_place_unback(&place, ".orig");
	ck_assert_int_eq(faccessat(root, "x.orig", F_OK, 0), -1);
	ck_assert_int_eq(dlp_redact_place_backup(&place, ".orig", &err),
			 DLP_OK);
	dlp_redact_place_close(&place);
	ck_assert_int_eq(put("x", "new", true, &err), DLP_OK);
	expect("x.orig", "old");
	expect("x", "new");
}
END_TEST

START_TEST(missing_folders)
{
	struct dlp_redact_place place;
	struct dlp_error err;

	ck_assert_int_eq(dlp_redact_place_open(&place, root, DLP_SPAN("no/x"),
					       false, &err),
			 DLP_SKIP);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_int_eq(place.dir, -1);
	ck_assert_int_eq(put("f", "", false, &err), DLP_OK);
	ck_assert_int_eq(put("f/x", "", false, &err), DLP_SKIP);
	ck_assert_int_eq(err.sys, ENOTDIR);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("place");
	TCase *tc = tcase_create("place");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, below, 0, LENGTH(below_case));
	tcase_add_test(tc, nul_in_a_name);
	tcase_add_test(tc, names_are_taken_once);
	tcase_add_test(tc, links_are_not_followed);
	tcase_add_test(tc, what_is_not_committed_is_gone);
	tcase_add_test(tc, backups);
	tcase_add_test(tc, missing_folders);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
