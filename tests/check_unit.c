#include "detect/unit.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, s ? strlen(s) : 0 };
}

static void begin(struct dlp_unit *unit, uint64_t offset, uint64_t line,
		  const char *text, const char *at)
{
	const struct dlp_text piece = { .offset = offset,
					.line = line,
					.text = span(text),
					.at = span(at) };

	ck_assert_int_eq(dlp_unit_begin(unit, &piece), DLP_OK);
}

static void add(struct dlp_unit *unit, const char *text, const char *at)
{
	const struct dlp_text piece = { .offset = unit->base + unit->text.len,
					.text = span(text),
					.at = span(at) };

	ck_assert(dlp_unit_continues(unit, &piece));
	ck_assert_int_eq(dlp_unit_add(unit, &piece), DLP_OK);
}

/* Line and column of a byte, as one goes by hand. */
static void check_position(struct dlp_unit *unit, const char *whole,
			   size_t from, uint64_t first, size_t i)
{
	uint64_t line = first, column = 1, got_line, got_column;

	for (size_t j = 0; j < i; j++) {
		if (whole[j] == '\n')
			line++, column = 1;
		else if (((unsigned char)whole[j] & 0xc0) != 0x80)
			column++;
	}
	dlp_unit_position(unit, i - from, &got_line, &got_column);
	ck_assert_uint_eq(got_line, line);
	ck_assert_uint_eq(got_column, column);
}

static const char lines[] = "a\xc3\xa9z\n\n\xe2\x82\xac uro\r\nlast";

/* However much of the text is gone, and asked forwards or backwards. */
START_TEST(positions_are_those_of_the_whole)
{
	for (size_t drop = 0; drop <= strlen(lines); drop++) {
		const size_t len = strlen(lines);
		struct dlp_unit unit;

		dlp_unit_init(&unit);
		begin(&unit, 50, 7, lines, NULL);
		dlp_unit_drop(&unit, drop / 2);
		dlp_unit_drop(&unit, drop - drop / 2);
		ck_assert_uint_eq(unit.base, 50 + drop);
		ck_assert_uint_eq(unit.text.len, strlen(lines) - drop);
		for (size_t i = drop; i <= len; i++)
			check_position(&unit, lines, drop, 7, i);
		/* From each place to each. */
		for (size_t i = drop; i <= len; i++)
			for (size_t j = drop; j <= len; j++) {
				check_position(&unit, lines, drop, 7, i);
				check_position(&unit, lines, drop, 7, j);
			}
		dlp_unit_release(&unit);
	}
}
END_TEST

/* Whether a piece goes on where another stood. */
static const struct {
	const char *name, *a, *b;
	bool goes_on;
} border_case[] = {
	{ "nothing said", NULL, NULL, true },
	{ "pages", "{\"page\":1}", "{\"page\":2}", true },
	{ "a page and none", "{\"page\":1}", NULL, true },
	{ "rows", "{\"row\":1}", "{\"row\":2}", false },
	{ "a row twice", "{\"row\":1}", "{\"row\":1,\"x\":2}", true },
	{ "parts", "{\"part\":\"a\"}", "{\"part\":\"b\"}", false },
	{ "sheets", "{\"sheet\":\"a\"}", "{\"sheet\":\"b\"}", false },
	{ "tables", "{\"table\":1}", "{\"table\":2}", false },
	{ "slides", "{\"slide\":1}", "{\"slide\":2}", false },
	{ "no JSON", "{", "{}", false },
	{ "the same that is no JSON", "{", "{", true },
};

START_TEST(units_have_borders)
{
	struct dlp_text piece = { .offset = 3,
				  .text = DLP_SPAN("x"),
				  .at = span(border_case[_i].b) };
	struct dlp_unit unit;

	dlp_unit_init(&unit);
	ck_assert(!dlp_unit_continues(&unit, &piece));
	begin(&unit, 0, 1, "abc", border_case[_i].a);
	ck_assert_msg(dlp_unit_continues(&unit, &piece) ==
			      border_case[_i].goes_on,
		      "%s", border_case[_i].name);
	piece.offset = 4;
	ck_assert(!dlp_unit_continues(&unit, &piece));
	dlp_unit_reset(&unit);
	piece.offset = 3;
	ck_assert(!dlp_unit_continues(&unit, &piece));
	dlp_unit_release(&unit);
}
END_TEST

/* Of each byte the `at` of its piece, also when the first ones are gone. */
START_TEST(each_byte_has_its_at)
{
	static const char *const at[] = { "{\"page\":1}", "{\"page\":2}", NULL,
					  "{\"page\":4}" };

	for (size_t drop = 0; drop < 8; drop++) {
		struct dlp_unit unit;

		dlp_unit_init(&unit);
		begin(&unit, 10, 1, "aa", at[0]);
		for (size_t i = 1; i < 4; i++)
			add(&unit, "bb", at[i]);
		dlp_unit_drop(&unit, drop);
		for (size_t i = drop; i < 8; i++)
			ck_assert(dlp_span_eq(dlp_unit_at(&unit, i - drop),
					      span(at[i / 2])));
		dlp_unit_release(&unit);
	}
}
END_TEST

