#include <iconv.h>
#include <string.h>

#include "extract/charset.h"
#include "suite.h"

static const struct {
	const char *label, *name;
} label_case[] = {
	{ "UTF-8", "utf-8" },
	{ "utf8", "utf-8" },
	{ "us-ascii", "windows-1252" },
	{ "ISO-8859-1", "windows-1252" },
	{ "iso_8859-1:1987", "windows-1252" },
	{ "ISO_8859-15", "iso-8859-15" },
	{ "iso8859-16", "iso-8859-16" },
	{ "ISO-8859-9", "windows-1254" },
	{ "ISO-8859-11", "windows-874" },
	{ "csISO88592", "iso-8859-2" },
	{ "latin2", "iso-8859-2" },
	{ "csISOLatin1", "windows-1252" },
	{ "Windows-1251", "windows-1251" },
	{ "cp1251", "windows-1251" },
	{ "x-cp1250", "windows-1250" },
	{ "win-1253", "windows-1253" },
	{ "866", "ibm866" },
	{ "IBM866", "ibm866" },
	{ "dos-866", "ibm866" },
	{ "cp858", "ibm00858" },
	{ "koi8-r", "koi8-r" },
	{ "csKOI8R", "koi8-r" },
	{ "KOI8-U", "koi8-u" },
	{ "Shift_JIS", "shift_jis" },
	{ "x-sjis", "shift_jis" },
	{ "windows-31j", "shift_jis" },
	{ "cp932", "shift_jis" },
	{ "EUC-JP", "euc-jp" },
	{ "x-euc-jp", "euc-jp" },
	{ "iso-2022-jp", "iso-2022-jp" },
	{ "gb2312", "gb18030" },
	{ "GBK", "gb18030" },
	{ "ks_c_5601-1987", "euc-kr" },
	{ "big5-hkscs", "big5" },
	{ "UTF-16", "utf-16le" },
	{ "utf-16be", "utf-16be" },
	{ "unicode-1-1-utf-7", "utf-7" },
	{ "macintosh", "macintosh" },
	{ "x-mac-cyrillic", "x-mac-cyrillic" },
	{ "tis-620", "windows-874" },
	{ "", "binary" },
	{ "-", "binary" },
	{ "nobody-knows", "binary" },
	{ "cp99999999999999999999", "binary" },
	{ "iso-8859-", "binary" },
	{ "iso-8859-12", "binary" },
	{ "a-label-far-longer-than-any-of-them", "binary" },
};

START_TEST(labels)
{
	const char *label = label_case[_i].label;
	struct dlp_span span = { label, strlen(label) };

	ck_assert_str_eq(dlp_charset_name(dlp_charset_by_label(span)),
			 label_case[_i].name);
}
END_TEST

START_TEST(every_name_is_a_label)
{
	for (unsigned i = DLP_CHARSET_UTF8; i < DLP_CHARSETS; i++) {
		const char *name = dlp_charset_name((enum dlp_charset)i);
		struct dlp_span span = { name, strlen(name) };

		ck_assert_uint_eq(dlp_charset_by_label(span), i);
	}
}
END_TEST

START_TEST(pages)
{
	static const struct {
		unsigned page;
		const char *name;
	} want[] = {
		{ 0, "binary" },
		{ 437, "ibm437" },
		{ 932, "shift_jis" },
		{ 936, "gb18030" },
		{ 1200, "utf-16le" },
		{ 1250, "windows-1250" },
		{ 10007, "x-mac-cyrillic" },
		{ 20127, "windows-1252" },
		{ 28605, "iso-8859-15" },
		{ 65001, "utf-8" },
		{ 65002, "binary" },
	};

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		ck_assert_str_eq(
			dlp_charset_name(dlp_charset_by_page(want[i].page)),
			want[i].name);
}
END_TEST

/* What the system says of one byte; 0 where it has nothing. */
static uint32_t system_says(iconv_t cd, unsigned char byte)
{
	char in = (char)byte, *from = &in;
	unsigned char out[8] = { 0 };
	char *to = (char *)out;
	size_t left = 1, room = sizeof(out);

	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 ||
	    iconv(cd, NULL, NULL, &to, &room) == (size_t)-1 ||
	    room != sizeof(out) - 4)
		return 0;
	return (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 |
	       (uint32_t)out[2] << 8 | out[3];
}

