#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "suite.h"

static char folder[] = "/tmp/dlp-folder-XXXXXX";
static const char *const endings[] = { ".conf", ".toml", NULL };

/* As they are made: none of it is in the order of the names. */
static const char *const names[] = { "b.conf", "a.toml",        "Z.conf",
				     ".conf",  ".x.conf",       "a.conf.old",
				     "a.txt",  "\xc3\xa4.conf", "conf" };

static void make_folder(void)
{
	char path[128];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		close(open(path, O_CREAT | O_WRONLY, 0600));
	}
}

static void remove_folder(void)
{
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

/* Paths that were taken, without the folder; stops at `stop`. */
struct taken {
	char names[256];
	const char *stop;
};

static enum dlp_status take(void *arg, const char *path, struct dlp_error *err)
{
	struct taken *taken = arg;
	const char *name = path + strlen(folder);
	const size_t used = strlen(taken->names);

	ck_assert(!strncmp(path, folder, strlen(folder)));
	snprintf(taken->names + used, sizeof(taken->names) - used, "%s ", name);
	if (taken->stop && !strcmp(name, taken->stop))
		return dlp_error_set(err, DLP_SKIP, 0, "stopped");
	return DLP_OK;
}

START_TEST(files_come_by_name)
{
	struct taken taken = { .stop = NULL };
	struct dlp_error err;

	ck_assert_int_eq(dlp_folder_each(folder, endings, take, &taken, &err),
			 DLP_OK);
	ck_assert_str_eq(taken.names,
			 "/Z.conf /a.toml /b.conf /\xc3\xa4.conf ");
}
END_TEST

START_TEST(who_takes_them_may_stop)
{
	struct taken taken = { .stop = "/a.toml" };
	struct dlp_error err;

	ck_assert_int_eq(dlp_folder_each(folder, endings, take, &taken, &err),
			 DLP_SKIP);
	ck_assert_str_eq(taken.names, "/Z.conf /a.toml ");
	ck_assert_str_eq(err.msg, "stopped");
}
END_TEST

START_TEST(a_file_is_taken_as_it_is)
{
	struct taken taken = { .stop = NULL };
	struct dlp_error err;
	char path[128];

	snprintf(path, sizeof(path), "%s/a.txt", folder);
	ck_assert_int_eq(dlp_folder_or_file(path, endings, take, &taken, &err),
			 DLP_OK);
	ck_assert_str_eq(taken.names, "/a.txt ");
	ck_assert_int_eq(dlp_folder_each(path, endings, take, &taken, &err),
			 DLP_SKIP);
	ck_assert_int_eq(err.sys, ENOTDIR);
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
	struct taken taken = { .stop = NULL };
	struct dlp_error err;
	char path[128];

	snprintf(path, sizeof(path), "%s/none", folder);
	ck_assert_int_eq(dlp_folder_or_file(path, endings, take, &taken, &err),
			 DLP_SKIP);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_ptr_nonnull(strstr(err.msg, "cannot open"));
	ck_assert_str_eq(taken.names, "");
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("folder");

	tcase_add_unchecked_fixture(tc, make_folder, remove_folder);
	tcase_add_test(tc, files_come_by_name);
	tcase_add_test(tc, who_takes_them_may_stop);
	tcase_add_test(tc, a_file_is_taken_as_it_is);
	tcase_add_test(tc, what_is_not_there_is_said);
	return suite_run("folder", tc);
}
