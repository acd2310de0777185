#include <string.h>

#include "base/buf.h"
#include "extract/sniff.h"
#include "suite.h"

#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}
#define MAIL \
	"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\nbody"

static const struct {
	struct dlp_span head;
	enum dlp_format format;
} head_case[] = {
	{ BYTES(""), DLP_IS_TEXT },
	{ BYTES("hello"), DLP_IS_TEXT },
	{ BYTES("\xef\xbb\xbfhello"), DLP_IS_TEXT },
	{ BYTES("caf\xe9 noir"), DLP_IS_TEXT },
	{ BYTES("h\0e\0l\0l\0o\0"), DLP_IS_TEXT },
	{ BYTES("{\"a\": 1}"), DLP_IS_TEXT },
	{ BYTES(" <!DOCTYPE HTML>"), DLP_IS_HTML },
	{ BYTES("<?xml version=\"1.0\"?>"), DLP_IS_XML },
	{ BYTES("\xef\xbb\xbf<!-- x -->\n<!-- y --><Html lang=en>"),
	  DLP_IS_HTML },
	{ BYTES("<head><title>x</title>"), DLP_IS_HTML },
	{ BYTES("<?xml version='1.0'?>\n<!-- <svg> --><configuration>"),
	  DLP_IS_XML },
	{ BYTES("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y '<svg>'>]><x>"),
	  DLP_IS_XML },
	{ BYTES("<?xml version='1.0'?><!DOCTYPE html><html lang='en'>"),
	  DLP_IS_XHTML },
	{ BYTES("<?xml version='1.0'?><h:html xmlns:h='x'>"), DLP_IS_XHTML },
	{ BYTES("<?xml version='1.0'?><?x y?><svg:svg>"), DLP_IS_SVG },
	{ BYTES("<svg width=\"1\">"), DLP_IS_SVG },
	{ BYTES("<!DOCTYPE svg PUBLIC ''><svg>"), DLP_IS_SVG },
	{ BYTES("<svgx>"), DLP_IS_TEXT },
	{ BYTES("<\0h\0t\0m\0l\0>\0a\0b\0c\0d\0e\0f\0g\0h\0i\0"), DLP_IS_HTML },
	{ BYTES("<header x>"), DLP_IS_TEXT },
	{ BYTES("0\x80\6\11\x2a\x86\x48\x86\xf7\x0d\1\7\2\xa0\x80\0\0"),
	  DLP_IS_CMS },
	{ BYTES("0\x82\1\1\6\11\x2a\x86\x48\x86\xf7\x0d\1\7\3\0"), DLP_IS_CMS },
	{ BYTES("\x78\x9f\x3e\x22\1\0\1"), DLP_IS_TNEF },
	{ BYTES("<!-- no end <html>"), DLP_IS_TEXT },
	{ BYTES("<?php echo 1; ?><html>"), DLP_IS_TEXT },
	{ BYTES("<template><p>x</p></template>"), DLP_IS_TEXT },
	{ BYTES("#include <stdio.h>\nif (a<b) {}"), DLP_IS_TEXT },
	{ BYTES("{\\rtf1\\ansi}"), DLP_IS_RTF },
	{ BYTES(MAIL), DLP_IS_EML },
	{ BYTES("From: x\nlevel: y\nhost: z\n"), DLP_IS_TEXT },
	{ BYTES("From: one\nTo: two\nno header\n"), DLP_IS_TEXT },
	{ BYTES("123\n" MAIL), DLP_IS_EML },
	{ BYTES("From: one\nTo: two\nDate: three\nno field\n"), DLP_IS_EML },
	{ BYTES("12:00 From: a\n12:01 To: b\n12:02 Subject: c\n"),
	  DLP_IS_TEXT },
	{ BYTES("# mail\nFrom: a\nTo: b\nSubject: c\n"), DLP_IS_TEXT },
	{ BYTES("From a@example.com Mon\r\n" MAIL), DLP_IS_MBOX },
	{ BYTES("From here on it is text\n"), DLP_IS_TEXT },
	{ BYTES("%PDF-1.4\n"), DLP_IS_PDF },
	{ BYTES("\x1b%-12345X@PJL\r\n%PDF-1.4\n"), DLP_IS_PDF },
	{ BYTES("the header is %PDF-1.4"), DLP_IS_TEXT },
	{ BYTES("PK\3\4\x14\0\0\0"), DLP_IS_ZIP },
	{ BYTES("\x1f\x8b\x08\0\0\0\0\0"), DLP_IS_GZIP },
	{ BYTES("\xfd"
		"7zXZ\0\0"),
	  DLP_IS_XZ },
	{ BYTES("\x28\xb5\x2f\xfd\x04"), DLP_IS_ZSTD },
	{ BYTES("BZh91AY&SY\x9c\xff"), DLP_IS_BZIP2 },
	{ BYTES("BZh9 is a word"), DLP_IS_TEXT },
	{ BYTES("7z\xbc\xaf\x27\x1c\0\4"), DLP_IS_7Z },
	{ BYTES("Rar!\x1a\x07\0\xcf"), DLP_IS_RAR },
	{ BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), DLP_IS_CFB },
	{ BYTES("SQLite format 3\0\x10"), DLP_IS_SQLITE },
	{ BYTES("\x37\x7f\x06\x82\0\x2d\xe2\x18"), DLP_IS_SQLITE_LOG },
	{ BYTES("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\0"), DLP_IS_SQLITE_LOG },
	{ BYTES("\x89PNG\r\n\x1a\n\0"), DLP_IS_PNG },
	{ BYTES("\xff\xd8\xff\xe0\0\x10JFIF"), DLP_IS_JPEG },
	{ BYTES("GIF89a\1\0\1\0"), DLP_IS_GIF },
	{ BYTES("GIF89a password=hunter2"), DLP_IS_TEXT },
	{ BYTES("070707 is a number"), DLP_IS_TEXT },
	{ BYTES("\x7f"
		"ELF\2\1\1\0"),
	  DLP_IS_EXECUTABLE },
	{ BYTES("\0\0\0\x18"
		"ftypisom"),
	  DLP_IS_VIDEO },
	{ BYTES("\1\2\3\4\5\6\7\0\1\2\3\4"), DLP_IS_BINARY },
	{ BYTES("\xfb\x01\xf0\x02\x9c\xe1\x00\xff\x13\x88\x04"),
	  DLP_IS_BINARY },
};

