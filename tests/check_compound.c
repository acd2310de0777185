#include "cfbmake.h"
#include "extract/le.h"
#include "extract/lzfu.h"
#include "extract/vba.h"
#include "told.h"

#define PART(s) "{\"part\":\"" s "\"}"
#define UNSEEN(s) "{\"part\":\"" s "\",\"hidden\":true}"
#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}
/* A few letters of ASCII in UTF-16. */
#define W2(a, b) a "\0" b "\0"
#define W4(a, b, c, d) W2(a, b) W2(c, d)

/* A property set: one section with a code page, a title and a date. */
#define SET(id)                                                           \
	"\xfe\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0" id \
	"\xf9\x4f\x68\x10\xab\x91\x08\0\x2b\x27\xb3\xd9\x30\0\0\0"

static const char summary[] = SET(
	"\xe0\x85\x9f\xf2") "\x60\0\0\0\4\0\0\0"
			    "\1\0\0\0\x28\0\0\0"
			    "\2\0\0\0\x30\0\0\0"
			    "\x0c\0\0\0\x40\0\0\0"
			    "\x0e\0\0\0\x4c\0\0\0"
			    "\2\0\0\0\xe3\4\0\0"             /* windows-1251 */
			    "\x1e\0\0\0\4\0\0\0\xcf\xf0\0\0" /* a string */
			    "\0\0\0\0"
			    "\x40\0\0\0\0\x80\x3e\xd5\xde\xb1\x9d\1" /* the
									beginning
									of 1970
								      */
			    "\3\0\0\0\7\0\0\0"; /* pages: nobody's words */

/* A module in its compressed form, and the list of them. */
#define MODULE                   \
	"\1\x0b\xb0\0Dim x = \0" \
	"1\n"
static const char list[] =
	"\1\x36\x30" /* a chunk as it is; its size does not matter */
	"\x19\0\2\0\0\0M1"
	"\x1a\0\2\0\0\0M1"
	"\x31\0\4\0\0\0\4\0\0\0"
	"\x2b\0\0\0\0\0"
	"\x19\0\2\0\0\0M2"
	"\x1a\0\2\0\0\0M2"
	"\x2b\0\0\0\0\0";

static const struct {
	struct cfb_entry entry[6];
	const char *format, *text, *members, *inner, *codes;
} compound_case[] = {
	{ { { .name = "\5SummaryInformation", .bytes = BYTES(summary) },
	    { .name = "Stream", .bytes = BYTES("\1\2 some words\0") } },
	  "cfb",
	  PART("property") "title: \u041f\u0440\n"
			   "created: 1970-01-01T00:00:00Z\n"
			   "some words\n",
	  "",
	  "",
	  "unsupported" },
	{ { { .name = "VBA", .is_storage = true },
	    { .name = "dir", .bytes = BYTES(list), .storage = 1 },
	    { .name = "_VBA_PROJECT", .bytes = BYTES("x"), .storage = 1 },
	    { .name = "M1", .bytes = BYTES("head" MODULE), .storage = 1 },
	    { .name = "M2", .bytes = BYTES("\1\1"), .storage = 1 } },
	  "cfb",
	  PART("macro") "M1\nDim x = 1\nM2\n",
	  "",
	  "",
	  "" },
	/* Objects: a file as the packager keeps it, a stream, a document. */
	{ { { .name = "MBD1", .is_storage = true },
	    { .name = "\1Ole10Native",
	      .storage = 1,
	      .bytes = BYTES("\x1b\0\0\0\2\0a.txt\0c\0\0\0\3\0\2\0\0\0c\0"
			     "\2\0\0\0hi") },
	    { .name = "MBD2", .is_storage = true },
	    { .name = "CONTENTS", .storage = 3, .bytes = BYTES("text") },
	    { .name = "MBD3", .is_storage = true },
	    { .name = "__properties_version1.0",
	      .storage = 5,
	      .bytes = BYTES("12345678") } },
	  "cfb",
	  "",
	  "a.txt|MBD2|MBD3|",
	  "hitext",
	  "" },
	/* What was deleted. */
	{ { { .name = "EncryptedPackage", .bytes = BYTES("x") },
	    { .name = "Gone", .bytes = BYTES("thrown away"), .lost = true } },
	  "ooxml-encrypted",
	  UNSEEN("left-over") "thrown away\n",
	  "",
	  "",
	  "encrypted" },
	/* Two documents in one. */
	{ { { .name = "Book", .bytes = BYTES("none") },
	    { .name = "__properties_version1.0", .bytes = BYTES("12345678") },
	    { .name = "__substg1.0_1000001E", .bytes = BYTES("said") } },
	  "xls",
	  "said\n",
	  "",
	  "",
	  "corrupt" },
	/* A message: its fields, body, recipients and attachments. */
	{ { { .name = "__properties_version1.0",
	      .bytes = BYTES("12345678901234567890123456789012"
			     "\3\0\xfd\x3f\0\0\0\0\xe3\4\0\0\0\0\0\0") },
	    { .name = "__substg1.0_0037001F",
	      .bytes = BYTES(W4("S", "u", "b", "j")) },
	    { .name = "__substg1.0_1000001E", .bytes = BYTES("\xcf\xf0") },
	    { .name = "__attach_version1.0_#00000000", .is_storage = true },
	    { .name = "__substg1.0_37010102",
	      .storage = 4,
	      .bytes = BYTES("attached") },
	    { .name = "__substg1.0_3707001F",
	      .storage = 4,
	      .bytes = BYTES(W4("a", ".", "t", "x")) } },
	  "msg",
	  PART("header") "subject: Subj\n\u041f\u0440\n",
	  "a.tx|",
	  "attached",
	  "" },
};

