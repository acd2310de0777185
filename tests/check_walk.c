#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/ignore.h"
#include "extract/walk.h"
#include "suite.h"

static void make_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

/* A folder of its own for each test, which is the current one. */
static void make_tree(void)
{
	char dir[] = "/tmp/check-walk-XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(mkdir("d", 0755), 0);
	ck_assert_int_eq(mkdir("d/b", 0755), 0);
	ck_assert_int_eq(mkdir("d/.git", 0755), 0);
	ck_assert_int_eq(mkdir("d/b/deep", 0755), 0);
	make_file("outside", "o");
	make_file("d/z.txt", "z");
	make_file("d/.hidden", "h");
	make_file("d/a.log", "a");
	make_file("d/.git/config", "g");
	make_file("d/b/deep/x.txt", "x");
	make_file("d/b/new\nline", "n");
	make_file("d/b/\xff\xfe", "bytes");
	ck_assert_int_eq(link("d/a.log", "d/b/also-a.log"), 0);
	ck_assert_int_eq(symlink("../outside", "d/link"), 0);
	ck_assert_int_eq(symlink("..", "d/b/up"), 0);
	ck_assert_int_eq(symlink("nowhere", "d/b/dangling"), 0);
	ck_assert_int_eq(mkfifo("d/fifo", 0600), 0);
}

static void remove_tree(void)
{
	char cwd[4096], command[4200];

	ck_assert_ptr_nonnull(getcwd(cwd, sizeof(cwd)));
	ck_assert_ptr_nonnull(strstr(cwd, "check-walk-"));
	snprintf(command, sizeof(command), "rm -rf '%s'", cwd);
	ck_assert_int_eq(system(command), 0);
}

static const char *const txt[] = { "*.txt" };
static const char *const deep_x[] = { "b/*/x.txt" };
static const char *const b[] = { "b" };

static const struct {
	struct dlp_walk_opts opts;
	const char *operand;
	const char *paths;
} walk_case[] = {
	{ { .follow = false },
	  "d",
	  "d/.hidden|d/a.log|d/b/deep/x.txt|d/b/new\nline|d/b/\xff\xfe|"
	  "d/z.txt|" },
	{ { .follow = false },
	  "d/",
	  "d/.hidden|d/a.log|d/b/deep/x.txt|d/b/new\nline|d/b/\xff\xfe|"
	  "d/z.txt|" },
	/* The folder above is the operand: a loop, and read once. */
	{ { .follow = true },
	  "d",
	  "d/.hidden|d/a.log|d/b/deep/x.txt|d/b/new\nline|d/b/\xff\xfe|"
	  "d/link|d/z.txt|" },
	{ { .include = txt, .includes = 1 }, "d", "d/b/deep/x.txt|d/z.txt|" },
	{ { .include = deep_x, .includes = 1 }, "d", "d/b/deep/x.txt|" },
	{ { .exclude = b, .excludes = 1 }, "d", "d/.hidden|d/a.log|d/z.txt|" },
	{ { .exclude = txt, .excludes = 1 }, "d/z.txt", "d/z.txt|" },
	{ { .one_file_system = true }, "d/b/deep", "d/b/deep/x.txt|" },
	{ { .follow = false }, "d/link", "d/link|" },
	{ { .follow = false }, "d/.git", "d/.git/config|" },
	{ { .follow = false }, "d/nonesuch", "!io d/nonesuch|" },
	{ { .follow = false }, "d/b/dangling", "!io d/b/dangling|" },
};

static void walk_into(struct dlp_buf *out, struct dlp_walk *walk,
		      const char *operand)
{
	struct dlp_walk_item item;
	struct stat st;

	dlp_walk_start(walk, operand);
	for (;;) {
		switch (dlp_walk_next(walk, &item)) {
		case DLP_WALK_FILE:
			ck_assert_int_eq(fstat(item.fd, &st), 0);
			ck_assert(S_ISREG(st.st_mode));
			ck_assert_int_eq(item.named,
					 !strcmp(item.path, operand));
			close(item.fd);
			dlp_buf_adds(out, item.path);
			break;
		case DLP_WALK_ERROR:
			ck_assert(item.err.msg[0]);
			dlp_buf_addf(out, "!%s ", dlp_code_name(item.code));
			dlp_buf_adds(out, item.path);
			break;
		case DLP_WALK_NOTE:
			dlp_buf_addf(out, "note %s", item.path);
			break;
		case DLP_WALK_END:
			dlp_buf_addc(out, '\0');
			return;
		case DLP_WALK_FATAL:
			ck_abort();
		}
		dlp_buf_addc(out, '|');
	}
}

