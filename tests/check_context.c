#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "detect/context.h"

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

/* What the lexicon says is what looking at each word says. */
START_TEST(both_ways_agree)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	struct dlp_context known, plain;
	struct dlp_engine *engine;
	struct dlp_error err;
	char text[TEXT];
	size_t found = 0;

	seed = (uint64_t)_i + 1;
	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	make_text(catalog, text);
	dlp_context_init(&known, engine);
	known.asked = DLP_CONTEXT_SMALL;
	dlp_context_begin(&known, (struct dlp_span){ text, TEXT });
	for (int q = 0; q < QUESTIONS; q++) {
		size_t start = below(TEXT), len = below(30), end;
		size_t rule = below(dlp_catalog_count(catalog));

		end = len < TEXT - start ? start + len : TEXT;
		dlp_context_init(&plain, engine);
		dlp_context_begin(&plain, (struct dlp_span){ text, TEXT });
		for (int k = 0; k < DLP_LEXICON_KINDS; k++) {
			const struct dlp_span *word = dlp_context_find(
				&plain, rule, (enum dlp_lexicon_kind)k, start,
				end);

			found += word != NULL;
			ck_assert_ptr_eq(
				word, dlp_context_find(&known, rule,
						       (enum dlp_lexicon_kind)k,
						       start, end));
		}
		ck_assert_ptr_null(plain.lexicon);
		dlp_context_release(&plain);
	}
	ck_assert_ptr_nonnull(known.lexicon);
	ck_assert_uint_gt(found, 10);
	dlp_context_release(&known);
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
}
END_TEST

/* Another text at the same address is another text. */
START_TEST(begins_anew)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	const struct dlp_rule *rule =
		dlp_catalog_find(catalog, DLP_SPAN("us.ssn"));
	size_t index = (size_t)(rule - dlp_catalog_rule(catalog, 0));
	char text[] = "the ssn 123-45-6789";
	struct dlp_context context;
	struct dlp_engine *engine;
	struct dlp_error err;

	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	dlp_context_init(&context, engine);
	context.asked = DLP_CONTEXT_SMALL;
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

	tcase_add_loop_test(tcase, both_ways_agree, 0, 8);
	tcase_add_test(tcase, begins_anew);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