START_TEST(heads)
{
	ck_assert_str_eq(dlp_format_info(dlp_sniff(head_case[_i].head))->name,
			 dlp_format_info(head_case[_i].format)->name);
}
END_TEST

/* No prefix of anything is read beyond its end (the sanitizers watch). */
START_TEST(prefixes)
{
	struct dlp_span head = head_case[_i].head;
	char copy[256];

	for (size_t n = 0; n <= head.len; n++) {
		memcpy(copy, head.ptr, n);
		ck_assert_int_lt(dlp_sniff((struct dlp_span){ copy, n }),
				 DLP_FORMATS);
	}
}
END_TEST

static void tar_header(char block[512], bool ustar)
{
	unsigned sum = 0;

	memset(block, 0, 512);
	memcpy(block, "name.txt", 8);
	memcpy(block + 100, "0000644", 7);
	memcpy(block + 124, "00000000005", 11);
	if (ustar)
		memcpy(block + 257, "ustar", 5);
	memset(block + 148, ' ', 8);
	for (unsigned i = 0; i < 512; i++)
		sum += (unsigned char)block[i];
	for (unsigned i = 0; i < 6; i++, sum >>= 3)
		block[153 - i] = (char)('0' + (sum & 7));
	block[154] = '\0';
}

START_TEST(tar)
{
	char block[512];

	tar_header(block, _i);
	ck_assert_int_eq(dlp_sniff((struct dlp_span){ block, 512 }),
			 DLP_IS_TAR);
	if (_i)
		return;
	block[0] = 'N';
	ck_assert_int_ne(dlp_sniff((struct dlp_span){ block, 512 }),
			 DLP_IS_TAR);
}
END_TEST

START_TEST(names_are_told)
{
	for (unsigned i = 0; i < DLP_FORMATS; i++) {
		ck_assert_ptr_nonnull(dlp_format_info(i)->name);
		ck_assert_ptr_nonnull(
			strchr(dlp_format_info(i)->media_type, '/'));
	}
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("sniff");

	tcase_add_loop_test(tc, heads, 0, CASES(head_case));
	tcase_add_loop_test(tc, prefixes, 0, CASES(head_case));
	tcase_add_loop_test(tc, tar, 0, 2);
	tcase_add_test(tc, names_are_told);
	return suite_run("sniff", tc);
}
