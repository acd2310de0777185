#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "match/regex.h"
#include "pattern/required.h"
#include "suite.h"

/* Comma list of what a regex requires; NULL for nothing. */
static const struct {
	const char *regex, *hint, *texts;
	uint32_t longest;
} required_case[] = {
	{ "abc", NULL, "abc", 3 },
	{ "ab", NULL, NULL, 2 },
	{ "ABC[0-9]{4}", NULL, "abc", 7 },
	{ "(?i)aBc", NULL, "abc", 3 },
	{ "\\babc\\b", NULL, "abc", 3 },
	{ "abc|xyz", NULL, "abc,xyz", 3 },
	{ "abc|x", NULL, NULL, 3 },
	{ "(?:abc|abd)e", NULL, "abce,abde", 4 },
	{ "a[bc]d", NULL, "abd,acd", 3 },
	{ "a[bB]c", NULL, "abc", 3 },
	{ "ab.cd", NULL, NULL, 5 },
	{ "abc.*xyzw", NULL, "abc", DLP_SYNTAX_ENDLESS },
	{ "[a-z]{2,9}foobar", NULL, "foobar", 15 },
	{ "[a-z]*foobar", NULL, NULL, DLP_SYNTAX_ENDLESS },
	{ "[a-z]{600}foobar", NULL, NULL, 606 },
	{ "(?:abc)?xyz", NULL, "xyz", 6 },
	{ "(?:abc)*", NULL, NULL, DLP_SYNTAX_ENDLESS },
	{ "(?:ab){2}", NULL, "abab", 4 },
	{ "(abc)(?=xyzxyz)", NULL, "abc", 3 },
	{ "abc(?!def)", NULL, "abc", 3 },
	{ "abc\\1", NULL, "abc", DLP_SYNTAX_ENDLESS },
	{ "xo[pe](?:-[0-9]{9}){3}", NULL, "xop-,xoe-", 33 },
	{ "\\d\\x51~[a-z]{9}", NULL, "0q~,1q~,2q~,3q~,4q~,5q~,6q~,7q~,8q~,9q~",
	  12 },
	{ "token[=:]secretly", NULL, "token=secretly,token:secretly", 14 },
	{ "abcd.{9}longest", "bc", "abcd", 20 },
	{ "abcd.{9}longest", NULL, "longest", 20 },
	{ "aws_?(?:secret)?_?key", NULL,
	  "awskey,aws_key,aws__key,awssecretkey,awssecret_key,aws_secretkey,"
	  "aws_secret_key",
	  14 },
	{ "", NULL, NULL, 0 },
};

static struct dlp_span span_of(const char *text)
{
	return (struct dlp_span){ text, strlen(text) };
}

/* Whether `text` is one of a comma list. */
static bool stands_in(const char *list, struct dlp_span text)
{
	while (*list) {
		size_t n = strcspn(list, ",");

		if (n == text.len && !memcmp(list, text.ptr, n))
			return true;
		list += n + (list[n] == ',');
	}
	return false;
}

START_TEST(finds_what_is_required)
{
	const char *want = required_case[_i].texts;
	const char *hint = required_case[_i].hint;
	struct dlp_span word = hint ? span_of(hint) : (struct dlp_span){ 0 };
	struct dlp_list hints = { &word, hint != NULL }, out = { 0 };
	struct dlp_arena arena = { 0 };
	struct dlp_syntax *root;
	struct dlp_error err;
	size_t commas = 0;

	ck_assert(!dlp_syntax_parse(span_of(required_case[_i].regex), &arena,
				    &root, &err));
	ck_assert_uint_eq(dlp_syntax_longest(root), required_case[_i].longest);
	ck_assert_int_eq(dlp_required_texts(root, hints, &arena, &out),
			 want != NULL);
	for (size_t i = 0; i < out.count; i++)
		ck_assert_msg(stands_in(want, out.item[i]), "%.*s",
			      (int)out.item[i].len, out.item[i].ptr);
	for (const char *p = want; p && *p; p++)
		commas += *p == ',';
	ck_assert_uint_eq(out.count, want ? commas + 1 : 0);
	dlp_arena_release(&arena);
}
END_TEST

