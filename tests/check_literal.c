#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "match/literal_build.h"
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

/* All hits of the plainest search: by position, the longest first, then by id.
 */
static void find_plainly(const struct dlp_span *literal, size_t n,
			 struct dlp_span text, size_t from, size_t to,
			 struct dlp_literal_hits *hits)
{
	for (size_t at = from; at < to && at < text.len; at++) {
		size_t first = hits->count;

		for (size_t i = 0; i < n; i++) {
			size_t h;

			if (!stands(literal[i], text, at))
				continue;
			if (hits->count == hits->cap) {
				hits->cap = hits->cap * 2 + 64;
				hits->hit =
					realloc(hits->hit,
						hits->cap * sizeof(*hits->hit));
				ck_assert_ptr_nonnull(hits->hit);
			}
			h = hits->count++;
			for (; h > first && literal[hits->hit[h - 1].id].len <
						    literal[i].len;
			     h--)
				hits->hit[h] = hits->hit[h - 1];
			hits->hit[h] =
				(struct dlp_literal_hit){ at, (uint32_t)i };
		}
	}
}

/* Every path finds what the plainest search does, in its order. */
static void compare_set(const struct dlp_literals *set,
			const struct dlp_span *literal, size_t n,
			struct dlp_span text, size_t from, size_t to)
{
	struct dlp_literal_hits want = { 0 }, hits = { 0 };
	bool equal = true;

	find_plainly(literal, n, text, from, to, &want);
	for (unsigned path = 0; path < DLP_LITERAL_PATHS; path++) {
		if (!dlp_literal_path_works(path))
			continue;
		hits.count = 0;
		ck_assert_int_eq(
			dlp_literals_scan_by(path, set, text, from, to, &hits),
			DLP_OK);
		ck_assert_uint_eq(hits.count, want.count);
		for (size_t h = 0; h < want.count; h++)
			equal &= hits.hit[h].pos == want.hit[h].pos &&
				 hits.hit[h].id == want.hit[h].id;
	}
	/* Once: an assertion costs as much as all before it. */
	ck_assert(equal);
	dlp_literal_hits_release(&hits);
	dlp_literal_hits_release(&want);
}

static void compare(const struct dlp_span *literal, size_t n,
		    struct dlp_span text, size_t from, size_t to)
{
	struct dlp_literals *set = dlp_literals_new(literal, n);

	ck_assert_ptr_nonnull(set);
	compare_set(set, literal, n, text, from, to);
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
	struct dlp_literals *set;
	size_t n = 0;

	for (; n < 5 && text_case[_i].literal[n]; n++)
		literal[n] =
			(struct dlp_span){ text_case[_i].literal[n],
					   strlen(text_case[_i].literal[n]) };
	set = dlp_literals_new(literal, n);
	for (size_t from = 0; from <= text.len; from++)
		for (size_t to = from; to <= text.len + 1; to++)
			compare_set(set, literal, n, text, from, to);
	dlp_literals_free(set);
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

enum { WORDS = 120, LONG = 12000 };

struct vocabulary {
	char word[WORDS][DLP_LITERAL_MAX];
	struct dlp_span literal[WORDS];
	size_t count;
};

static const char letters[] = "abcdeKTtokn_-.:/=0123 \xc3\xa9\n";

static void invent(struct vocabulary *v)
{
	size_t few = 3 + below(sizeof(letters) - 4);

	v->count = 1 + below(WORDS);
	for (size_t i = 0; i < v->count; i++) {
		size_t len =
			3 + (below(4) ? below(8) : below(DLP_LITERAL_MAX - 2));

		for (size_t j = 0; j < len; j++)
			v->word[i][j] = letters[below(few)];
		v->literal[i] = (struct dlp_span){ v->word[i], len };
	}
}

/* Words of the vocabulary in either case with letters between; from its very
 * first byte to its last. */
static void write_text(const struct vocabulary *v, char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		struct dlp_span word = v->literal[below(v->count)];

		if (at && below(3)) {
			text[at++] = letters[below(sizeof(letters) - 1)];
			continue;
		}
		if (word.len > len - at && below(2) && at)
			at = word.len < len ? len - word.len : 0;
		for (size_t i = 0; i < word.len && at < len; i++) {
			char c = word.ptr[i];

			text[at++] = below(6)               ? c
				     : c >= 'a' && c <= 'z' ? (char)(c & ~0x20)
							    : lower(c);
		}
	}
}