START_TEST(trees)
{
	struct dlp_walk *walk = dlp_walk_new(&walk_case[_i].opts);
	struct dlp_buf out;

	make_tree();
	dlp_buf_init(&out, 0);
	walk_into(&out, walk, walk_case[_i].operand);
	ck_assert_str_eq(out.ptr, walk_case[_i].paths);
	dlp_buf_release(&out);
	dlp_walk_free(walk);
	remove_tree();
}
END_TEST

static const struct {
	const char *glob, *path;
	bool fits;
} glob_case[] = {
	{ "a", "a", true },
	{ "a", "b", false },
	{ "a", "ab", false },
	{ "*", "abc", true },
	{ "*", "a/b", false },
	{ "*.txt", "a.txt", true },
	{ "a*b*c", "aXbXbXc", true },
	{ "a*b*c", "aXbXbX", false },
	{ "?", "a", true },
	{ "a?b", "a/b", false },
	{ "[a-c]x", "bx", true },
	{ "[!a-c]x", "bx", false },
	{ "[]]", "]", true },
	{ "[ab", "[ab", true },
	{ "\\*", "*", true },
	{ "\\*", "a", false },
	{ "**/a", "a", true },
	{ "**/a", "x/y/a", true },
	{ "**/a", "x/ya", false },
	{ "a/**/b", "a/b", true },
	{ "a/**/b", "a/x/y/b", true },
	{ "a/**", "a/x/y", true },
	{ "a/**", "a", false },
	{ "**/x*y/*.c", "a/xzy/b/xy/c.c", true },
	{ "a**b", "a/b", false },
	{ "", "", true },
	{ "", "a", false },
};

START_TEST(globs)
{
	ck_assert_msg(dlp_ignore_glob(glob_case[_i].glob, glob_case[_i].path) ==
			      glob_case[_i].fits,
		      "%s %s", glob_case[_i].glob, glob_case[_i].path);
}
END_TEST

START_TEST(gitignore)
{
	static const struct dlp_walk_opts opts = { .gitignore = true };
	struct dlp_walk *walk = dlp_walk_new(&opts);
	struct dlp_buf out;

	make_tree();
	make_file("d/.gitignore", "# comment\r\n*.log\n/z.txt\n\n!keep.log\n"
				  "deep/\nsp\\ ace\\ \nb/new*\n");
	make_file("d/keep.log", "k");
	make_file("d/b/z.txt", "z");
	make_file("d/b/deep.txt", "z");
	make_file("d/b/.gitignore", "!*a.log\n");
	dlp_buf_init(&out, 0);
	walk_into(&out, walk, "d");
	ck_assert_str_eq(out.ptr, "d/.gitignore|d/.hidden|d/b/.gitignore|"
				  "d/b/also-a.log|d/b/deep.txt|d/b/z.txt|"
				  "d/b/\xff\xfe|d/keep.log|");
	dlp_buf_release(&out);
	dlp_walk_free(walk);
	remove_tree();
}
END_TEST

/* Of hard links one is read over all operands, but what is named always. */
START_TEST(hard_links)
{
	static const struct dlp_walk_opts opts = { .follow = false };
	struct dlp_walk *walk = dlp_walk_new(&opts);
	struct dlp_buf out;

	make_tree();
	dlp_buf_init(&out, 0);
	walk_into(&out, walk, "d/b");
	ck_assert_ptr_nonnull(strstr(out.ptr, "also-a.log"));
	dlp_buf_clear(&out);
	walk_into(&out, walk, "d");
	ck_assert_ptr_null(strstr(out.ptr, "a.log"));
	dlp_buf_clear(&out);
	walk_into(&out, walk, "d/a.log");
	ck_assert_str_eq(out.ptr, "d/a.log|");
	dlp_buf_release(&out);
	dlp_walk_free(walk);
	remove_tree();
}
END_TEST

