#include <string.h>

#include "builtin.h"
#include "match/onset.h"
#include "match/prefix.h"
#include "match/regex.h"
#include "suite.h"

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

static uint32_t onset_of(const char *regex, const char *keyword)
{
	struct dlp_arena arena = { 0 };
	const struct dlp_span text = { regex, strlen(regex) };
	const struct dlp_span word = { keyword, strlen(keyword) };
	const struct dlp_rule rule = { .keywords = { &word, 1 },
				       .regex = { &text, 1 },
				       .window = 100 };
	uint32_t onset = dlp_onset_of(&rule, &arena);

	dlp_arena_release(&arena);
	return onset;
}

/* With the keyword `abc`; one more than the bytes in front. */
static const struct {
	const char *regex;
	uint32_t onset;
} onset_case[] = {
	{ "[0-9]abc", 2 },
	{ "[0-9]{2,5}abc[0-9]{50}", 6 },
	{ "[0-9]{2,5}abc[0-9]{50,98}", 0 },
	{ "[0-9]{0,60}(?:x|abc)", 0 },
	{ "[0-9]{0,60}(?:xabc|[0-9]yabc)", 63 },
	{ "[0-9]*abc", 0 },
	{ "[0-9]abc+", 0 },
	{ "[0-9](abc)?", 0 },
	{ "[0-9](abc){1,2}", 2 },
	{ "[0-9](?i)aBc", 2 },
	{ "[0-9]a[bc]c", 0 },
	{ "x[0-9]{2}|yabc", 0 },
	{ "x[0-9]{2}abc|yabc", 4 },
	{ "[0-9](?=abc)", 0 },
	{ "(?<=abc)[0-9]", 0 },
	{ "x(abc)\\1", 0 },
	/* It is tried at the keyword alone. */
	{ "abc[0-9]*", 1 },
};

START_TEST(onset_is_read_off)
{
	ck_assert_uint_eq(onset_of(onset_case[_i].regex, "abc"),
			  onset_case[_i].onset);
}
END_TEST

START_TEST(onset_is_not_known)
{
	struct dlp_arena arena = { 0 };
	const struct dlp_span text = DLP_SPAN("[0-9]abc");
	const struct dlp_span word = DLP_SPAN("abc");
	struct dlp_rule rule = { .keywords = { &word, 1 }, .window = 100 };

	ck_assert_uint_eq(dlp_onset_of(&rule, &arena), 0);
	rule.regex = (struct dlp_list){ &text, 1 };
	ck_assert_uint_eq(dlp_onset_of(&rule, &arena), 2);
	rule.utf = true;
	ck_assert_uint_eq(dlp_onset_of(&rule, &arena), 0);
	rule.utf = false;
	rule.shape = DLP_SHAPE_DIGITS;
	ck_assert_uint_eq(dlp_onset_of(&rule, &arena), 0);
	dlp_arena_release(&arena);
}
END_TEST

/* Whether `aba` stands so that a match at `start` is looked for. */
static bool stands(struct dlp_span text, size_t start, uint32_t onset)
{
	for (size_t at = start; at < start + onset && at + 3 <= text.len; at++)
		if (!memcmp(text.ptr + at, "aba", 3))
			return true;
	return false;
}

/* Regexes made of pieces, against PCRE2: no match begins further back. */
START_TEST(onset_leaves_no_match_out)
{
	static const char *const piece[] = {
		"a",   "b",   "ab",   "aba",   "aba",   "(",     ")",
		"(?:", "|",   "?",    "*",     "[ab]",  "{2}",   "{1,3}",
		".",   "\\b", "(?=a", "(?<=a", "(?>",   "(?<a>", "\\1",
		"(?|", "\\K", "^",    "$",     "{0,2}",
	};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };
	struct dlp_regex_space *space = dlp_regex_space_new();
	size_t found_any = 0;

	for (size_t turn = 0; turn < 300000; turn++) {
		char regex[80] = "", text[24];
		struct dlp_regex *compiled;
		struct dlp_regex_match found;
		struct dlp_error err;
		uint32_t onset;

		for (size_t n = 2 + below(8); n--;)
			strcat(regex, piece[below(PIECES)]);
		onset = onset_of(regex, "aba");
		if (!onset ||
		    dlp_prefix_begins((struct dlp_span){ regex, strlen(regex) },
				      (struct dlp_list){ &DLP_SPAN("aba"), 1 }))
			continue;
		if (dlp_regex_compile((struct dlp_span){ regex, strlen(regex) },
				      0, &compiled, &err))
			continue;
		for (size_t t = 0; t < 20; t++) {
			struct dlp_span span = { text, sizeof(text) };
			size_t from = below(sizeof(text));

			for (size_t i = 0; i < sizeof(text); i++)
				text[i] = "aab "[below(4)];
			/* Tried at one place alone, as \K moves what it says.
			 */
			if (dlp_regex_find(compiled, space, span, from, from,
					   false, false,
					   &found) != DLP_REGEX_FOUND)
				continue;
			found_any++;
			ck_assert_msg(stands(span, from, onset), "%s: %.*s",
				      regex, (int)sizeof(text), text);
		}
		dlp_regex_free(compiled);
	}
	ck_assert_uint_gt(found_any, 1000);
	dlp_regex_space_free(space);
}
END_TEST

START_TEST(built_in_ones_are_of_their_rules)
{
	struct dlp_arena arena = { 0 };
	size_t count = 0;

	for (size_t r = 0; r < dlp_builtin.rules; r++) {
		const struct dlp_rule *rule = builtin_rule(r);

		ck_assert_uint_eq(rule->onset, dlp_onset_of(rule, &arena));
		count += rule->onset > 1;
		dlp_arena_reset(&arena);
	}
	ck_assert_uint_gt(count, 50);
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("onset");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, onset_is_read_off, 0, CASES(onset_case));
	tcase_add_test(tc, onset_is_not_known);
	tcase_add_test(tc, onset_leaves_no_match_out);
	tcase_add_test(tc, built_in_ones_are_of_their_rules);
	return suite_run("onset", tc);
}
