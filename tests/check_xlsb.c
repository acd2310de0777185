#include "told.h"
#include "zipmake.h"

/* Room for a record that is longer than is looked at together. */
static const struct dlp_limits limits = {
	.entry = 4 << 20,
	.total = 8 << 20,
	.ratio = DLP_LIMIT_RATIO,
	.entries = 100,
	.depth = DLP_MEMBER_DEPTH,
};

/* Types of records ([MS-XLSB] 2.3.2). */
enum {
	ROW = 0,
	SMALL = 2,
	TRUTH = 4,
	REAL = 5,
	WORDS = 6,
	SHARED = 7,
	FORMULA_WORDS = 8,
	SHORT_SMALL = 13,
	SHORT_WORDS = 17,
	SST_ITEM = 19,
	FORMAT = 44,
	XF = 47,
	COLUMNS = 60,
	BEGIN_SHEET = 129,
	END_SHEET = 130,
	BEGIN_BOOK = 131,
	SHEET = 156,
	BEGIN_STRINGS = 159,
	BEGIN_STYLES = 278,
	MARGINS = 476,
	HYPERLINK = 494,
	BEGIN_CELL_XFS = 617,
};

static void put_varying(struct dlp_buf *out, unsigned value)
{
	for (; value > 0x7f; value >>= 7)
		dlp_buf_addc(out, (char)(value | 0x80));
	dlp_buf_addc(out, (char)value);
}

static void put(struct dlp_buf *out, unsigned type, const struct dlp_buf *body)
{
	put_varying(out, type);
	put_varying(out, (unsigned)body->len);
	dlp_buf_addspan(out, dlp_buf_span(body));
}

/* A record of `n` numbers of 32 bits, then a string unless it is NULL. */
static void put_numbers(struct dlp_buf *out, unsigned type, size_t n,
			const unsigned *number, const char *string)
{
	struct dlp_buf body;

	dlp_buf_init(&body, 0);
	for (size_t i = 0; i < n; i++)
		zipmake_put(&body, number[i], 4);
	if (string)
		zipmake_put(&body, (unsigned)strlen(string), 4);
	for (; string && *string; string++)
		zipmake_put(&body, (unsigned char)*string, 2);
	put(out, type, &body);
	dlp_buf_release(&body);
}

