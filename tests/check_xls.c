#include "cfbmake.h"
#include "extract/xls_formula.h"
#include "told.h"

#define PART(s) "{\"part\":\"" s "\"}"
#define UNSEEN(s) "{\"part\":\"" s "\",\"hidden\":true}"
#define SHEET(rest) "{\"sheet\":\"S\"" rest "}"
#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}

struct biff_record {
	unsigned type;
	struct dlp_span body;
};

/* The first part of a workbook: one sheet, `S`. */
enum { GLOBALS = 0x809, END = 0x0a, BOUND = 0x85, XF = 0xe0, FORMAT = 0x41e };

static void add_record(struct dlp_buf *out, unsigned type, struct dlp_span body)
{
	cfbmake_add(out, type, 2);
	cfbmake_add(out, (uint32_t)body.len, 2);
	dlp_buf_addspan(out, body);
}

enum { MOST = 12 };

struct xls_case {
	struct biff_record global[MOST], sheet[MOST];
	unsigned hidden; /* and the kind of the sheet, in the second byte */
	bool old;
	const char *told, *codes;
};

static void add_records(struct dlp_buf *out, const struct biff_record *record)
{
	for (size_t i = 0; i < MOST && record[i].type; i++)
		add_record(out, record[i].type, record[i].body);
}

static void make_book(struct dlp_buf *stream, const struct xls_case *c)
{
	char bound[] = "\0\0\0\0\0\0\1\0S";
	size_t at;

	dlp_buf_init(stream, 0);
	add_record(stream, GLOBALS,
		   c->old ? DLP_SPAN("\0\5\5\0") : DLP_SPAN("\0\6\5\0"));
	add_records(stream, c->global);
	cfbmake_put(bound + 4, c->hidden, 2);
	at = stream->len;
	if (c->old)
		bound[7] = 'S';
	add_record(stream, BOUND, (struct dlp_span){ bound, c->old ? 8 : 9 });
	add_record(stream, END, DLP_SPAN(""));
	cfbmake_put(stream->ptr + at + 4, (uint32_t)stream->len, 4);
	add_record(stream, GLOBALS, DLP_SPAN("\0\6\x10\0"));
	add_records(stream, c->sheet);
	add_record(stream, END, DLP_SPAN(""));
}

