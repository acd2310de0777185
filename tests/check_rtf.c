#include "extract/rtf.h"
#include "extract/rtf_word.h"
#include "told.h"

#define RTF(body) "{\\rtf1\\ansi " body "}"
#define PART(s) "{\"part\":\"" s "\"}"
#define UNSEEN(s) "{\"part\":\"" s "\",\"hidden\":true}"

static const struct {
	const char *rtf, *text, *code;
} rtf_case[] = {
	{ RTF("one\\par two"), "one\ntwo\n", "" },
	/* Runs cut words in two; line ends of the file mean nothing. */
	{ RTF("123-{\\b 45}-\r\n6789\\par"), "123-45-6789\n", "" },
	{ RTF("a\\tab b\\line c\\~d\\_e\\-f\\{\\}\\\\\\par"),
	  "a\tb\nc\u00a0d\u2011ef{}\\\n", "" },
	{ RTF("\\ldblquote q\\rdblquote\\emdash\\u8364?\\par"),
	  "\u201cq\u201d\u2014\u20ac\n", "" },
	/* Encodings: bytes, by fonts, numbers, pairs of numbers. */
	{ RTF("caf\\'e9 \\'80\\par"), "caf\u00e9 \u20ac\n", "" },
	{ "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\par}", "\u041f\u0440\n", "" },
	{ RTF("{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset128 B;}}\\f1"
	      "\\'82\\'a0{\\f0\\'e9}\\'82\\'a2\\par"),
	  "\u3042\u00e9\u3044\n", "" },
	/* The second byte of a pair may be a letter as it stands. */
	{ RTF("{\\fonttbl{\\f1\\fcharset128 B;}}\\f1\\'83A\\par"), "\u30a2\n",
	  "" },
	{ RTF("\\uc2\\u12354 xx\\uc0\\u-10179\\u-8704.\\par"),
	  "\u3042\U0001f600.\n", "" },
	{ RTF("\\uc1\\u-3913\\'b7 a\\u97\\'61{b}\\par"), "\xef\x82\xb7 aab\n",
	  "" },
	{ RTF("\\u55357?x\\par"), "x\n", "" },
	{ RTF("\\ansicpg932 \\'82\\par"), "\ufffd\n", "" },
	/* What a page does not show stands behind it. */
	{ RTF("be{\\deleted no}fore\\par after\\par"),
	  "before\nafter\n" UNSEEN("deleted") "no\n", "" },
	{ RTF("seen{\\v unseen\\v0  again}\\par"),
	  "seen again\n" UNSEEN("hidden") "unseen\n", "" },
	{ RTF("{\\v unseen\\plain  seen}\\par"),
	  " seen\n" UNSEEN("hidden") "unseen\n", "" },
	{ RTF("{\\header{\\pard top\\par}}{\\footerf foot}body\\par"),
	  "body\n" PART("header") "top\n" PART("footer") "foot\n", "" },
	{ RTF("a{\\footnote{\\pard note}}b{\\*\\annotation said}c\\par"),
	  "abc\n" PART("comment") "said\n" PART("footnote") "note\n", "" },
	{ RTF("{\\field{\\*\\fldinst{HYPERLINK \"mailto:a@b\"}}{\\fldrslt "
	      "me}}\\par"),
	  "me\n" PART("field") "HYPERLINK \"mailto:a@b\"\n", "" },
	{ RTF("\\fromhtml1{\\*\\htmltag84 <a href=\"x:y\">}me{\\*\\htmltag92 "
	      "</a>}\\par"),
	  "me\n" PART("field") "<a href=\"x:y\">\n</a>\n", "" },
	{ RTF("{\\info{\\title T}{\\author A}{\\creatim\\yr2020\\mo1}}x"),
	  "x\n" PART("property") "title: T\nauthor: A\n", "" },
	{ RTF("{\\upr{\\title a}{\\*\\ud{\\title \\u12354?}}}"),
	  PART("property") "title: \u3042\n", "" },
	{ RTF("{\\info{\\upr{\\title a}{\\*\\ud b}}}\\par"), "b\n", "" },
	{ RTF("{\\*\\docvar {name}{value}}x\\par"),
	  "x\n" PART("property") "namevalue\n", "" },
	{ RTF("{\\*\\nobody knows}{\\stylesheet{\\s0 Normal;}}x\\par"), "x\n",
	  "" },
	{ RTF("{\\shp{\\*\\shpinst{\\sp{\\sn wzDescription}{\\sv alt}}"
	      "{\\sp{\\sn posh}{\\sv 2}}{\\shptxt box\\par}}}"),
	  "box\n" PART("property") "alt\n", "" },
	/* Tables. */
	{ RTF("\\trowd\\pard\\intbl a\\cell b\\par c\\cell\\row"
	      "\\trowd\\pard\\intbl\\cell d\\cell\\row\\pard x\\par"),
	  "a\tb c\n\td\nx\n", "" },
	{ RTF("a\\cell b\\cell\\row x\\par"), "a\tb\t\nx\n", "" },
	/* Behind the end, and without one. */
	{ RTF("x\\par") "tail{more}\n", "x\n" UNSEEN("hidden") "tailmore\n",
	  "" },
	{ "{\\rtf1 cut {here", "cut here\n", "corrupt" },
	{ "{\\rtf1 }}}}x", UNSEEN("hidden") "x\n", "" },
	{ "{\\rtf1 a\\bin3 }}}b\\par}", "ab\n", "" },
	{ "{\\rtf1 a\\bin99999999 b", "a\n", "corrupt" },
	{ "{\\rtf1 a\\'4", "a'4\n", "corrupt" },
	{ "{\\rtf1 a\\", "a\\\n", "corrupt" },
	{ "{\\rtf1\\u99999999999 ?\\par}", "\ufffd\n", "" },
	{ "", "", "" },
};