/* Memory that can't be used; POSIX.1-2008 has no other than of a file. */
static char *mmap_pages(size_t size)
{
	FILE *f = tmpfile();
	void *map;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(ftruncate(fileno(f), (off_t)size), 0);
	map = mmap(NULL, size, PROT_NONE, MAP_PRIVATE, fileno(f), 0);
	ck_assert_ptr_ne(map, MAP_FAILED);
	fclose(f);
	return map;
}

/*
 * A text that ends where its mapping does, and one that begins there: what
 * reads a byte too far or too early ends the test.
 */
START_TEST(finds_at_the_edge_of_memory)
{
	static const struct {
		size_t most, turns;
	} size_case[] = { { 80, 80 }, { 400, 60 }, { 3000, 30 }, { LONG, 6 } };
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (LONG + page - 1) / page * page;
	char *map = mmap_pages(size + 2 * page);
	struct vocabulary v;

	ck_assert_int_eq(mprotect(map + page, size, PROT_READ | PROT_WRITE), 0);
	for (size_t turn = 0; turn < size_case[_i].turns; turn++) {
		size_t len = below(size_case[_i].most + 1);
		size_t from = below(len + 1), to = from + below(len - from + 2);
		char *at[] = { map + page, map + page + size - len };

		invent(&v);
		for (size_t i = 0; i < 2; i++) {
			struct dlp_span text = { at[i], len };

			write_text(&v, at[i], len);
			compare(v.literal, v.count, text, from, to);
			compare(v.literal, v.count, text, 0, len);
		}
	}
	munmap(map, size + 2 * page);
}
END_TEST

/* Every window on texts of about the sizes that are copied and stepped over. */
START_TEST(finds_in_every_window)
{
	char text[700];
	struct vocabulary v;
	struct dlp_literals *set;
	size_t len = 560 + (size_t)_i * 17;

	invent(&v);
	write_text(&v, text, len);
	set = dlp_literals_new(v.literal, v.count);
	for (size_t from = 0; from < len; from += 1 + below(29))
		for (size_t to = from; to <= len; to += 1 + below(60))
			compare_set(set, v.literal, v.count,
				    (struct dlp_span){ text, len }, from, to);
	dlp_literals_free(set);
}
END_TEST

/* However it came to be, a set finds the same. */
START_TEST(extends_and_goes_over)
{
	struct vocabulary v;
	struct dlp_literals *base, *more, *over;
	char text[2000];

	for (size_t turn = 0; turn < 30; turn++) {
		size_t half;

		invent(&v);
		half = below(v.count + 1);
		base = dlp_literals_new(v.literal, half);
		more = dlp_literals_extend(base, v.literal + half,
					   v.count - half);
		over = dlp_literals_build(v.literal, v.count, 2);
		write_text(&v, text, sizeof(text));
		dlp_literals_free(base);
		compare_set(more, v.literal, v.count,
			    (struct dlp_span){ text, sizeof(text) }, 0,
			    sizeof(text));
		compare_set(over, v.literal, v.count,
			    (struct dlp_span){ text, sizeof(text) }, 0,
			    sizeof(text));
		dlp_literals_free(more);
		dlp_literals_free(over);
	}
}
END_TEST

static bool same_word(struct dlp_span a, struct dlp_span b)
{
	return a.len == b.len && stands(a, b, 0);
}

/* A word is found by itself, whatever else is in the set, and none other. */
START_TEST(finds_words)
{
	struct vocabulary v;

	for (size_t turn = 0; turn < 30; turn++) {
		struct dlp_literals *set;
		size_t half;

		invent(&v);
		half = v.count / 2;
		set = dlp_literals_new(v.literal, half);
		for (size_t i = 0; i < v.count; i++) {
			uint32_t id = dlp_literals_find(set, v.literal[i]);
			bool there = false;

			for (size_t j = 0; j < half; j++)
				there |= same_word(v.literal[i], v.literal[j]);
			ck_assert_int_eq(there, id != DLP_LITERAL_NONE);
			ck_assert(!there ||
				  same_word(v.literal[i], v.literal[id]));
		}
		ck_assert_uint_eq(dlp_literals_find(set, DLP_SPAN("ab")),
				  DLP_LITERAL_NONE);
		dlp_literals_free(set);
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
	tcase_add_loop_test(tc, finds_at_the_edge_of_memory, 0, 4);
	tcase_add_loop_test(tc, finds_in_every_window, 0, 4);
	tcase_add_test(tc, extends_and_goes_over);
	tcase_add_test(tc, finds_words);
	tcase_add_test(tc, adds_behind);
	tcase_set_timeout(tc, 60);
	return suite_run("literal", tc);
}
