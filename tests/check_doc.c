#include "cfbmake.h"
#include "extract/doc_style.h"
#include "told.h"

#define PART(s) "{\"part\":\"" s "\"}"
#define UNSEEN(s) "{\"part\":\"" s "\",\"hidden\":true}"

enum {
	TEXT = 0x400, /* where text begins in the main stream */
	CHARS = 0x600,
	PARAGRAPHS = 0x800,
	MAIN = 0xa00,
};

/* Characters, counted from the start of the text, and what they are. */
struct style {
	uint32_t from, to;
	struct dlp_span list; /* of modifiers */
};

#define LIST(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}
#define HIDDEN LIST("\x3c\x08\x01")
#define DELETED LIST("\x00\x08\x01")
#define CELL LIST("\x16\x24\x01")
#define ROW_END LIST("\x16\x24\x01\x17\x24\x01")
/* A size, then the same in the stream Data. */
#define HUGE_ROW_END LIST("\x46\x66\x00\x00\x00\x00")

struct doc_case {
	const char *text;
	uint32_t parts[8]; /* their characters; 0 throughout for all body */
	struct style chars[4], paragraphs[4];
	const char *told;
	bool wide;
	uint32_t left; /* characters at the end that no piece has */
	struct dlp_span shapes;
};

/* A page of properties, at `at` of the main stream. */
static void put_page(char *main, size_t at, const struct style *style,
		     bool wide, bool paragraphs)
{
	unsigned each = paragraphs ? 13 : 1, n = 0, end = 511;
	char *page = main + at;

	while (n < 4 && style[n].to)
		n++;
	page[511] = (char)n;
	for (unsigned i = 0; i < n; i++) {
		size_t len = style[i].list.len;

		cfbmake_put(page + 4 * (size_t)i,
			    TEXT + style[i].from * (wide ? 2 : 1), 4);
		cfbmake_put(page + 4 * (size_t)i + 4,
			    TEXT + style[i].to * (wide ? 2 : 1), 4);
		end -= (unsigned)(len + 6);
		end -= end % 2;
		page[4 * (n + 1) + each * i] = (char)(end / 2);
		if (paragraphs) {
			page[end + 1] = (char)((len + 3) / 2);
			memcpy(page + end + 4, style[i].list.ptr, len);
		} else {
			page[end] = (char)len;
			memcpy(page + end + 1, style[i].list.ptr, len);
		}
	}
}

static void add_field(char *main, struct dlp_buf *table, unsigned number,
		      const struct dlp_buf *bytes)
{
	cfbmake_put(main + 0x9a + (size_t)8 * number, (uint32_t)table->len, 4);
	cfbmake_put(main + 0x9e + (size_t)8 * number, (uint32_t)bytes->len, 4);
	dlp_buf_addspan(table, dlp_buf_span(bytes));
}

static void add_plc(char *main, struct dlp_buf *table, unsigned number,
		    uint32_t page)
{
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	cfbmake_add(&bytes, 0, 4);
	cfbmake_add(&bytes, 0xffff, 4);
	cfbmake_add(&bytes, page / 512, 4);
	add_field(main, table, number, &bytes);
	dlp_buf_release(&bytes);
}

/* The piece of the text, and a list before it, which is passed. */
static void add_pieces(char *main, struct dlp_buf *table, uint32_t characters,
		       bool wide)
{
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	dlp_buf_add(&bytes, "\1\3\0\x35\x08\x01\2\x10\0\0", 11);
	bytes.len = 11;
	bytes.ptr[10] = '\0';
	cfbmake_add(&bytes, 0, 4);
	cfbmake_add(&bytes, characters, 4);
	cfbmake_add(&bytes, 0, 2);
	cfbmake_add(&bytes, wide ? TEXT : TEXT * 2 | 0x40000000, 4);
	cfbmake_add(&bytes, 0, 2);
	add_field(main, table, 33, &bytes);
	dlp_buf_release(&bytes);
}

