#include <stdint.h>
#include <string.h>

#include "builtin.h"
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
static void compare(const struct dlp_rule *const *rule, size_t rules,
		    const struct dlp_index *a, const struct dlp_index *b)
{
	size_t called = 0;

	for (size_t r = 0; r < rules; r++) {
		for (size_t i = 0; i < rule[r]->keywords.count; i++) {
			struct dlp_span word = rule[r]->keywords.item[i];
			uint32_t x = dlp_literals_find(a->literals, word);
			uint32_t y = dlp_literals_find(b->literals, word);

			ck_assert_uint_ne(x, DLP_LITERAL_NONE);
			ck_assert_uint_ne(y, DLP_LITERAL_NONE);
			ck_assert(
				same_lists(a->by_literal, x, b->by_literal, y));
			called++;
		}
		ck_assert_uint_eq(a->brief[r].near, b->brief[r].near);
		ck_assert_uint_eq(a->brief[r].window, b->brief[r].window);
		ck_assert_uint_eq(a->brief[r].least, b->brief[r].least);
		ck_assert_uint_eq(a->brief[r].most, b->brief[r].most);
		ck_assert_uint_eq(a->brief[r].probe, b->brief[r].probe);
		ck_assert_int_eq(a->brief[r].assigned, b->brief[r].assigned);
		ck_assert_int_eq(a->brief[r].confidence,
				 b->brief[r].confidence);
		ck_assert_int_eq(a->brief[r].is_near, b->brief[r].is_near);
		ck_assert_int_eq(a->brief[r].alone, b->brief[r].alone);
		ck_assert_int_eq(a->brief[r].grouped, b->brief[r].grouped);
		ck_assert_int_eq(a->brief[r].words, b->brief[r].words);
		ck_assert_int_eq(a->brief[r].columns, b->brief[r].columns);
		ck_assert_int_eq(a->brief[r].scoped, b->brief[r].scoped);
		ck_assert_int_eq(a->brief[r].scored, b->brief[r].scored);
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

static struct dlp_index *make(const struct dlp_rule *const *rule, size_t count,
			      const struct dlp_index *base, size_t known)
{
	const struct dlp_index_rules rules = { rule, count, base, known };
	struct dlp_index *index;
	size_t wrong;

	ck_assert_int_eq(dlp_index_new(&rules, 0, &index, &wrong), DLP_OK);
	return index;
}

/* The built-in rules, with room for more behind; the caller frees it. */
static const struct dlp_rule **all_rules(size_t more)
{
	const struct dlp_rule **rule =
		calloc(dlp_builtin.rules + more, sizeof(*rule));

	ck_assert_ptr_nonnull(rule);
	for (size_t r = 0; r < dlp_builtin.rules; r++)
		rule[r] = builtin_rule(r);
	return rule;
}

/* What the build writes is what would be made here. */
START_TEST(builtin_is_as_made)
{
	const struct dlp_rule **rule = all_rules(0);
	struct dlp_index *made = make(rule, dlp_builtin.rules, NULL, 0);

	compare(rule, dlp_builtin.rules, &dlp_builtin_index, made);
	dlp_index_free(made);
	free(rule);
}
END_TEST

static const struct dlp_span word[] = {
	{ "quince-", 7 },
	{ "QUINCE-", 7 },
	{ "medlar", 6 },
	{ "med", 3 },
};

enum { ADDED = 4 };

/* Rules of a user, behind `n` others of which `near` is one. */
static void add_rules(const struct dlp_rule **rule, size_t n,
		      struct dlp_rule added[ADDED], struct dlp_span near)
{
	added[0] = (struct dlp_rule){ .keywords = { word, 4 } };
	added[1] =
		(struct dlp_rule){ .keywords = { word + 2, 1 }, .near = near };
	added[2] = (struct dlp_rule){ .shape = DLP_SHAPE_DIGITS,
				      .least = 3,
				      .most = 99 };
	added[3] = (struct dlp_rule){ .shape = DLP_SHAPE_ANY, .window = 40000 };
	for (size_t i = 0; i < ADDED; i++)
		rule[n + i] = &added[i];
}

/* Rules left out in front, and others added behind. */
START_TEST(derived_is_as_made)
{
	const struct dlp_rule **rule = all_rules(ADDED);
	struct dlp_index *made, *derived;
	struct dlp_rule added[ADDED];
	size_t n = 0;

	for (size_t r = 0; r < dlp_builtin.rules; r++)
		if (r % 3 && !rule[r]->near.len)
			rule[n++] = rule[r];
	add_rules(rule, n, added, rule[0]->id);
	n += ADDED;
	made = make(rule, n, NULL, 0);
	derived = make(rule, n, &dlp_builtin_index, 0);
	compare(rule, n, derived, made);
	ck_assert_uint_eq(made->any_window, 40000);
	ck_assert_uint_eq(made->least[DLP_SHAPE_DIGITS], 3);
	ck_assert_uint_eq(made->brief[n - 3].near, 0);
	ck_assert(made->brief[0].is_near && made->has_near);
	dlp_index_free(made);
	dlp_index_free(derived);
	free(rule);
}
END_TEST

/* Others added behind all of those that are built in, which need not be there
 * but for a `near`. */
START_TEST(extended_is_as_made)
{
	const struct dlp_rule **rule = all_rules(ADDED);
	const size_t n = dlp_builtin.rules + ADDED;
	struct dlp_index *made, *extended;
	struct dlp_rule added[ADDED];

	add_rules(rule, dlp_builtin.rules, added,
		  _i ? rule[7]->id : (struct dlp_span){ 0 });
	made = make(rule, n, NULL, 0);
	for (size_t r = 0; !_i && r < dlp_builtin.rules; r++)
		rule[r] = NULL;
	extended = make(rule, n, &dlp_builtin_index, dlp_builtin.rules);
	for (size_t r = 0; r < dlp_builtin.rules; r++)
		rule[r] = builtin_rule(r);
	compare(rule, n, extended, made);
	ck_assert_int_eq(extended->brief[7].is_near,
			 _i || dlp_builtin_index.brief[7].is_near);
	dlp_index_free(made);
	dlp_index_free(extended);
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
	const struct dlp_rule *each[] = { &rule[0], &rule[1] };
	const struct dlp_index_rules rules = { .rule = each, .count = 2 };
	struct dlp_index *index;
	size_t wrong = 0;

	rule[1].near = (struct dlp_span){ near_case[_i].near,
					  strlen(near_case[_i].near) };
	ck_assert_int_eq(dlp_index_new(&rules, 0, &index, &wrong),
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
	tcase_add_loop_test(tc, extended_is_as_made, 0, 2);
	tcase_add_loop_test(tc, near_names_another, 0, CASES(near_case));
	return suite_run("index", tc);
}
