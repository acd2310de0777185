#include "detect/relative.h"

#include <string.h>

#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static const struct {
	const char *path, *root, *cwd, *want;
} path_case[] = {
	{ "a/b", "", "", "a/b" },
	{ "./a//b/", "", "", "a/b" },
	{ "a/../b/./c", "", "", "b/c" },
	{ "../a", "", "", "../a" },
	{ "../../a", "", "", "../../a" },
	{ "a/../../b", "", "", "../b" },
	{ "/a/../../b", "", "", "/b" },
	{ "/", "", "", "/" },
	{ "-", "", "", "-" },
	{ "", "", "", "" },
	{ "r/s/x", "r", "", "s/x" },
	{ "r/s/x", "r/", "", "s/x" },
	{ "./r/s/x", "r", "", "s/x" },
	{ "r", "r", "", "r" },
	{ "rs/x", "r", "", "rs/x" },
	{ "x", "/top", "/top", "x" },
	{ "x", "/top", "/top/sub", "sub/x" },
	{ "../x", "/top", "/top/sub", "x" },
	{ "../../x", "/top", "/top/sub", "../../x" },
	{ "/top/sub/x", "/top", "/top/sub", "sub/x" },
	{ "/other/x", "/top", "/top/sub", "/other/x" },
	{ "sub/x", "/w//sub", "/w", "x" },
	{ "x", "/", "/w", "w/x" },
};

START_TEST(paths_are_relative)
{
	struct dlp_arena arena = { 0 };
	struct dlp_span got;

	ck_assert(dlp_relative_path(&arena, span(path_case[_i].path),
				    span(path_case[_i].root),
				    span(path_case[_i].cwd), &got));
	ck_assert_str_eq(got.ptr, path_case[_i].want);
	ck_assert_uint_eq(got.len, strlen(path_case[_i].want));
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("relative");

	tcase_add_loop_test(tc, paths_are_relative, 0, CASES(path_case));
	return suite_run("relative", tc);
}