START_TEST(tables_are_as_the_system_has_them)
{
	unsigned known = 0;

	for (unsigned i = DLP_CHARSET_TABLES; i < DLP_CHARSETS; i++) {
		const char *name = dlp_charset_name((enum dlp_charset)i);
		const uint16_t *table = dlp_charset_table((enum dlp_charset)i);
		iconv_t cd;

		/* The system's own of the Macintosh and of two code pages are
		 * of other years. */
		if (!strncmp(name, "x-mac", 5) || !strcmp(name, "macintosh") ||
		    !strcmp(name, "ibm864"))
			continue;
		cd = iconv_open("UTF-32BE", name);
		if (cd == (iconv_t)-1)
			continue;
		known++;
		for (unsigned c = 0x80; c < 0x100; c++) {
			uint32_t says = system_says(cd, (unsigned char)c);

			if (says)
				ck_assert_msg(table[c - 0x80] == says,
					      "%s 0x%x: 0x%x, not 0x%x", name,
					      c, (unsigned)says,
					      (unsigned)table[c - 0x80]);
		}
		iconv_close(cd);
	}
	ck_assert_uint_gt(known, 20);
}
END_TEST

/* Cut anywhere, a text converts to the same. */
static const struct {
	enum dlp_charset charset;
	const char *in, *out;
} text_case[] = {
	{ DLP_CHARSET_ISO_2022_JP, "a \x1b$B$3$s\x1b(B b", "a \u3053\u3093 b" },
	{ DLP_CHARSET_UTF7, "Hi +AGEAYg- +Jjo-!", "Hi ab \u263a!" },
	{ DLP_CHARSET_GB18030, "\xc4\xe3\xba\xc3", "\u4f60\u597d" },
	{ DLP_CHARSET_BIG5, "\xa7\x41\xa6\x6e", "\u4f60\u597d" },
	{ DLP_CHARSET_WINDOWS_1250, "\xbe\xe8\xf0", "\u013e\u010d\u0111" },
	{ DLP_CHARSET_IBM850, "\x81\xa0", "\u00fc\u00e1" },
	{ DLP_CHARSET_KOI8_U, "\xc4\xcf\xa4", "\u0434\u043e\u0454" },
	/* 0xd2 is no letter of it. */
	{ DLP_CHARSET_ISO_8859_7, "\xe1\xd2\xe2", "\u03b1\ufffd\u03b2" },
	{ DLP_CHARSET_WINDOWS_1252, "\x81\x80", "\xc2\x81\u20ac" },
};

START_TEST(cut_anywhere)
{
	struct dlp_charsets charsets = { .open = { false } };
	const char *in = text_case[_i].in;
	size_t len = strlen(in);

	for (size_t cut = 0; cut <= len; cut++) {
		struct dlp_buf out;
		uint64_t bad = 0;
		size_t done;

		dlp_buf_init(&out, 0);
		done = dlp_charset_convert(&charsets, text_case[_i].charset,
					   (struct dlp_span){ in, cut }, false,
					   &out, &bad);
		ck_assert_uint_le(done, cut);
		ck_assert_uint_eq(
			dlp_charset_convert(
				&charsets, text_case[_i].charset,
				(struct dlp_span){ in + done, len - done },
				true, &out, &bad),
			len - done);
		dlp_buf_addc(&out, '\0');
		ck_assert_str_eq(out.ptr, text_case[_i].out);
		dlp_buf_release(&out);
	}
	dlp_charsets_release(&charsets);
}
END_TEST

START_TEST(a_text_left_early_leaves_nothing)
{
	struct dlp_charsets charsets = { .open = { false } };
	struct dlp_buf out;
	uint64_t bad = 0;

	dlp_buf_init(&out, 0);
	dlp_charset_convert(&charsets, DLP_CHARSET_ISO_2022_JP,
			    DLP_SPAN("\x1b$B$3"), false, &out, &bad);
	dlp_buf_clear(&out);
	dlp_charsets_reset(&charsets);
	dlp_charset_convert(&charsets, DLP_CHARSET_ISO_2022_JP,
			    DLP_SPAN("plain"), true, &out, &bad);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, "plain");
	dlp_buf_release(&out);
	dlp_charsets_release(&charsets);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("charset");

	tcase_add_loop_test(tc, labels, 0, CASES(label_case));
	tcase_add_test(tc, every_name_is_a_label);
	tcase_add_test(tc, pages);
	tcase_add_test(tc, tables_are_as_the_system_has_them);
	tcase_add_loop_test(tc, cut_anywhere, 0, CASES(text_case));
	tcase_add_test(tc, a_text_left_early_leaves_nothing);
	return suite_run("charset", tc);
}
