#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "detect/context.h"
#include "detect/words.h"
#include "scan.h"

enum { TEXT = 9000, QUESTIONS = 1000 };

static uint64_t seed;

static size_t below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

/* Words that rules want, in either case, among letters, digits and blanks. */
static void make_text(const struct dlp_catalog *catalog, char text[TEXT])
{
	static const char noise[] = "aZ z09_-. :\n";
	size_t n = 0;

	while (n < TEXT) {
		const struct dlp_rule *rule = dlp_catalog_rule(
			catalog, below(dlp_catalog_count(catalog)));
		struct dlp_list list =
			below(3) ? rule->context : rule->not_context;
		struct dlp_span word = { noise + below(9), 3 };

		if (list.count && below(4))
			word = list.item[below(list.count)];
		for (size_t i = 0; i < word.len && n < TEXT; i++, n++) {
			text[n] = word.ptr[i];
			if (!below(4) && text[n] >= 'a' && text[n] <= 'z')
				text[n] = (char)(text[n] & ~0x20);
		}
		for (size_t i = below(12); i && n < TEXT; i--)
			text[n++] = noise[below(sizeof(noise) - 1)];
	}
}

/* Whether the word stands within reach of [start, end), byte for byte. */
static bool stands(const char *text, size_t start, size_t end,
		   struct dlp_span word)
{
	const size_t reach = DLP_CONTEXT_REACH;
	const size_t low = start > reach ? start - reach : 0;
	const size_t high = TEXT - end > reach ? end + reach : TEXT;

	for (size_t i = low; i + word.len <= high; i++) {
		if ((i < end && i + word.len > start) ||
		    strncasecmp(text + i, word.ptr, word.len) != 0)
			continue;
		if (dlp_words_begin(i ? text[i - 1] : ' ', text[i]) &&
		    dlp_words_end((struct dlp_span){ text, TEXT }, i + word.len,
				  word.len))
			return true;
	}
	return false;
}

/* What the lexicon says is what looking at each byte says. */
static void compare(struct dlp_catalog *catalog, size_t questions)
{
	struct dlp_context context;
	struct dlp_engine *engine;
	struct dlp_error err;
	char text[TEXT];
	size_t found = 0;

	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	make_text(catalog, text);
	dlp_context_init(&context, engine);
	dlp_context_begin(&context, (struct dlp_span){ text, TEXT });
	for (size_t q = 0; q < questions; q++) {
		size_t start = below(TEXT), len = below(30), end;
		size_t index = below(dlp_catalog_count(catalog));

		end = len < TEXT - start ? start + len : TEXT;
		for (int k = 0; k < DLP_LEXICON_KINDS; k++) {
			enum dlp_lexicon_kind kind = (enum dlp_lexicon_kind)k;
			struct dlp_list list = dlp_lexicon_list(
				dlp_catalog_rule(catalog, index), kind);
			const struct dlp_span *want = NULL;
			const struct dlp_rule_set *set;

			for (size_t i = list.count; i--;)
				if (stands(text, start, end, list.item[i]))
					want = &list.item[i];
			found += want != NULL;
			set = dlp_context_rules(&context, start, end);
			ck_assert(!want || kind != DLP_LEXICON_CONTEXT ||
				  set->rules[index / 64] >> index % 64 & 1);
			ck_assert_ptr_eq(dlp_context_find(&context, index, kind,
							  start, end),
					 want);
		}
	}
	ck_assert_uint_gt(found, 10);
	dlp_context_release(&context);
	dlp_engine_free(engine);
}

START_TEST(built_in_words_are_found)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);

	seed = (uint64_t)_i + 1;
	compare(catalog, 1000);
	dlp_catalog_free(catalog);
}
END_TEST

/* Words of all lengths, with those of the built-in rules and without. */
START_TEST(words_of_users_are_found)
{
	struct dlp_catalog *catalog = dlp_catalog_new(_i & 1);
	struct dlp_error err;

	seed = (uint64_t)_i + 1;
	ck_assert(!scan_load(
		catalog,
		"[x.a]\nname = a\nkeywords = abc\nregex = abc\n"
		"category = pii\nexample = abc\nreject = a\n"
		"context = a, id, 09, aZ z, "
		"wordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwor"
		"dword\nnot-context = z, no, ssn, aZz\n"
		"[x.b]\nname = a\nkeywords = abc\nregex = abc\n"
		"category = pii\nexample = abc\nreject = a\n"
		"context = ID, ssn, ID\n",
		DLP_TRUST_ALL, &err));
	compare(catalog, 3000);
	dlp_catalog_free(catalog);
}
END_TEST

/* Another text at the same address is another text. */
START_TEST(begins_anew)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	size_t index = 0;
	char text[] = "the ssn 123-45-6789";
	struct dlp_context context;
	struct dlp_engine *engine;
	struct dlp_error err;

	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	while (!dlp_span_eq(dlp_catalog_id(catalog, index), DLP_SPAN("us.ssn")))
		index++;
	dlp_context_init(&context, engine);
	dlp_context_begin(&context, DLP_SPAN(""));
	dlp_context_begin(&context, (struct dlp_span){ text, 19 });
	ck_assert_ptr_nonnull(
		dlp_context_find(&context, index, DLP_LEXICON_CONTEXT, 8, 19));
	memcpy(text, "the isbn", 8);
	dlp_context_begin(&context, (struct dlp_span){ text, 19 });
	ck_assert_ptr_null(
		dlp_context_find(&context, index, DLP_LEXICON_CONTEXT, 8, 19));
	dlp_context_release(&context);
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("context");
	TCase *tcase = tcase_create("context");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, built_in_words_are_found, 0, 8);
	tcase_add_loop_test(tcase, words_of_users_are_found, 0, 8);
	tcase_add_test(tcase, begins_anew);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
