#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "match/literal.h"
#include "suite.h"

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool stands(struct dlp_span literal, struct dlp_span text, size_t at)
{
	if (literal.len > text.len - at)
		return false;
	for (size_t i = 0; i < literal.len; i++)
		if (lower(literal.ptr[i]) != lower(text.ptr[at + i]))
			return false;
	return true;
}

/* All hits, one by one in their order, against the plainest search. */
static void compare(const struct dlp_span *literal, size_t n,
		    struct dlp_span text, size_t from, size_t to)
{
	struct dlp_literals *set = dlp_literals_new(literal, n);
	struct dlp_literal_hits hits = { 0 };
	size_t h = 0;

	ck_assert_ptr_nonnull(set);
	ck_assert_int_eq(dlp_literals_scan(set, text, from, to, &hits), DLP_OK);
	for (size_t at = from; at < to && at < text.len; at++)
		for (size_t len = 70; len >= 3; len--)
			for (size_t i = 0; i < n; i++) {
				if (literal[i].len != len ||
				    !stands(literal[i], text, at))
					continue;
				ck_assert_uint_lt(h, hits.count);
				ck_assert_uint_eq(hits.hit[h].pos, at);
				ck_assert_uint_eq(hits.hit[h].id, i);
				h++;
			}
	ck_assert_uint_eq(h, hits.count);
	dlp_literal_hits_release(&hits);
	dlp_literals_free(set);
}

static const struct {
	const char *literal[5];
	const char *text;
} text_case[] = {
	{ { "abc" }, "" },
	{ { "abc" }, "ab" },
	{ { "abc" }, "abc" },
	{ { "abc" }, "xABCx" },
	{ { "ABC" }, "abcabcAbC" },
	{ { "aaa" }, "aaaaaa" },
	{ { "abc", "bcd", "abcd", "cde" }, "abcde" },
	{ { "abcdef", "def" }, "abcdefdef" },
	{ { "[ab", "{ab" }, "[ab{AB" }, /* what |0x20 alone would mix up */
	{ { "@ab", "`ab" }, "@ab`AB" },
	{ { "xyz1234567" }, "xyz123456" },
	{ { "key", "api_key", "api" }, "API_KEY=api key apikey" },
	{ { "\xc3\xa9t\xc3\xa9" }, "\xc3\xa9t\xc3\xa9 \xc3\x89t\xc3\xa9" },
};

START_TEST(finds_as_the_plainest_search)
{
	struct dlp_span literal[5];
	struct dlp_span text = { text_case[_i].text,
				 strlen(text_case[_i].text) };
	size_t n = 0;

	for (; n < 5 && text_case[_i].literal[n]; n++)
		literal[n] =
			(struct dlp_span){ text_case[_i].literal[n],
					   strlen(text_case[_i].literal[n]) };
	for (size_t from = 0; from <= text.len; from++)
		for (size_t to = from; to <= text.len + 1; to++)
			compare(literal, n, text, from, to);
}
END_TEST

/* Sets and texts of few letters, where much overlaps; NUL among them. */
START_TEST(finds_in_random_texts)
{
	static const char set[] = "aAbB_\0[{0";
	char text[300], words[40][16];
	struct dlp_span literal[40];

	for (size_t turn = 0; turn < 300; turn++) {
		size_t n = 1 + below(40), len = below(sizeof(text));
		size_t letters = 2 + below(sizeof(set) - 3), from, to;

		for (size_t i = 0; i < n; i++) {
			literal[i].ptr = words[i];
			literal[i].len = 3 + below(13);
			for (size_t j = 0; j < literal[i].len; j++)
				words[i][j] = set[below(letters)];
		}
		for (size_t i = 0; i < len; i++)
			text[i] = set[below(letters)];
		from = below(len + 1);
		to = from + below(len + 1 - from);
		compare(literal, n, (struct dlp_span){ text, len }, from, to);
		compare(literal, n, (struct dlp_span){ text, len }, 0, len);
	}
}
END_TEST

/* Hits are added behind those that are there, and an empty set finds none. */
START_TEST(adds_behind)
{
	struct dlp_span literal[] = { DLP_SPAN("abc") };
	struct dlp_literals *set = dlp_literals_new(literal, 1);
	struct dlp_literals *none = dlp_literals_new(NULL, 0);
	struct dlp_literal_hits hits = { 0 };

	ck_assert_int_eq(dlp_literals_scan(set, DLP_SPAN("..abc"), 0, 5, &hits),
			 0);
	ck_assert_int_eq(dlp_literals_scan(set, DLP_SPAN("abc"), 0, 3, &hits),
			 0);
	ck_assert_int_eq(dlp_literals_scan(none, DLP_SPAN("abc"), 0, 3, &hits),
			 0);
	ck_assert_uint_eq(hits.count, 2);
	ck_assert_uint_eq(hits.hit[0].pos, 2);
	ck_assert_uint_eq(hits.hit[1].pos, 0);
	dlp_literal_hits_release(&hits);
	dlp_literals_free(set);
	dlp_literals_free(none);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("literal");

	tcase_add_loop_test(tc, finds_as_the_plainest_search, 0,
			    CASES(text_case));
	tcase_add_test(tc, finds_in_random_texts);
	tcase_add_test(tc, adds_behind);
	return suite_run("literal", tc);
}