/* The name of its column, and none behind the last that has one. */
START_TEST(cells_have_columns)
{
	static const char row[] = "a\tbb\t\tc\td";
	static const char *const name[] = { "no", "name", "", "key" };

	for (size_t drop = 0; drop < sizeof(row) - 1; drop++) {
		struct dlp_unit unit;
		size_t cell;

		dlp_unit_init(&unit);
		begin(&unit, 0, 1, "no\tname\t\tkey\n",
		      "{\"row\":1,\"columns\":[\"no\",\"name\",\"\",\"key\"]}");
		begin(&unit, 13, 2, row, "{\"row\":2}");
		dlp_unit_drop(&unit, drop);
		for (size_t i = drop; i < sizeof(row) - 1; i++) {
			struct dlp_span got =
				dlp_unit_column(&unit, i - drop, &cell);
			size_t tabs = 0;

			for (size_t j = 0; j < i; j++)
				tabs += row[j] == '\t';
			ck_assert_uint_eq(cell, tabs);
			ck_assert(dlp_span_eq(
				got, span(tabs < 4 ? name[tabs] : NULL)));
		}
		dlp_unit_release(&unit);
	}
}
END_TEST

/* What is no row has no columns, and what comes behind it neither. */
START_TEST(columns_end)
{
	static const char *const behind[] = { NULL, "{\"page\":1}",
					      "{\"sheet\":\"b\",\"row\":1}" };
	size_t cell;

	for (size_t i = 0; i < 3; i++) {
		struct dlp_unit unit;

		dlp_unit_init(&unit);
		begin(&unit, 0, 1, "x\n",
		      "{\"sheet\":\"a\",\"row\":1,\"columns\":[\"no\"]}");
		begin(&unit, 2, 2, "1", "{\"sheet\":\"a\",\"row\":2}");
		ck_assert(dlp_span_is(dlp_unit_column(&unit, 0, &cell), "no"));
		begin(&unit, 3, 3, "1", behind[i]);
		ck_assert_uint_eq(dlp_unit_column(&unit, 0, &cell).len, 0);
		dlp_unit_reset(&unit);
		dlp_unit_release(&unit);
	}
}
END_TEST

/* Who does not count lines goes on from the last text. */
START_TEST(lines_are_counted_on)
{
	struct dlp_unit unit;
	uint64_t line, column;

	dlp_unit_init(&unit);
	begin(&unit, 0, 0, "a\nb\n", NULL);
	begin(&unit, 9, 0, "c", NULL);
	dlp_unit_position(&unit, 0, &line, &column);
	ck_assert_uint_eq(line, 3);
	begin(&unit, 20, 70, "c", NULL);
	dlp_unit_position(&unit, 0, &line, &column);
	ck_assert_uint_eq(line, 70);
	dlp_unit_release(&unit);
}
END_TEST

/* A text may say which line it has from a byte on, wherever it is cut. */
START_TEST(lines_are_what_the_text_says)
{
	static const char text[] = "a\nb\xc3\xa9 c\nd\ne";
	static const uint64_t line[] = { 1, 1, 7, 7, 7, 7, 9, 9, 4, 4, 5 };
	const struct dlp_text piece = { .line = 1,
					.text = { text, sizeof(text) - 1 },
					.lines = span("[[2,7],[6,9],[8,4]]") };

	ck_assert_uint_eq(sizeof(text) - 1, CASES(line));
	for (size_t drop = 0; drop < CASES(line); drop++) {
		struct dlp_unit unit;
		uint64_t got, column;

		dlp_unit_init(&unit);
		ck_assert_int_eq(dlp_unit_begin(&unit, &piece), DLP_OK);
		dlp_unit_drop(&unit, drop);
		for (size_t i = drop; i < CASES(line); i++) {
			dlp_unit_position(&unit, i - drop, &got, &column);
			ck_assert_uint_eq(got, line[i]);
		}
		for (size_t i = CASES(line); i-- > drop;) {
			dlp_unit_position(&unit, i - drop, &got, &column);
			ck_assert_uint_eq(got, line[i]);
		}
		/* The column is that of the text. */
		if (drop <= 6) {
			dlp_unit_position(&unit, 6 - drop, &got, &column);
			ck_assert_uint_eq(column, 4);
		}
		add(&unit, "\nf", NULL);
		dlp_unit_position(&unit, 12 - drop, &got, &column);
		ck_assert_uint_eq(got, 6);
		dlp_unit_release(&unit);
	}
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("unit");

	tcase_add_test(tc, positions_are_those_of_the_whole);
	tcase_add_loop_test(tc, units_have_borders, 0, CASES(border_case));
	tcase_add_test(tc, each_byte_has_its_at);
	tcase_add_test(tc, cells_have_columns);
	tcase_add_test(tc, columns_end);
	tcase_add_test(tc, lines_are_counted_on);
	tcase_add_test(tc, lines_are_what_the_text_says);
	return suite_run("unit", tc);
}
