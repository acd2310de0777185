#include "detect/table.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* Of each byte the cell that it stands in, in a letter; | for a border. */
static const struct {
	struct dlp_table table;
	const char *text, *cells;
} walk_case[] = {
	{ { ',', true }, "a,bc\nd,", "a|bb|a|" },
	{ { ';', true }, "a,b;c\r\nd", "aaa|b||a" },
	{ { ',', true }, ",,x\n", "||c|" },
	{ { ',', true }, "\"a,b\",c", "aaaaa|b" },
	{ { ',', true }, "a,\"b\nc\",d\ne", "a|bbbbb|c|a" },
	{ { ',', true }, "\"a\"\",\"\"\",b", "aaaaaaaa|b" },
	{ { ',', true }, "\"\",b", "aa|b" },
	{ { '\t', true }, "\"a\tb\"\tc", "aaaaa|b" },
	/* Quotes within a cell that does not begin with one. */
	{ { ',', true }, "a\",b\",c", "aa|bb|c" },
	{ { ',', true }, "\"a\"x,b", "aaaa|b" },
	{ { '\t', false }, "\"a\tb\"\tc", "aa|bb|c" },
};

START_TEST(each_byte_has_a_cell)
{
	const struct dlp_span text = span(walk_case[_i].text);
	struct dlp_table_walk walk = { 0 };

	ck_assert_uint_eq(text.len, strlen(walk_case[_i].cells));
	for (size_t i = 0; i < text.len; i++) {
		const char in = (char)('a' + walk.cell);
		bool border = dlp_table_step(&walk, &walk_case[_i].table,
					     text.ptr[i]);

		ck_assert_int_eq(border ? '|' : in, walk_case[_i].cells[i]);
	}
}
END_TEST

/* Quotes that do not end hide no more than that. */
START_TEST(quotes_end_some_time)
{
	const struct dlp_table table = { ',', true };
	struct dlp_table_walk walk = { 0 };
	size_t hidden = 0;

	dlp_table_step(&walk, &table, '"');
	while (hidden < 2 * DLP_TABLE_QUOTE &&
	       !dlp_table_step(&walk, &table, hidden % 10 ? 'a' : '\n'))
		hidden++;
	ck_assert_uint_ge(hidden, DLP_TABLE_QUOTE);
	ck_assert_uint_le(hidden, DLP_TABLE_QUOTE + 10);
	ck_assert_uint_eq(walk.cell, 0);
	ck_assert(!dlp_table_step(&walk, &table, 'b'));
	ck_assert(dlp_table_step(&walk, &table, ','));
	ck_assert_uint_eq(walk.cell, 1);
}
END_TEST

static const struct {
	bool quotes;
	const char *cell, *content;
} content_case[] = {
	{ true, "a", "a" },
	{ true, " a b\t", "a b" },
	{ true, "\"a b\"", "a b" },
	{ true, "\" a\"", "a" },
	{ true, "\"\"", "" },
	{ true, "\"", "" },
	{ true, "", "" },
	{ true, "a\"", "a\"" },
	{ false, "\"a\"", "\"a\"" },
	{ true, "\xef\xbb\xbf\"a\"", "a" },
};

START_TEST(cells_have_content)
{
	const struct dlp_table table = { ',', content_case[_i].quotes };
	const struct dlp_span got =
		dlp_table_content(&table, span(content_case[_i].cell));

	ck_assert(dlp_span_eq(got, span(content_case[_i].content)));
}
END_TEST

