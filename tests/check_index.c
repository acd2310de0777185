#include <stdint.h>
#include <string.h>

#include "match/index.h"
#include "match/literal_set.h"
#include "pattern/catalog.h"
#include "suite.h"

static bool same_lists(struct dlp_rows a, size_t i, struct dlp_rows b, size_t j)
{
	size_t n = a.at[i + 1] - a.at[i];

	return n == b.at[j + 1] - b.at[j] &&
	       !memcmp(a.rule + a.at[i], b.rule + b.at[j], n * sizeof(*a.rule));
}

/* Both call up the same rules, however they number literals. */
static void compare(const struct dlp_rule *rule, size_t rules,
		    const struct dlp_index *a, const struct dlp_index *b)
{
	size_t called = 0;

	for (size_t r = 0; r < rules; r++) {
		for (size_t i = 0; i < rule[r].keywords.count; i++) {
			struct dlp_span word = rule[r].keywords.item[i];
			uint32_t x = dlp_literals_find(a->literals, word);
			uint32_t y = dlp_literals_find(b->literals, word);

			ck_assert_uint_ne(x, DLP_LITERAL_NONE);
			ck_assert_uint_ne(y, DLP_LITERAL_NONE);
			ck_assert(
				same_lists(a->by_literal, x, b->by_literal, y));
			called++;
		}
		ck_assert_uint_eq(a->near[r], b->near[r]);
		ck_assert_int_eq(a->is_near[r], b->is_near[r]);
	}
	ck_assert_uint_eq(a->by_literal.at[a->literals->count], called);
	ck_assert_uint_eq(b->by_literal.at[b->literals->count], called);
	for (size_t i = 0; i <= DLP_SHAPE_ANY; i++) {
		ck_assert(same_lists(a->by_shape, i, b->by_shape, i));
		ck_assert_uint_eq(a->least[i], b->least[i]);
	}
	for (size_t i = 0; i <= DLP_RULE_DIGITS_MAX; i++)
		ck_assert(same_lists(a->by_digits, i, b->by_digits, i));
	ck_assert_int_eq(a->has_near, b->has_near);
	ck_assert_uint_eq(a->any_window, b->any_window);
}

static struct dlp_index *make(const struct dlp_rule *rule, size_t rules,
			      const struct dlp_index *base)
{
	struct dlp_index *index;
	size_t wrong;

	ck_assert_int_eq(dlp_index_new(rule, rules, base, 0, &index, &wrong),
			 DLP_OK);
	return index;
}

/* What the build writes is what would be made here. */
START_TEST(builtin_is_as_made)
{
	struct dlp_index *made =
		make(dlp_builtin_rule, dlp_builtin_rules, NULL);

	compare(dlp_builtin_rule, dlp_builtin_rules, &dlp_builtin_index, made);
	dlp_index_free(made);
}
END_TEST

/* Rules left out in front, and others added behind. */
START_TEST(derived_is_as_made)
{
	const struct dlp_span word[] = {
		DLP_SPAN("quince-"),
		DLP_SPAN("QUINCE-"),
		DLP_SPAN("medlar"),
		DLP_SPAN("med"),
	};
	struct dlp_rule *rule = calloc(dlp_builtin_rules + 4, sizeof(*rule));
	struct dlp_index *made, *derived;
	size_t n = 0;

	ck_assert_ptr_nonnull(rule);
	for (size_t r = 0; r < dlp_builtin_rules; r++)
		if (r % 3 && !dlp_builtin_rule[r].near.len)
			rule[n++] = dlp_builtin_rule[r];
	rule[n++] = (struct dlp_rule){ .keywords = { word, 4 } };
	rule[n++] = (struct dlp_rule){
		.keywords = { word + 2, 1 },
		.near = rule[0].id,
	};
	rule[n++] = (struct dlp_rule){ .shape = DLP_SHAPE_DIGITS,
				       .least = 3,
				       .most = 99 };
	rule[n++] = (struct dlp_rule){ .shape = DLP_SHAPE_ANY, .window = 999 };
	made = make(rule, n, NULL);
	derived = make(rule, n, &dlp_builtin_index);
	compare(rule, n, derived, made);
	ck_assert_uint_eq(made->any_window, 999);
	ck_assert_uint_eq(made->least[DLP_SHAPE_DIGITS], 3);
	ck_assert_uint_eq(made->near[n - 3], 0);
	ck_assert(made->is_near[0] && made->has_near);
	dlp_index_free(made);
	dlp_index_free(derived);
	free(rule);
}
END_TEST

static const struct {
	const char *near;
	enum dlp_status status;
} near_case[] = {
	{ "", DLP_OK },
	{ "b.b", DLP_OK },
	{ "a.a", DLP_SKIP }, /* itself */
	{ "c.c", DLP_SKIP },
};

START_TEST(near_names_another)
{
	struct dlp_rule rule[] = { { .id = DLP_SPAN("b.b") },
				   { .id = DLP_SPAN("a.a") } };
	struct dlp_index *index;
	size_t wrong = 0;

	rule[1].near = (struct dlp_span){ near_case[_i].near,
					  strlen(near_case[_i].near) };
	ck_assert_int_eq(dlp_index_new(rule, 2, NULL, 0, &index, &wrong),
			 near_case[_i].status);
	if (near_case[_i].status) {
		ck_assert_ptr_null(index);
		ck_assert_uint_eq(wrong, 1);
	}
	dlp_index_free(index);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("index");

	tcase_add_test(tc, builtin_is_as_made);
	tcase_add_test(tc, derived_is_as_made);
	tcase_add_loop_test(tc, near_names_another, 0, CASES(near_case));
	return suite_run("index", tc);
}