static void make_doc(struct dlp_buf *file, const struct doc_case *c)
{
	static const uint32_t none[8];
	char main[MAIN] = "\xec\xa5\xc1\0";
	size_t len = strlen(c->text);
	struct dlp_buf table, shapes;
	struct cfb_entry entry[] = {
		{ .name = "WordDocument", .bytes = { main, MAIN } },
		{ .name = "0Table" },
		{ .name = "Data",
		  .bytes = DLP_SPAN("\6\0"
				    "\x16\x24\x01\x17\x24\x01") },
	};

	dlp_buf_init(&table, 0);
	dlp_buf_addc(&table, '\0');
	for (size_t i = 0; i < len; i++)
		main[TEXT + i * (c->wide ? 2 : 1)] = c->text[i];
	cfbmake_put(main + 0x18, TEXT, 4);
	cfbmake_put(main + 0x4c, (uint32_t)len - c->left, 4);
	if (memcmp(c->parts, none, sizeof(none)) != 0)
		for (size_t i = 0; i < 8; i++)
			cfbmake_put(main + 0x4c + 4 * i, c->parts[i], 4);
	put_page(main, CHARS, c->chars, c->wide, false);
	put_page(main, PARAGRAPHS, c->paragraphs, c->wide, true);
	add_plc(main, &table, 12, CHARS);
	add_plc(main, &table, 13, PARAGRAPHS);
	add_pieces(main, &table, (uint32_t)len - c->left, c->wide);
	dlp_buf_init(&shapes, 0);
	dlp_buf_addspan(&shapes, c->shapes);
	add_field(main, &table, 50, &shapes);
	dlp_buf_release(&shapes);
	entry[1].bytes = dlp_buf_span(&table);
	dlp_buf_init(file, 0);
	cfb_make(file, entry, 3);
	dlp_buf_release(&table);
}

static const struct doc_case doc_case[] = {
	{ .text = "one\rtwo\x0bthree\x0c"
		  "caf\xe9\r",
	  .told = "one\ntwo\nthree\ncaf\u00e9\n" },
	{ .text = "wide\r", .wide = true, .told = "wide\n" },
	/* Marks of notes and pictures are no text, hyphens are. */
	{ .text = "a\x02\x01\x08"
		  "b\x1e"
		  "c\x1f"
		  "d\te\r",
	  .told = "ab\u2011cd\te\n" },
	{ .text = "seen unseen gone\r",
	  .chars = { { 5, 12, HIDDEN }, { 12, 16, DELETED } },
	  .told = "seen \n" UNSEEN("deleted") "gone\n" UNSEEN(
		  "hidden") "unseen \n" },
	{ .text = "seen unseen\r",
	  .wide = true,
	  .chars = { { 5, 11, HIDDEN } },
	  .told = "seen \n" UNSEEN("hidden") "unseen\n" },
	{ .text = "a\x13 LINK \"x\" \x14result\x15"
		  "b\r",
	  .told = "aresultb\n" PART("field") " LINK \"x\" \n" },
	/* One in the code of another; ends that have no beginning. */
	{ .text = "\x15\x13IF \x13PAGE\x14"
		  "1\x15 2\x14yes\x15\r",
	  .told = "yes\n" PART("field") "IF PAGE1 2\n" },
	{ .text = "top\rname\x07ssn\x07\x07"
		  "Ada\x07"
		  "1\r2\x07\x07"
		  "after\r",
	  .paragraphs = { { 4, 13, CELL },
			  { 13, 14, ROW_END },
			  { 14, 22, CELL },
			  { 22, 23, HUGE_ROW_END } },
	  .told = "top\nname\tssn\nAda\t1 2\nafter\n" },
	{ .text = "body\rnote\rhead\rsaid\rend\rbox\r",
	  .parts = { 5, 5, 5, 0, 5, 4, 4, 0 },
	  .told = "body\nbox\n" PART("comment") "said\n" PART("header") "head\n" PART(
		  "footnote") "note\n" PART("endnote") "end\n" },
	/* What is behind the parts, and behind the pieces. */
	{ .text = "body\rrest\r",
	  .parts = { 5 },
	  .told = "body\n" UNSEEN("hidden") "rest\n" },
	/* What a picture is said to show, behind a byte that is none of it. */
	{ .text = "x\r",
	  .shapes = LIST("\1\x23\0\x0b\xf0\x12\0\0\0"
			 "\x81\x83\6\0\0\0"
			 "\x7f\1\1\0\0\0"
			 "a\0l\0t\0"),
	  .told = "x\n" PART("property") "alt\n" },
	{ .text = "kept\rthrown away\r",
	  .left = 12,
	  .told = "kept\n" UNSEEN("left-over") "thrown away\n" },
};