#define NUMBERS(out, type, string, ...)                                     \
	put_numbers(out, type,                                              \
		    sizeof((unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned), \
		    (const unsigned[]){ __VA_ARGS__ }, string)

static void put_real(struct dlp_buf *out, unsigned column, unsigned style,
		     double value)
{
	struct dlp_buf body;

	dlp_buf_init(&body, 0);
	zipmake_put(&body, column, 4);
	zipmake_put(&body, style, 4);
	dlp_buf_add(&body, &value, sizeof(value));
	put(out, REAL, &body);
	dlp_buf_release(&body);
}

static void put_row(struct dlp_buf *out, unsigned row, bool hidden)
{
	NUMBERS(out, ROW, NULL, row, 0, hidden ? 0x10000000 : 0, 0);
}

/* A string that cells share: a byte comes before it. */
static void put_shared(struct dlp_buf *out, const char *text)
{
	struct dlp_buf body;

	dlp_buf_init(&body, 0);
	dlp_buf_addc(&body, 0);
	zipmake_put(&body, (unsigned)strlen(text), 4);
	for (; *text; text++)
		zipmake_put(&body, (unsigned char)*text, 2);
	put(out, SST_ITEM, &body);
	dlp_buf_release(&body);
}

static void add_part(struct zipmake *zip, const char *name, struct dlp_buf *out)
{
	zipmake_add(zip, span_of(name), dlp_buf_span(out), true);
	dlp_buf_clear(out);
}

/* A style of the format `yyyy-mm-dd`, number 1. */
static void add_styles(struct zipmake *zip, struct dlp_buf *out)
{
	struct dlp_buf body;

	dlp_buf_init(&body, 0);
	NUMBERS(out, BEGIN_STYLES, NULL, 0);
	zipmake_put(&body, 170, 2);
	zipmake_put(&body, 10, 4);
	for (const char *s = "yyyy-mm-dd"; *s; s++)
		zipmake_put(&body, (unsigned char)*s, 2);
	put(out, FORMAT, &body);
	NUMBERS(out, BEGIN_CELL_XFS, NULL, 2);
	NUMBERS(out, XF, NULL, 0, 0);
	NUMBERS(out, XF, NULL, 170U << 16, 0);
	add_part(zip, "xl/styles.bin", out);
	dlp_buf_release(&body);
}

static void add_book(struct zipmake *zip, struct dlp_buf *out, unsigned hidden)
{
	struct dlp_buf body;

	dlp_buf_init(&body, 0);
	NUMBERS(out, BEGIN_BOOK, NULL, 0);
	zipmake_put(&body, hidden, 4);
	zipmake_put(&body, 1, 4);
	zipmake_put(&body, 2, 4);
	zipmake_put(&body, 'r', 2);
	zipmake_put(&body, '1', 2);
	zipmake_put(&body, 5, 4);
	for (const char *s = "Staff"; *s; s++)
		zipmake_put(&body, (unsigned char)*s, 2);
	put(out, SHEET, &body);
	add_part(zip, "xl/workbook.bin", out);
	dlp_buf_release(&body);
	zipmake_add(zip, DLP_SPAN("xl/_rels/workbook.bin.rels"),
		    DLP_SPAN("<Relationships><Relationship Id='r1' "
			     "Target='worksheets/sheet1.bin'/>"
			     "</Relationships>"),
		    true);
	put_varying(out, BEGIN_STRINGS);
	put_varying(out, 0);
	put_shared(out, "shared");
	put_shared(out, "left over");
	add_part(zip, "xl/sharedStrings.bin", out);
	add_styles(zip, out);
}

/* What the records of a sheet, behind its first one, are told as. */
static void read_sheet(struct told *told, struct dlp_buf *records,
		       unsigned hidden)
{
	struct zipmake zip = { .entries = 0 };
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	add_book(&zip, &out, hidden);
	put_varying(&out, BEGIN_SHEET);
	put_varying(&out, 0);
	dlp_buf_addspan(&out, dlp_buf_span(records));
	add_part(&zip, "xl/worksheets/sheet1.bin", &out);
	zipmake_end(&zip);
	told_read(told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &limits);
	ck_assert_str_eq(told->format, "xlsx");
	zipmake_release(&zip);
	dlp_buf_release(&out);
}

static bool says(const struct told *told, const char *what)
{
	return strstr(told->text.ptr, what) != NULL;
}

START_TEST(cells)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf sheet;

	dlp_buf_init(&sheet, 0);
	put_row(&sheet, 4, false);
	NUMBERS(&sheet, SHARED, NULL, 0, 0, 0);
	NUMBERS(&sheet, WORDS, "inline", 1, 0);
	NUMBERS(&sheet, SMALL, NULL, 2, 0, 1234U << 2 | 2);
	NUMBERS(&sheet, SMALL, NULL, 3, 0, 1234U << 2 | 3);
	put_real(&sheet, 4, 0, 0.5);
	put_real(&sheet, 6, 1, 36526);
	NUMBERS(&sheet, TRUTH, NULL, 7, 0, 1);
	/* Without a column: the next ones. */
	NUMBERS(&sheet, SHORT_SMALL, NULL, 0, 7U << 2 | 2);
	NUMBERS(&sheet, SHORT_WORDS, "short", 0);
	NUMBERS(&sheet, FORMULA_WORDS, "result", 11, 0);
	NUMBERS(&sheet, END_SHEET, NULL, 0);
	read_sheet(&told, &sheet, 0);
	ck_assert(says(&told,
		       "{\"sheet\":\"Staff\",\"row\":5}shared\tinline\t1234\t"
		       "12.34\t0.5\t\t2000-01-01\tTRUE\t7\tshort\t\tresult\n"));
	ck_assert(says(&told, "\"part\":\"stored\",\"sheet\":\"Staff\"}36526"));
	ck_assert(says(&told, "\"part\":\"shared-string\",\"hidden\":true}"
			      "left over\n"));
	ck_assert_str_eq(told.codes.ptr, "");
	ck_assert_int_eq(told.end, DLP_END_WHOLE);
	ck_assert_ptr_null(strstr(told.members.ptr, "sheet1"));
	ck_assert_ptr_null(strstr(told.members.ptr, "sharedStrings"));
	dlp_buf_release(&sheet);
	told_release(&told);
}
END_TEST