/* What is no regex, or one that is read in another way. */
static const char *const bad_regex[] = {
	"(abc", "abc)", "[abc",  "(?x)a b", "(*UTF)abc",
	"[z",   "(?",   "(?P<n", "\\",
};

START_TEST(refuses_what_it_does_not_know)
{
	struct dlp_arena arena = { 0 };
	struct dlp_syntax *root;
	struct dlp_error err = { 0 };

	ck_assert_int_eq(
		dlp_syntax_parse(span_of(bad_regex[_i]), &arena, &root, &err),
		DLP_SKIP);
	ck_assert(*err.msg);
	dlp_arena_release(&arena);
}
END_TEST

static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

static bool holds_one(struct dlp_list texts, const char *text, size_t len)
{
	for (size_t t = 0; t < texts.count; t++)
		for (size_t i = 0; i + texts.item[t].len <= len; i++)
			if (!strncasecmp(text + i, texts.item[t].ptr,
					 texts.item[t].len))
				return true;
	return false;
}

/* What a match of a compiled regex must be, by what was said of it. */
static void check_matches(const char *regex, struct dlp_regex *compiled,
			  struct dlp_list texts, uint32_t longest,
			  struct dlp_regex_space *space)
{
	for (size_t i = 0; i < 20; i++) {
		char text[24];
		size_t len = below(sizeof(text)), at, end;
		struct dlp_regex_match found;

		for (size_t j = 0; j < len; j++)
			text[j] = "abAB( |c"[below(8)];
		if (dlp_regex_find(compiled, space,
				   (struct dlp_span){ text, len }, 0, len,
				   false, false, &found) != DLP_REGEX_FOUND)
			continue;
		at = found.group[0].start;
		end = found.group[0].end;
		ck_assert_msg(end - at <= longest, "%s is longer: %.*s", regex,
			      (int)len, text);
		ck_assert_msg(!texts.count ||
				      holds_one(texts, text + at, end - at),
			      "%s at %zu of %.*s", regex, at, (int)len, text);
	}
}

/* Regexes made of pieces, against PCRE2. */
START_TEST(is_never_wrong)
{
	static const char *const piece[] = {
		"a",    "b",   "ab",   "aba",   "(",          ")",     "(?:",
		"|",    "?",   "*",    "+",     "[ab]",       "[^a]",  "[(]",
		"\\(",  "{2}", "{1,}", ".",     "\\b",        "(?i)",  "(?=a",
		"(?!b", "(?#", "[]|]", "(?|",   "[[:alpha:]", "(?-i:", "(?<=a",
		"(?>",  "\\1", "{0}",  "\\x61", "[a-b]",      "(?<a>", "\\w",
	};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };
	struct dlp_regex_space *space = dlp_regex_space_new();
	struct dlp_arena arena = { 0 };
	size_t said = 0;

	for (size_t turn = 0; turn < 60000; turn++) {
		struct dlp_list texts = { 0 }, none = { 0 };
		struct dlp_regex *compiled;
		struct dlp_syntax *root;
		char regex[80] = "";
		struct dlp_error err;

		for (size_t n = 1 + below(9); n--;)
			strcat(regex, piece[below(PIECES)]);
		dlp_arena_reset(&arena);
		if (dlp_regex_compile(span_of(regex), DLP_REGEX_ONCE, &compiled,
				      &err))
			continue;
		if (!dlp_syntax_parse(span_of(regex), &arena, &root, &err)) {
			said += dlp_required_texts(root, none, &arena, &texts);
			check_matches(regex, compiled, texts,
				      dlp_syntax_longest(root), space);
		}
		dlp_regex_free(compiled);
	}
	ck_assert_uint_gt(said, 1000);
	dlp_arena_release(&arena);
	dlp_regex_space_free(space);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("required");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, finds_what_is_required, 0,
			    CASES(required_case));
	tcase_add_loop_test(tc, refuses_what_it_does_not_know, 0,
			    CASES(bad_regex));
	tcase_add_test(tc, is_never_wrong);
	return suite_run("required", tc);
}
