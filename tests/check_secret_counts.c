#include "suite.h"

#include <string.h>

#include "learn/secret_counts.h"

static size_t of(struct dlp_span text, const char *set)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] && strchr(set, text.ptr[i]);
	return n;
}

static size_t longest(struct dlp_span text, const char *set)
{
	size_t most = 0, run = 0;

	for (size_t i = 0; i < text.len; i++) {
		run = text.ptr[i] && strchr(set, text.ptr[i]) ? run + 1 : 0;
		most = run > most ? run : most;
	}
	return most;
}

#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define CAPITAL "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define NUMBER "0123456789"

static void check(struct dlp_span text)
{
	struct dlp_secret_counts n;
	size_t distinct = 0, squares = 0;

	dlp_secret_count(text, &n);
	for (unsigned c = 0; c < 256; c++) {
		size_t all = 0;

		for (size_t i = 0; i < text.len; i++)
			all += (unsigned char)text.ptr[i] == c;
		all = all < 255 ? all : 255;
		ck_assert_uint_eq(n.seen[c], all);
		distinct += all != 0;
		squares += all * all;
	}
	ck_assert_uint_eq(n.distinct, distinct);
	ck_assert_uint_eq(n.squares, squares);
	ck_assert_uint_eq(n.lower, of(text, SMALL));
	ck_assert_uint_eq(n.upper, of(text, CAPITAL));
	ck_assert_uint_eq(n.digit, of(text, NUMBER));
	ck_assert_uint_eq(n.other, text.len - of(text, SMALL CAPITAL NUMBER));
	ck_assert_uint_eq(n.hex, of(text, NUMBER "abcdefABCDEF"));
	ck_assert_uint_eq(n.vowels, of(text, "aeiouAEIOU"));
	ck_assert_uint_eq(n.slash, of(text, "/"));
	ck_assert_uint_eq(n.dot, of(text, "."));
	ck_assert_uint_eq(n.dash, of(text, "-"));
	ck_assert_uint_eq(n.low, of(text, "_"));
	ck_assert_uint_eq(n.plus, of(text, "+="));
	ck_assert_uint_eq(n.letters, longest(text, SMALL CAPITAL));
	ck_assert_uint_eq(n.smalls, longest(text, SMALL));
	ck_assert_uint_eq(n.numbers, longest(text, NUMBER));
}

/* Short ones, and ones with more characters than are counted together. */
START_TEST(counts_are_exact)
{
	static char text[2000];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i % 11 ? i * 7 + i / 251 : '/');
	for (size_t len = 1; len <= sizeof(text); len += len / 9 + 1)
		check((struct dlp_span){ text, len });
	memset(text, 'a', sizeof(text));
	check((struct dlp_span){ text, sizeof(text) });
	memset(text, '_', sizeof(text));
	check((struct dlp_span){ text, sizeof(text) });
}
END_TEST

START_TEST(changes_are_counted)
{
	struct dlp_secret_counts n;

	dlp_secret_count(DLP_SPAN("abC11-+x"), &n);
	ck_assert_uint_eq(n.changes, 4);
	ck_assert_uint_eq(n.same, 1);
	dlp_secret_count(DLP_SPAN("x"), &n);
	ck_assert_uint_eq(n.changes, 0);
	ck_assert_uint_eq(n.same, 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("secret_counts");

	tcase_add_test(tc, counts_are_exact);
	tcase_add_test(tc, changes_are_counted);
	return suite_run("secret_counts", tc);
}