static const struct xls_case xls_case[] = {
	/* Shared strings: narrow, wide, with formats and notes, cut in two. */
	{ .global = { { 0xfc, BYTES("\5\0\0\0\5\0\0\0"
				    "\2\0\0a\xe9"
				    "\2\0\1\x1f\4\x40\4"
				    "\1\0\x0c\1\0\2\0\0\0bxxxxyy"
				    "\4\0\0ab") },
		      { 0x3c, BYTES("\1c\0d\0"
				    "\5\0\0lost!") } },
	  .sheet = { { 0xfd, BYTES("\0\0\0\0\0\0\0\0\0\0") },
		     { 0xfd, BYTES("\0\0\2\0\0\0\1\0\0\0") },
		     { 0xfd, BYTES("\2\0\1\0\0\0\3\0\0\0") },
		     { 0xfd, BYTES("\2\0\2\0\0\0\x63\0\0\0") } },
	  .told = SHEET(",\"row\":1") "a\u00e9\t\t\u041f\u0440\n" SHEET(
		  ",\"row\":3") "\tabcd\n" UNSEEN("shared-string") "b\nlost!\n",
	  .codes = "" },
	/* Numbers in all their forms, as shown and as stored. */
	{ .global = { { XF, BYTES("\0\0\0\0") },
		      { FORMAT, BYTES("\xa4\0\x0b\0\0"
				      "000-00-0000") },
		      { XF, BYTES("\0\0\xa4\0") },
		      { XF, BYTES("\0\0\x0e\0") } },
	  .sheet = { { 0x203, BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\xf8\x3f") },
		     { 0x27e, BYTES("\0\0\1\0\1\0\xc2\xdc\x9b\x12") },
		     { 0xbd, BYTES("\0\0\2\0\2\0\2\x8f\1\0"
				   "\0\0\1\0\xf0\x3f\3\0") },
		     { 0x205, BYTES("\0\0\4\0\0\0\1\0") },
		     { 0x205, BYTES("\0\0\5\0\0\0\x07\1") } },
	  .told = SHEET(
		  ",\"row\":1") "1.5\t078-05-1120\t11/29/1969\t0.01\tTRUE\n"
				"{\"part\":\"stored\",\"sheet\":\"S\"}78051120\n25536\n",
	  .codes = "" },
	/* A formula, what it came to, and the strings in it. */
	{ .sheet = { { 6, BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0"
				"\6\0\x1e\1\0\x17\0\0") },
		     { 6, BYTES("\0\0\1\0\0\0\0\0\0\0\0\0\xff\xff\0\0\0\0\0\0"
				"\7\0\x17\4\0word") },
		     { 0x207, BYTES("\2\0\0it") },
		     { 6, BYTES("\0\0\2\0\0\0\1\0\1\0\0\0\xff\xff\0\0\0\0\0\0"
				"\0\0") } },
	  .told = SHEET(",\"row\":1") "2\tit\tTRUE\n" PART("field") "word\n",
	  .codes = "" },
	/* Hidden: a sheet, a row. */
	{ .sheet = { { 0x204, BYTES("\0\0\0\0\0\0\1\0\0x") } },
	  .hidden = 1,
	  .told = SHEET(",\"row\":1,\"hidden\":true") "x\n",
	  .codes = "" },
	{ .sheet = { { 0x208, BYTES("\1\0\0\0\0\0\0\0\0\0\0\0\x20\0\0\0") },
		     { 0x204, BYTES("\0\0\0\0\0\0\1\0\0x") },
		     { 0x204, BYTES("\1\0\0\0\0\0\1\0\0y") } },
	  .told = SHEET(",\"row\":1") "x\n" SHEET(
		  ",\"row\":2,\"hidden\":true") "y\n",
	  .codes = "" },
	/* A sheet of macros: its strings. */
	{ .sheet = { { 6, BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0"
				"\7\0\x17\4\0call") } },
	  .hidden = 0x100,
	  .told = "{\"part\":\"macro\",\"sheet\":\"S\",\"row\":1}2\n" PART(
		  "macro") "call\n",
	  .codes = "" },
	/* What is beside the cells. */
	{ .global = { { 0x18, BYTES("\0\0\0\4\7\0\0\0\0\0\0\0\0\0\0Name"
				    "\x17\4\0text") },
		      { 0x1ae, BYTES("\1\0\4\0\0book\2\0\0S2") },
		      { 0x5a, BYTES("\0\0\0\0\2\3\0\0old") } },
	  .sheet = { { 0x14, BYTES("\4\0\0head") },
		     { 0x15, BYTES("\4\0\0foot") },
		     { 0x5d, BYTES("\x15\0\x12\0\x19\0\1\0") },
		     { 0x1b6, BYTES("\0\0\0\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0") },
		     { 0x3c, BYTES("\0said") },
		     { 0x1c, BYTES("\0\0\0\0\0\0\1\0\3\0\0Ada") },
		     { 0x5d, BYTES("\x15\0\x12\0\6\0\2\0") },
		     { 0x1b6, BYTES("\0\0\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0") },
		     { 0x3c, BYTES("\0box") },
		     { 0xec,
		       BYTES("\x13\0\x0b\xf0\x0a\0\0\0\xc0\x80\4\0\0\0a") },
		     { 0x3c, BYTES("\0r\0") },
		     { 0x1b8, BYTES("123456789012345678901234"
				    "h\0t\0t\0p\0:\0/\0/\0a\0") } },
	  .told = SHEET("") "box\n" UNSEEN("hidden") "old\n" PART("field") "text\n" PART(
		  "property") "name: Name\n"
			      "comment-author: Ada\nar\n" PART("comment") "said\n" PART(
				      "header") "head\n" PART("footer") "foot\n" PART("link") "book\nS2\nhttp://a\n",
	  .codes = "" },
	/* Excel 95, in Cyrillic. */
	{ .old = true,
	  .global = { { 0x42, BYTES("\xe3\4") },
		      { FORMAT, BYTES("\xa4\0\3"
				      "000") },
		      { XF, BYTES("\0\0\xa4\0") } },
	  .sheet = { { 0x204, BYTES("\0\0\0\0\0\0\2\0\xcf\xf0") },
		     { 0x27e, BYTES("\0\0\1\0\0\0\x1e\0\0\0") },
		     { 0x1c, BYTES("\0\0\0\0\4\0said") },
		     { 0x14, BYTES("\4head") } },
	  .told = SHEET(
		  ",\"row\":1") "\u041f\u0440\t007\n"
				"{\"part\":\"stored\",\"sheet\":\"S\"}7\n" PART(
					"comment") "said\n" PART("header") "head\n",
	  .codes = "" },
	/* A column that no sheet has; what is encrypted. */
	{ .sheet = { { 0x204, BYTES("\0\0\xff\xff\0\0\1\0\0x") } },
	  .told = NULL,
	  .codes = "corrupt" },
	{ .global = { { 0x2f, BYTES("\1\0") } },
	  .sheet = { { 0x204, BYTES("\0\0\0\0\0\0\1\0\0x") } },
	  .told = "",
	  .codes = "encrypted" },
};

START_TEST(books)
{
	struct told told = { .bytes = 0 };
	struct cfb_entry entry = { .name = "Workbook" };
	struct dlp_buf stream, file;

	make_book(&stream, &xls_case[_i]);
	entry.bytes = dlp_buf_span(&stream);
	dlp_buf_init(&file, 0);
	cfb_make(&file, &entry, 1);
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.format, "xls");
	if (xls_case[_i].told)
		ck_assert_str_eq(told.text.ptr, xls_case[_i].told);
	ck_assert_str_eq(told.codes.ptr, xls_case[_i].codes);
	dlp_buf_release(&stream);
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

/* Cut anywhere: what was before it, and that it is cut. */
START_TEST(cut)
{
	static const struct xls_case c = {
		.sheet = { { 0x204, BYTES("\0\0\0\0\0\0\1\0\0x") },
			   { 0x204, BYTES("\1\0\0\0\0\0\4\0\0word") } }
	};
	struct cfb_entry entry = { .name = "Workbook" };
	struct dlp_buf stream, file;

	make_book(&stream, &c);
	for (size_t len = 1; len < stream.len; len++) {
		struct told told = { .bytes = 0 };

		entry.bytes = (struct dlp_span){ stream.ptr, len };
		dlp_buf_init(&file, 0);
		cfb_make(&file, &entry, 1);
		told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
		ck_assert_str_eq(told.codes.ptr, "corrupt");
		dlp_buf_release(&file);
		told_release(&told);
	}
	dlp_buf_release(&stream);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("xls");

	tcase_add_loop_test(tc, books, 0, CASES(xls_case));
	tcase_add_test(tc, cut);
	return suite_run("xls", tc);
}