START_TEST(texts)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf file;

	make_doc(&file, &doc_case[_i]);
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.format, "doc");
	ck_assert_str_eq(told.text.ptr, doc_case[_i].told);
	ck_assert_str_eq(told.codes.ptr, "");
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

/* Word 6: all in one stream, and no pieces unless it was saved fast. */
START_TEST(word_6)
{
	char main[0x400] = "\xdc\xa5\x65\0\0\0\x19\x04";
	const struct cfb_entry entry = { .name = "WordDocument",
					 .bytes = { main, sizeof(main) } };
	struct told told = { .bytes = 0 };
	struct dlp_buf file;

	memcpy(main + 0x300, "\xcf\xf0 one\rnote\r", 12);
	cfbmake_put(main + 0x18, 0x300, 4);
	cfbmake_put(main + 0x1c, 0x30c, 4);
	cfbmake_put(main + 0x34, 7, 4);
	cfbmake_put(main + 0x38, 5, 4);
	dlp_buf_init(&file, 0);
	cfb_make(&file, &entry, 1);
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.text.ptr,
			 "\u041f\u0440 one\n" PART("footnote") "note\n");
	ck_assert_str_eq(told.codes.ptr, "");
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

/* A text that ends before it begins. */
START_TEST(word_6_without_text)
{
	char main[0x400] = "\xdc\xa5\x65\0\0\0\x19\x04";
	const struct cfb_entry entry = { .name = "WordDocument",
					 .bytes = { main, sizeof(main) } };
	struct told told = { .bytes = 0 };
	struct dlp_buf file;

	cfbmake_put(main + 0x18, 0x300, 4);
	cfbmake_put(main + 0x1c, 0x200, 4);
	dlp_buf_init(&file, 0);
	cfb_make(&file, &entry, 1);
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.text.ptr, "");
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

static const struct {
	size_t at;
	char byte;
	const char *code, *text;
} damage_case[] = {
	{ 11, 1, "encrypted", "" },
	/* Pieces that are not there: what strings there are. */
	{ 0x1a2, 0x7f, "corrupt", UNSEEN("left-over") "a sentence\n" },
};

START_TEST(damaged)
{
	const struct doc_case c = { .text = "a sentence\r" };
	struct told told = { .bytes = 0 };
	struct dlp_buf file;
	char *main;

	make_doc(&file, &c);
	main = memchr(file.ptr + 512, '\xec', file.len - 512);
	main[damage_case[_i].at] = damage_case[_i].byte;
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.codes.ptr, damage_case[_i].code);
	ck_assert_str_eq(told.text.ptr, damage_case[_i].text);
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

/* Modifiers of Word 6 have no size of their own: a list of some. */
START_TEST(old_modifiers)
{
	const struct dlp_doc_bytes bytes = { .old = true };

	ck_assert_uint_eq(
		dlp_doc_modify(&bytes, DLP_SPAN("\x18\x01\x19\x01"), 0),
		DLP_DOC_IN_TABLE | DLP_DOC_ROW_END);
	ck_assert_uint_eq(
		dlp_doc_modify(&bytes,
			       DLP_SPAN("\x15\x5c\x01\x44\x02\x5c\x01\x46"
					"\0\0\0\0\x5c\x01"),
			       0),
		DLP_DOC_HIDDEN);
	ck_assert_uint_eq(dlp_doc_modify(&bytes, DLP_SPAN("\x15\x5c"), 0), 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("doc");

	tcase_add_loop_test(tc, texts, 0, CASES(doc_case));
	tcase_add_test(tc, word_6);
	tcase_add_test(tc, word_6_without_text);
	tcase_add_loop_test(tc, damaged, 0, CASES(damage_case));
	tcase_add_test(tc, old_modifiers);
	return suite_run("doc", tc);
}