START_TEST(compounds)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf file;
	int n = 0;

	while (n < 6 && compound_case[_i].entry[n].name)
		n++;
	dlp_buf_init(&file, 0);
	cfb_make(&file, compound_case[_i].entry, n);
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.format, compound_case[_i].format);
	ck_assert_str_eq(told.text.ptr, compound_case[_i].text);
	ck_assert_str_eq(told.members.ptr, compound_case[_i].members);
	ck_assert_str_eq(told.inner.ptr, compound_case[_i].inner);
	ck_assert_str_eq(told.codes.ptr, compound_case[_i].codes);
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

/* The example of the standard ([MS-OVBA] 3.2), and damage. */
static const struct {
	struct dlp_span packed;
	const char *text;
	bool whole;
} vba_case[] = {
	{ BYTES("\1\x19\xb0\0abcdefgh\0ijklmnop\0qrstuv."),
	  "abcdefghijklmnopqrstuv.", true },
	{ BYTES("\1\x2f\xb0\0#aaabcde\x82"
		"f\0\x70"
		"aghij\x01\x38\x08"
		"akl\x00\x30mnop\x06q\x02\x70\4\x10rstuv\x10wxyz\0\x3c"),
	  "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa", true },
	{ BYTES("\1\x03\xb0\2a\5\0"), "aaaaaaaaa", true },
	/* A copy of what is not there. */
	{ BYTES("\1\x03\xb0\2a\x00\x70"), "a", false },
	{ BYTES("\2\x03\xb0\0a"), "", false },
	{ BYTES(""), "", false },
};

START_TEST(unpacked_macros)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	ck_assert_int_eq(dlp_vba_unpack(vba_case[_i].packed, &out),
			 vba_case[_i].whole);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, vba_case[_i].text);
	dlp_buf_release(&out);
}
END_TEST

/* The examples of the standard ([MS-OXRTFCP] 3.1). */
static const struct {
	struct dlp_span packed;
	const char *text;
	bool whole;
} lzfu_case[] = {
	{ BYTES("\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\3\0\x0a\0"
		"rcpg125\x42\x32\x0a\xf3 hel\x09\0\x20"
		"bw\x05\xb0ld}\x0a\x80\x0f\xa0"),
	  "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", true },
	{ BYTES("\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4KQA\0\x04 WXYZ\x0d"
		"n}\1\x0e\xb0"),
	  "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", true },
	{ BYTES("\x0e\0\0\0\2\0\0\0MELA\0\0\0\0hi"), "hi", true },
	{ BYTES("\x0e\0\0\0\3\0\0\0MELA\0\0\0\0hi"), "hi", false },
	/* It ends early. */
	{ BYTES("\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4KQA\0\x04 W"), "{\\rtf1 W",
	  false },
	{ BYTES("what is it, then?"), "", false },
};

START_TEST(unpacked_rtf)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	ck_assert_int_eq(dlp_lzfu_unpack(lzfu_case[_i].packed, &out),
			 lzfu_case[_i].whole);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, lzfu_case[_i].text);
	dlp_buf_release(&out);
}
END_TEST

/* Storages within one another, and an object in the last of them. */
START_TEST(too_deep)
{
	enum { STORAGES = 66 };
	struct cfb_entry entry[STORAGES + 1];
	struct told told = { .bytes = 0 };
	struct dlp_buf file;

	for (int i = 0; i < STORAGES; i++)
		entry[i] = (struct cfb_entry){ .name = "S",
					       .is_storage = true,
					       .storage = i };
	entry[STORAGES] = (struct cfb_entry){ .name = "CONTENTS",
					      .bytes = DLP_SPAN("x"),
					      .storage = STORAGES };
	dlp_buf_init(&file, 0);
	cfb_make(&file, entry, STORAGES + 1);
	told_read(&told, DLP_IS_CFB, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.codes.ptr, "unsupportedtoo-deep");
	ck_assert_str_eq(told.members.ptr, "");
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

/* Cut before its directory. */
START_TEST(without_a_directory)
{
	static const struct cfb_entry entry = {
		.name = "Stream", .bytes = BYTES("some words of it")
	};
	struct told told = { .bytes = 0 };
	struct dlp_buf file;

	dlp_buf_init(&file, 0);
	cfb_make(&file, &entry, 1);
	told_read(&told, DLP_IS_CFB, dlp_le_cut(dlp_buf_span(&file), 0, 1024),
		  &told_limits);
	ck_assert_str_eq(told.codes.ptr, "corrupt");
	ck_assert_str_eq(told.text.ptr,
			 UNSEEN("left-over") "some words of it\n");
	dlp_buf_release(&file);
	told_release(&told);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("compound");

	tcase_add_loop_test(tc, compounds, 0, CASES(compound_case));
	tcase_add_loop_test(tc, unpacked_macros, 0, CASES(vba_case));
	tcase_add_loop_test(tc, unpacked_rtf, 0, CASES(lzfu_case));
	tcase_add_test(tc, too_deep);
	tcase_add_test(tc, without_a_directory);
	return suite_run("compound", tc);
}
