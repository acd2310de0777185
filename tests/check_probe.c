#include <stdint.h>
#include <string.h>

#include "builtin.h"
#include "match/probe.h"
#include "match/regex.h"
#include "match/shadow.h"
#include "match/shadows.h"
#include "pattern/catalog.h"
#include "suite.h"

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

static bool is_in(const struct dlp_probe_set *set, char c)
{
	unsigned u = (unsigned char)c;

	return set->bit[u / 8] >> u % 8 & 1;
}

/* What dlp_probe_admits() does with one of the build. */
static bool admits(const struct dlp_probe *probe, const char *p, size_t len)
{
	for (size_t i = 0; i < len && i < DLP_PROBE_BYTES; i++)
		if (!is_in(&probe->at[i], p[i]))
			return false;
	return true;
}

static bool probe_of(const char *regex, const char *keyword,
		     struct dlp_probe *out)
{
	struct dlp_arena arena = { 0 };
	const struct dlp_span text = { regex, strlen(regex) };
	const struct dlp_span word = { keyword, strlen(keyword) };
	const struct dlp_rule rule = { .keywords = { &word, 1 },
				       .regex = { &text, 1 } };
	bool any = dlp_probe_of(&rule, &arena, out);

	dlp_arena_release(&arena);
	return any;
}

/* What a regex that begins with `abc` lets through, or not. */
static const struct {
	const char *regex, *text;
	bool admits;
} probe_case[] = {
	{ "abc", "abc", true },
	{ "abc", "abcd", true },
	{ "abc", "abC", false },
	{ "abc", "ab", true },
	{ "(?i)abc", "aBC", true },
	{ "abc[0-9]{4}", "abc1234x", true },
	{ "abc[0-9]{4}", "abc123x", false },
	{ "abc[0-9]{4}", "abc123", true },
	{ "abc[0-9]{40}", "abc1234567890123", true },
	{ "abc[0-9]{40}", "abc123456789012x", false },
	{ "abc[0-9]{40}", "abc1234567890123x", true },
	{ "abc[0-9]{2,4}x", "abc12x", true },
	{ "abc[0-9]{2,4}x", "abc1x", false },
	{ "abc[0-9]{2,4}x", "abc1234x", true },
	/* A match may have ended before. */
	{ "abc[0-9]{2,4}x", "abc12345", true },
	{ "abc[0-9]*x", "abc12345x", true },
	{ "abc[0-9]*x", "abcy", false },
	{ "abcx?y", "abcy", true },
	{ "abcx?y", "abcxy", true },
	{ "abcx?y", "abcz", false },
	{ "abc(?:d|ef)g", "abcdg", true },
	{ "abc(?:d|ef)g", "abcefg", true },
	{ "abc(?:d|ef)g", "abcgg", false },
	{ "abcd|abce", "abce", true },
	{ "abcd|abce", "abcf", false },
	{ "abc(?=d)", "abcz", true },
	{ "abc(?!d)z", "abcd", false },
	{ "\\babc-", "abc-", true },
	{ "\\babc-", "abc_", false },
	{ "abc(d)\\1e", "abcd?", true },
	{ "abc(d)\\1e", "abce", false },
	{ "abc(?:x?){40}y", "abcy", true },
	{ "abc(?:x?){40}y", "abcxxxxxxxy", true },
	{ "abc(?:x?){40}y", "abcz", false },
};

START_TEST(looks_at_what_follows)
{
	struct dlp_probe probe;

	ck_assert(probe_of(probe_case[_i].regex, "abc", &probe));
	ck_assert_msg(admits(&probe, probe_case[_i].text,
			     strlen(probe_case[_i].text)) ==
			      probe_case[_i].admits,
		      "%s at %s", probe_case[_i].regex, probe_case[_i].text);
}
END_TEST