START_TEST(texts)
{
	struct told told = { .bytes = 0 };
	const char *rtf = rtf_case[_i].rtf, *code = rtf_case[_i].code;

	told_read(&told, DLP_IS_RTF, (struct dlp_span){ rtf, strlen(rtf) },
		  &told_limits);
	ck_assert_str_eq(told.format, "rtf");
	ck_assert_str_eq(told.text.ptr, rtf_case[_i].text);
	ck_assert_str_eq(told.codes.ptr, code);
	told_release(&told);
}
END_TEST

/* An object of OLE 1 around `data` in hexadecimal. */
#define OLE(class_len, class, size, data)              \
	"01050000"                                     \
	"02000000" class_len "000000" class "00000000" \
					    "00000000" size "000000" data

static const struct {
	const char *rtf, *members, *inner;
} object_case[] = {
	/* "Hi all" as the object Text. */
	{ RTF("{\\object{\\*\\objclass T}{\\*\\objdata " OLE(
		  "02", "5400", "06", "486920616c6c") "}{\\result r}}"),
	  "object 1|", "Hi all" },
	/* What the packager keeps: name, paths, bytes. */
	{ RTF("{\\object{\\*\\objdata " OLE(
		  "08", "5061636b61676500", "1d",
		  "0200612e74787400633a00000003000300000063"
		  "3a000300000078797a") "}}"),
	  "a.txt|", "xyz" },
	/* A picture, in lines, a group of its own between. */
	{ RTF("{\\pict{\\*\\picprop{\\sp{\\sn n}{\\sv 41}}}\\pngblip\n4 1\n4"
	      "2}"),
	  "picture 1|", "AB" },
	{ RTF("{\\*\\shppict{\\pict 4142}}{\\nonshppict{\\pict 4344}}"),
	  "picture 1|", "AB" },
	{ RTF("{\\pict\\bin2 AB}"), "picture 1|", "AB" },
	/* A document within, which is RTF. */
	{ RTF("{\\object{\\*\\objdata " OLE("02", "5400", "0b",
					    "7b5c727466312048697d0a") "}}"),
	  "object 1|", "Hi\n" },
	/* Not what it says: the bytes as they are. */
	{ RTF("{\\object{\\*\\objdata 4142}}"), "object 1|", "AB" },
	{ RTF("{\\pict}{\\pict 4"), "", "" },
};

START_TEST(objects)
{
	struct told told = { .bytes = 0 };
	const char *rtf = object_case[_i].rtf;

	told_read(&told, DLP_IS_RTF, (struct dlp_span){ rtf, strlen(rtf) },
		  &told_limits);
	ck_assert_str_eq(told.members.ptr, object_case[_i].members);
	ck_assert_str_eq(told.inner.ptr, object_case[_i].inner);
	told_release(&told);
}
END_TEST

START_TEST(deeper_than_the_limit)
{
	struct told told = { .bytes = 0 };
	struct dlp_buf rtf;

	dlp_buf_init(&rtf, 0);
	dlp_buf_adds(&rtf, "{\\rtf1 ");
	for (unsigned i = 0; i < 3 * DLP_RTF_DEPTH; i++)
		dlp_buf_adds(&rtf, "{\\b ");
	dlp_buf_adds(&rtf, "deep");
	for (unsigned i = 0; i < 3 * DLP_RTF_DEPTH; i++)
		dlp_buf_addc(&rtf, '}');
	dlp_buf_adds(&rtf, "out\\par}");
	told_read(&told, DLP_IS_RTF, dlp_buf_span(&rtf), &told_limits);
	ck_assert_str_eq(told.text.ptr, "deepout\n");
	ck_assert_str_eq(told.codes.ptr, "too-deep");
	dlp_buf_release(&rtf);
	told_release(&told);
}
END_TEST

START_TEST(an_object_over_the_limit)
{
	struct told told = { .bytes = 0 };
	struct dlp_limits limits = told_limits;
	const char *rtf = RTF("{\\pict 414243444546}x\\par");

	limits.entry = 4;
	told_read(&told, DLP_IS_RTF, (struct dlp_span){ rtf, strlen(rtf) },
		  &limits);
	ck_assert_str_eq(told.text.ptr, "x\n");
	ck_assert_str_eq(told.codes.ptr, "too-large");
	ck_assert_str_eq(told.members.ptr, "");
	told_release(&told);
}
END_TEST

START_TEST(every_word_is_found)
{
	static const char *const first_and_last[] = { "annotation", "xmlopen",
						      "par", "u", "v" };

	for (size_t i = 0; i < 5; i++)
		ck_assert_ptr_nonnull(dlp_rtf_word_find(first_and_last[i]));
	ck_assert_ptr_null(dlp_rtf_word_find("b"));
	ck_assert_ptr_null(dlp_rtf_word_find(""));
	ck_assert_uint_eq(dlp_rtf_word_page(204), 1251);
	ck_assert_uint_eq(dlp_rtf_word_page(2), 0);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("rtf");

	tcase_add_loop_test(tc, texts, 0, CASES(rtf_case));
	tcase_add_loop_test(tc, objects, 0, CASES(object_case));
	tcase_add_test(tc, deeper_than_the_limit);
	tcase_add_test(tc, an_object_over_the_limit);
	tcase_add_test(tc, every_word_is_found);
	return suite_run("rtf", tc);
}