/* `delimiter` is NUL where there is no table; `head` is its first row. */
static const struct {
	const char *text;
	char delimiter;
	const char *head;
} begin_case[] = {
	{ "name,password\nann,x\n", ',', "name,password\n" },
	{ "name,password\nann,x", ',', "name,password\n" },
	{ "Name;Passwort;\r\nann;1,2,3,4;\r\n", ';', "Name;Passwort;\r\n" },
	{ "id\tapi_key\n1\t\n", '\t', "id\tapi_key\n" },
	{ "id | pass word\r1 | x\r", '|', "id | pass word\r" },
	{ "\xef\xbb\xbf\"a\",\"Login Name\"\n\"b,c\",\"d\ne\"\n", ',',
	  "\xef\xbb\xbf\"a\",\"Login Name\"\n" },
	{ "\"a,b\",c\nd,e\n", ',', "\"a,b\",c\n" },
	/* Rows that differ, one row alone, one column, no names. */
	{ "name,password\nann\n", '\0', NULL },
	{ "name,password\nann,b,c\n", '\0', NULL },
	{ "name,password\n", '\0', NULL },
	{ "name,password", '\0', NULL },
	{ "password\nabc\n", '\0', NULL },
	{ ",password,\n,abc,\n", '\0', NULL },
	{ "ann@example.org,password\nx,y\n", '\0', NULL },
	{ "a,12\nb,c\n", '\0', NULL },
	{ "a,k=v\nb,c\n", '\0', NULL },
	{ "Hello there, this is a whole sentence\nand, more\n", '\0', NULL },
	{ "\nname,password\nann,x\n", '\0', NULL },
	{ "", '\0', NULL },
};

/* Nor does it change with what is to come. */
START_TEST(tables_begin_with_names)
{
	const struct dlp_span text = span(begin_case[_i].text);
	enum dlp_table_begin begin;
	struct dlp_table table;
	struct dlp_span names;
	size_t head = 0;

	begin = dlp_table_begins(text, true, &table, &names, &head);
	if (begin_case[_i].delimiter) {
		ck_assert_int_eq(begin, DLP_TABLE_BEGINS);
		ck_assert_int_eq(table.delimiter, begin_case[_i].delimiter);
		ck_assert_uint_eq(head, strlen(begin_case[_i].head));
	} else {
		ck_assert_int_eq(begin, DLP_TABLE_NONE);
	}
	for (size_t n = 0; n <= text.len; n++) {
		struct dlp_table early;
		struct dlp_span row;
		size_t at = 0;
		enum dlp_table_begin got =
			dlp_table_begins((struct dlp_span){ text.ptr, n },
					 false, &early, &row, &at);

		ck_assert(got == DLP_TABLE_UNKNOWN || got == begin);
		if (got != DLP_TABLE_BEGINS)
			continue;
		ck_assert_int_eq(early.delimiter, table.delimiter);
		ck_assert_uint_eq(at, head);
	}
}
END_TEST

/* What fits in DLP_TABLE_FIRST and DLP_TABLE_HEAD, and what does not. */
START_TEST(heads_have_limits)
{
	enum { SIZE = DLP_TABLE_HEAD + 100 };
	char *text = malloc(SIZE);
	struct dlp_table table;
	struct dlp_span names;
	size_t head;

	ck_assert_ptr_nonnull(text);
	for (size_t more = 0; more < 2; more++) {
		size_t n = DLP_TABLE_FIRST + more;

		memset(text, ',', SIZE);
		memcpy(text, "a,b,", 4);
		text[n] = '\n';
		memset(text + n + 1, ',', n - 2);
		text[2 * n - 1] = '\n';
		ck_assert_int_eq(
			dlp_table_begins((struct dlp_span){ text, 2 * n },
					 false, &table, &names, &head),
			more ? DLP_TABLE_NONE : DLP_TABLE_BEGINS);
		memcpy(text, "a,b\n,", 5);
		n = DLP_TABLE_HEAD - 1 + more;
		memset(text + 5, 'x', SIZE - 5);
		text[n] = '\n';
		ck_assert_int_eq(
			dlp_table_begins((struct dlp_span){ text, SIZE }, true,
					 &table, &names, &head),
			more ? DLP_TABLE_NONE : DLP_TABLE_BEGINS);
	}
	free(text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("table");

	tcase_add_loop_test(tc, each_byte_has_a_cell, 0, CASES(walk_case));
	tcase_add_test(tc, quotes_end_some_time);
	tcase_add_loop_test(tc, cells_have_content, 0, CASES(content_case));
	tcase_add_loop_test(tc, tables_begin_with_names, 0, CASES(begin_case));
	tcase_add_test(tc, heads_have_limits);
	return suite_run("table", tc);
}