/* Rules that are tried elsewhere than at a keyword, or read otherwise. */
START_TEST(knows_what_it_can_not_tell)
{
	struct dlp_arena arena = { 0 };
	const struct dlp_span text = DLP_SPAN("abc[0-9]");
	struct dlp_rule rule = { .regex = { &text, 1 } };
	struct dlp_probe probe;

	ck_assert(!probe_of("[0-9]abc", "abc", &probe));
	ck_assert(!probe_of("(?x)abc", "abc", &probe));
	ck_assert(!dlp_probe_of(&rule, &arena, &probe));
	rule.keywords = rule.regex;
	rule.utf = true;
	ck_assert(!dlp_probe_of(&rule, &arena, &probe));
	rule.utf = false;
	rule.assigned = rule.regex;
	ck_assert(!dlp_probe_of(&rule, &arena, &probe));
	rule.regex.count = 0;
	ck_assert(dlp_probe_of(&rule, &arena, &probe));
	dlp_arena_release(&arena);
}
END_TEST

/* Regexes made of pieces, against PCRE2: no match is refused. */
START_TEST(refuses_no_match)
{
	static const char *const piece[] = {
		"a",     "b",   "ab",   "(",     ")",     "(?:", "|",
		"?",     "*",   "+?",   "[ab]",  "[^a]",  "{2}", "{1,3}",
		".",     "\\b", "(?i)", "(?=a",  "(?<=a", "\\d", "(?>",
		"(?<a>", "\\1", "(?|",  "(?-i:", "\\K",   "^",   "$",
	};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };
	struct dlp_regex_space *space = dlp_regex_space_new();
	size_t found_any = 0, refused = 0;

	for (size_t turn = 0; turn < 40000; turn++) {
		char regex[80] = "aba", text[24];
		struct dlp_regex *compiled;
		struct dlp_probe probe;
		struct dlp_error err;

		for (size_t n = 1 + below(8); n--;)
			strcat(regex, piece[below(PIECES)]);
		if (!probe_of(regex, "aba", &probe) ||
		    dlp_regex_compile((struct dlp_span){ regex, strlen(regex) },
				      DLP_REGEX_ONCE | DLP_REGEX_ANCHORED,
				      &compiled, &err))
			continue;
		for (size_t i = 0; i < 20; i++) {
			size_t len = 3 + below(sizeof(text) - 3);
			struct dlp_regex_match found;
			bool admitted;

			memcpy(text, "aba", 3);
			for (size_t j = 3; j < len; j++)
				text[j] = "abAB1 |c"[below(8)];
			admitted = admits(&probe, text, len);
			refused += !admitted;
			if (dlp_regex_find(compiled, space,
					   (struct dlp_span){ text, len }, 0,
					   len, false, false,
					   &found) != DLP_REGEX_FOUND)
				continue;
			found_any++;
			ck_assert_msg(admitted, "%s at %.*s", regex, (int)len,
				      text);
		}
		dlp_regex_free(compiled);
	}
	ck_assert_uint_gt(found_any, 10000);
	ck_assert_uint_gt(refused, 10000);
	dlp_regex_space_free(space);
}
END_TEST

/* What of layouts a regex of a shape lets through. */
static const struct {
	const char *regex, *layout;
	bool fits;
} layout_case[] = {
	{ "[0-4]\\d{3}", "0000", true },
	{ "\\b\\d{4}(?!\\d)", "0000", true },
	{ "\\d{4}", "000", false },
	{ "\\d{4}", "00000", false },
	{ "\\d{3}[ -]\\d{2}", "000-00", true },
	{ "\\d{3}[ -]\\d{2}", "000.00", false },
	{ "\\d{3}[ -]?\\d{2}", "00000", true },
	{ "[B-D]\\d+", "A0000000000000000000000", true },
	{ "[B-D]\\d+", "a0000000000000000000000", false },
	{ "[B-D]\\d{15}", "A000000000000000", true },
	{ "[B-D]\\d{15}", "A00000000000000", false },
	{ "(?i)[B-D]\\d{3,5}", "a000", true },
	{ "\\d{20}|\\d{3}", "000", true },
	{ "\\d{20}|\\d{3}", "0000", false },
	{ "\\d{20}|\\d{3}", "0000000000000000000000000", true },
};

static bool fits(const struct dlp_probe *probe, struct dlp_span layout)
{
	size_t n = layout.len < DLP_PROBE_BYTES ? layout.len : DLP_PROBE_BYTES;

	return probe->lengths >> n & 1 && admits(probe, layout.ptr, layout.len);
}