START_TEST(hidden)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf sheet;

	dlp_buf_init(&sheet, 0);
	NUMBERS(&sheet, COLUMNS, NULL, 1, 2, 0, 0, 1);
	put_row(&sheet, 0, false);
	NUMBERS(&sheet, WORDS, "seen", 0, 0);
	NUMBERS(&sheet, WORDS, "column", 2, 0);
	put_row(&sheet, 1, true);
	NUMBERS(&sheet, WORDS, "row", 0, 0);
	read_sheet(&told, &sheet, 0);
	ck_assert(says(&told, "\"row\":1"));
	ck_assert(!says(&told, "seen\t"));
	ck_assert(says(&told, "\"row\":1,\"hidden\":true}\t\tcolumn\n"));
	ck_assert(says(&told, "\"row\":2,\"hidden\":true}row\n"));
	told_release(&told);
	/* The sheet itself. */
	told = (struct told){ .bytes = 0 };
	read_sheet(&told, &sheet, 1);
	ck_assert(says(&told, "\"hidden\":true}seen\t\tcolumn\n"));
	dlp_buf_release(&sheet);
	told_release(&told);
}
END_TEST

/* Nothing that is in the part goes untold: in other records, behind what a
 * cell takes of its own, in one longer than is read together. */
START_TEST(elsewhere)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf sheet, large;

	dlp_buf_init(&sheet, 0);
	dlp_buf_init(&large, 0);
	put_row(&sheet, 0, false);
	NUMBERS(&sheet, SMALL, "behind it", 0, 0, 4 | 2);
	NUMBERS(&sheet, HYPERLINK, "https://link.example/", 0, 0, 0, 0);
	for (unsigned i = 0; i < 300000; i++)
		zipmake_put(&large, 0, 4);
	dlp_buf_adds(&large, "at its end");
	put(&sheet, HYPERLINK, &large);
	put_row(&sheet, 1, false);
	NUMBERS(&sheet, WORDS, "goes on", 0, 0);
	/* The margins of a page are numbers. */
	NUMBERS(&sheet, MARGINS, NULL, 0x66666666, 0x3fe66666, 0x66666666,
		0x3fe66666, 0, 0x3fe80000, 0, 0x3fe80000, 0x33333333,
		0x3fd33333, 0x33333333, 0x3fd33333);
	read_sheet(&told, &sheet, 0);
	ck_assert(!says(&told, "333333"));
	ck_assert(says(&told, "}1\n"));
	ck_assert(says(&told, "behind it\n"));
	ck_assert(says(&told, "https://link.example/\n"));
	ck_assert(says(&told, "at its end\n"));
	ck_assert(says(&told, "goes on\n"));
	dlp_buf_release(&large);
	dlp_buf_release(&sheet);
	told_release(&told);
}
END_TEST

/* Cut within a record: what there is of it is told, and that it is cut. */
START_TEST(cut)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf sheet;

	dlp_buf_init(&sheet, 0);
	put_row(&sheet, 0, false);
	NUMBERS(&sheet, WORDS, "whole", 0, 0);
	NUMBERS(&sheet, WORDS, "half of it", 1, 0);
	sheet.len -= 10;
	read_sheet(&told, &sheet, 0);
	ck_assert(says(&told, "whole\thalf \n"));
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	ck_assert_int_eq(told.end, DLP_END_PART);
	dlp_buf_release(&sheet);
	told_release(&told);
}
END_TEST

/* Other bytes under the name of a sheet are a document as any other. */
START_TEST(strange)
{
	struct zipmake zip = { .entries = 0 };
	struct told told = { .bytes = 0 };

	zipmake_add(&zip, DLP_SPAN("xl/worksheets/sheet1.bin"),
		    DLP_SPAN("text of its own"), true);
	zipmake_end(&zip);
	told_read(&told, DLP_IS_ZIP, dlp_buf_span(&zip.out), &told_limits);
	ck_assert_str_eq(told.inner.ptr, "text of its own");
	ck_assert_str_eq(told.codes.ptr, "unsupported");
	zipmake_release(&zip);
	told_release(&told);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("xlsb");

	tcase_add_test(tc, cells);
	tcase_add_test(tc, hidden);
	tcase_add_test(tc, elsewhere);
	tcase_add_test(tc, cut);
	tcase_add_test(tc, strange);
	return suite_run("xlsb", tc);
}