START_TEST(too_deep)
{
	static const struct dlp_walk_opts opts = { .follow = false };
	struct dlp_walk *walk = dlp_walk_new(&opts);
	struct dlp_buf out;
	int at, next;

	make_tree();
	at = open("d/b/deep", O_RDONLY | O_DIRECTORY);
	for (unsigned i = 0; i < DLP_WALK_DEPTH + 10; i++) {
		ck_assert_int_eq(mkdirat(at, "n", 0755), 0);
		next = openat(at, "n", O_RDONLY | O_DIRECTORY);
		ck_assert_int_ge(next, 0);
		close(at);
		at = next;
	}
	close(at);
	dlp_buf_init(&out, 0);
	walk_into(&out, walk, "d");
	ck_assert_ptr_nonnull(strstr(out.ptr, "!too-deep d/b/deep/n/n"));
	/* And the walk goes on behind it. */
	ck_assert_ptr_nonnull(strstr(out.ptr, "d/z.txt|"));
	dlp_buf_release(&out);
	dlp_walk_free(walk);
	remove_tree();
}
END_TEST

START_TEST(unreadable)
{
	static const struct dlp_walk_opts opts = { .follow = false };
	struct dlp_walk *walk = dlp_walk_new(&opts);
	struct dlp_buf out;

	make_tree();
	ck_assert_int_eq(chmod("d/b", 0), 0);
	ck_assert_int_eq(chmod("d/z.txt", 0), 0);
	ck_assert_int_eq(chmod(".", 0755), 0);
	/* Check runs each test in a process of its own. */
	if (!geteuid())
		ck_assert_int_eq(seteuid(65534), 0);
	dlp_buf_init(&out, 0);
	walk_into(&out, walk, "d");
	if (!getuid())
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_str_eq(out.ptr, "d/.hidden|d/a.log|!denied d/b|"
				  "!denied d/z.txt|");
	dlp_buf_release(&out);
	dlp_walk_free(walk);
	chmod("d/b", 0755);
	remove_tree();
}
END_TEST

START_TEST(too_many_names_to_sort)
{
	static const struct dlp_walk_opts opts = { .follow = false };
	struct dlp_walk *walk = dlp_walk_new(&opts);
	struct dlp_walk_item item;
	unsigned files = 0, notes = 0, before = 0;
	enum dlp_walk_event event;
	char name[32];
	int at, fd;

	make_tree();
	at = open("d/b/deep", O_RDONLY | O_DIRECTORY);
	for (unsigned i = 0; i < DLP_WALK_SORTED + 10; i++) {
		snprintf(name, sizeof(name), "%06u", i);
		fd = openat(at, name, O_WRONLY | O_CREAT, 0600);
		ck_assert_int_ge(fd, 0);
		close(fd);
	}
	close(at);
	dlp_walk_start(walk, "d/b/deep");
	while ((event = dlp_walk_next(walk, &item)) != DLP_WALK_END) {
		ck_assert(event == DLP_WALK_FILE || event == DLP_WALK_NOTE);
		before += event == DLP_WALK_NOTE && !files;
		notes += event == DLP_WALK_NOTE;
		files += event == DLP_WALK_FILE;
		if (event == DLP_WALK_FILE)
			close(item.fd);
	}
	ck_assert_uint_eq(files, DLP_WALK_SORTED + 11);
	ck_assert_uint_eq(notes, 1);
	ck_assert_uint_eq(before, 1);
	dlp_walk_free(walk);
	remove_tree();
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("walk");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, trees, 0, CASES(walk_case));
	tcase_add_test(tc, hard_links);
	tcase_add_loop_test(tc, globs, 0, CASES(glob_case));
	tcase_add_test(tc, gitignore);
	tcase_add_test(tc, too_deep);
	tcase_add_test(tc, unreadable);
	tcase_add_test(tc, too_many_names_to_sort);
	return suite_run("walk", tc);
}
