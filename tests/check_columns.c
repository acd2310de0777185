#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "detect/columns.h"
#include "scan.h"
#include "suite.h"

enum { QUESTIONS = 150 };

static uint64_t seed;

static size_t below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

/* A name: one that a rule looks for, or two, written in some way, or noise. */
static size_t make_name(const struct dlp_catalog *catalog,
			char name[DLP_COLUMN_MAX])
{
	static const char noise[] = "aZ09_-. \xc3\xa9";
	size_t n = 0;

	for (size_t words = below(4); words; words--) {
		const struct dlp_rule *rule = dlp_catalog_rule(
			catalog, below(dlp_catalog_count(catalog)));
		struct dlp_span word = { noise, below(sizeof(noise)) };

		if (rule->columns.count)
			word = rule->columns.item[below(rule->columns.count)];
		for (size_t i = 0; i < word.len && n < DLP_COLUMN_MAX; i++) {
			if (word.ptr[i] == '_' && below(2))
				continue;
			name[n] = word.ptr[i];
			if (!below(4) && name[n] >= 'a' && name[n] <= 'z')
				name[n] = (char)(name[n] & ~0x20);
			n++;
		}
		if (n < DLP_COLUMN_MAX && below(2))
			name[n++] = noise[below(sizeof(noise) - 1)];
	}
	return n;
}

static bool wants(const struct dlp_rule *rule, struct dlp_column *column)
{
	for (size_t i = 0; i < rule->columns.count; i++) {
		const struct dlp_list one = { &rule->columns.item[i], 1 };
		const struct dlp_letters letters =
			dlp_letters_of(rule->columns.item[i]);

		if (dlp_column_find(column, one, &letters))
			return true;
	}
	return false;
}

/* What the rows of names say is what asking each rule says. */
static void compare(struct dlp_catalog *catalog, size_t questions)
{
	struct dlp_columns *columns;
	struct dlp_engine *engine;
	struct dlp_error err;
	size_t found = 0;

	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	columns = dlp_columns_new(engine);
	ck_assert_ptr_nonnull(columns);
	for (size_t q = 0; q < questions; q++) {
		char name[DLP_COLUMN_MAX];
		const struct dlp_span span = { name, make_name(catalog, name) };
		struct dlp_column column;
		const struct dlp_rule_set *set;

		if (!span.len)
			continue;
		dlp_column_set(&column, span);
		set = dlp_columns_rules(columns, &column);
		ck_assert_ptr_nonnull(set);
		for (size_t r = 0; r < dlp_catalog_count(catalog); r++) {
			bool has = set->rules[r / 64] >> r % 64 & 1;

			ck_assert_int_eq(
				has,
				wants(dlp_catalog_rule(catalog, r), &column));
			found += has;
		}
	}
	ck_assert_uint_gt(found, questions);
	dlp_columns_free(columns);
	dlp_engine_free(engine);
}

START_TEST(rows_miss_no_name)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);

	seed = (uint64_t)_i + 1;
	compare(catalog, QUESTIONS);
	dlp_catalog_free(catalog);
}
END_TEST

/* Names of one letter and of none, of ASCII and beyond. */
static const char few[] = "[a.n]\nname = n\ncategory = pii\nkeywords = none\n"
			  "regex = \\d{6}\ncolumns = x, id, #, \xd0\xb8\xd0\xbd"
			  "\xd0\xbd, nr\xc2\xb0, n\xc2\xba\n"
			  "example = 123456\nreject = 1\n";

START_TEST(names_of_few_letters)
{
	static const struct {
		const char *name;
		bool says;
	} name_case[] = {
		{ "x", true },
		{ "the x", true },
		{ "id", true },
		{ "#", true },
		{ "\xd0\xb8\xd0\xbd\xd0\xbd", true },
		{ "nr\xc2\xb0", true },
		{ "n\xc2\xba 1", true },
		{ "y", false },
		{ "di", false },
		{ "\xd0\xb8\xd0\xb8", false },
	};
	struct dlp_catalog *catalog = dlp_catalog_new(_i & 1);
	struct dlp_columns *columns;
	struct dlp_engine *engine;
	struct dlp_error err;

	ck_assert(!scan_load(catalog, few, DLP_TRUST_ALL, &err));
	ck_assert_int_eq(dlp_engine_new(catalog, &engine, &err), DLP_OK);
	columns = dlp_columns_new(engine);
	ck_assert_ptr_nonnull(columns);
	for (size_t i = 0; i < sizeof(name_case) / sizeof(*name_case); i++) {
		const size_t last = dlp_catalog_count(catalog) - 1;
		struct dlp_column column;
		const struct dlp_rule_set *set;

		dlp_column_set(&column,
			       (struct dlp_span){ name_case[i].name,
						  strlen(name_case[i].name) });
		set = dlp_columns_rules(columns, &column);
		ck_assert_ptr_nonnull(set);
		ck_assert_int_eq(set->rules[last / 64] >> last % 64 & 1,
				 name_case[i].says);
	}
	dlp_columns_free(columns);
	dlp_engine_free(engine);
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("columns");

	tcase_add_loop_test(tc, rows_miss_no_name, 0, 2);
	tcase_add_loop_test(tc, names_of_few_letters, 0, 2);
	return suite_run("columns", tc);
}