START_TEST(looks_at_layouts)
{
	const struct dlp_span text = { layout_case[_i].regex,
				       strlen(layout_case[_i].regex) };
	const struct dlp_span layout = { layout_case[_i].layout,
					 strlen(layout_case[_i].layout) };
	struct dlp_rule rule = { .shape = DLP_SHAPE_ID, .regex = { &text, 1 } };
	struct dlp_arena arena = { 0 };
	struct dlp_probe probe;

	ck_assert(dlp_probe_of(&rule, &arena, &probe));
	ck_assert_msg(fits(&probe, layout) == layout_case[_i].fits, "%s at %s",
		      layout_case[_i].regex, layout_case[_i].layout);
	rule.keywords = rule.regex;
	ck_assert(!dlp_probe_of(&rule, &arena, &probe));
	dlp_arena_release(&arena);
}
END_TEST

/* A built-in rule whose shadow takes a layout is not refused that. */
START_TEST(refuses_no_layout)
{
	struct dlp_regex_space *space = dlp_regex_space_new();
	size_t taken = 0, refused = 0;

	for (size_t r = 0; r < dlp_builtin.rules; r++) {
		const struct dlp_rule *rule = builtin_rule(r);
		struct dlp_shadows *shadows;

		if (!rule->probe || rule->keywords.count)
			continue;
		shadows = dlp_shadows_new(rule);
		for (size_t turn = 0; turn < 200; turn++) {
			const struct dlp_rule *other =
				turn % 2 ? rule
					 : builtin_rule(
						   below(dlp_builtin.rules));
			struct dlp_span text;
			size_t start, len;
			bool fit, admitted;
			char layout[40];

			/* What is learned has none. */
			if (!other->examples.count)
				other = rule;
			text = other->examples
				       .item[below(other->examples.count)];
			start = below(text.len);
			while (turn % 4 && start &&
			       dlp_shadow_char(text.ptr[start - 1]) !=
				       text.ptr[start - 1])
				start--;
			len = 1 + below(text.len - start);
			len = len < sizeof(layout) ? len : sizeof(layout);
			for (size_t i = 0; i < len; i++)
				layout[i] =
					dlp_shadow_char(text.ptr[start + i]);
			fit = dlp_probe_fits(rule->probe, layout, len);
			admitted = dlp_shadows_admit(
					   shadows,
					   (struct dlp_span){ layout, len },
					   space) != 0;
			taken += admitted;
			refused += !fit;
			ck_assert_msg(fit || !admitted, "%.*s: %.*s",
				      (int)rule->id.len, rule->id.ptr, (int)len,
				      layout);
		}
		dlp_shadows_free(shadows);
	}
	ck_assert_uint_gt(taken, 1000);
	ck_assert_uint_gt(refused, 10000);
	dlp_regex_space_free(space);
}
END_TEST

/* What the build made of a rule is what is made of it now. */
START_TEST(built_in_ones_are_of_their_rules)
{
	struct dlp_arena arena = { 0 };
	size_t count = 0;

	for (size_t r = 0; r < dlp_builtin.rules; r++) {
		const struct dlp_rule *rule = builtin_rule(r);
		struct dlp_probe probe;

		if (!dlp_probe_of(rule, &arena, &probe)) {
			ck_assert_uint_eq(rule->probe, 0);
			continue;
		}
		count++;
		ck_assert_uint_gt(rule->probe, 0);
		ck_assert_uint_eq(dlp_builtin_probe[rule->probe].lengths,
				  probe.lengths);
		for (size_t i = 0; i < DLP_PROBE_BYTES; i++) {
			const uint16_t set =
				dlp_builtin_probe[rule->probe].set[i];

			ck_assert_mem_eq(&dlp_builtin_probe_set[set],
					 &probe.at[i], sizeof(*probe.at));
			if (!set)
				break;
		}
		dlp_arena_reset(&arena);
	}
	ck_assert_uint_gt(count * 2, dlp_builtin.rules);
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("probe");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, looks_at_what_follows, 0, CASES(probe_case));
	tcase_add_loop_test(tc, looks_at_layouts, 0, CASES(layout_case));
	tcase_add_test(tc, refuses_no_layout);
	tcase_add_test(tc, knows_what_it_can_not_tell);
	tcase_add_test(tc, refuses_no_match);
	tcase_add_test(tc, built_in_ones_are_of_their_rules);
	return suite_run("probe", tc);
}
