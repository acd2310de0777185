#include "extract/mime.h"

#include <string.h>

#include "extract/recode.h"
#include "extract/transfer.h"
#include "suite.h"

static const struct {
	const char *value, *text;
} word_case[] = {
	{ "plain", "plain" },
	{ "two\r\n lines", "two lines" },
	{ "two\n\tlines", "two lines" },
	{ "=?utf-8?Q?caf=C3=A9_noir?= x", "caf\u00e9 noir x" },
	{ "=?UTF-8?b?Y2Fmw6k=?=", "caf\u00e9" },
	{ "=?iso-8859-1?q?a=5Fb_c?=", "a_b c" },
	{ "=?us-ascii*en?q?a?=", "a" },
	/* Blanks between words are none; a character may begin in one. */
	{ "=?utf-8?q?a?=\r\n =?utf-8?q?b?= c", "ab c" },
	{ "=?utf-8?q?=C3?= =?UTF-8?q?=A9?=", "\u00e9" },
	{ "=?koi8-r?b?8NLJ18XU?= =?utf-8?q?!?=",
	  "\u041f\u0440\u0438\u0432\u0435"
	  "\u0442!" },
	{ "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\u65e5\u672c" },
	/* A label that nobody knows, and one that lies. */
	{ "=?x-none?q?caf=C3=A9?=", "caf\u00e9" },
	{ "=?us-ascii?q?caf=C3=A9?=", "caf\u00e9" },
	{ "=?utf-8?q?caf=E9s?=", "caf\u00e9s" },
	/* Bytes as they are. */
	{ "caf\xc3\xa9", "caf\u00e9" },
	{ "caf\xe9s", "caf\u00e9s" },
	/* What looks like a word and is none. */
	{ "=?utf-8?x?a?=", "=?utf-8?x?a?=" },
	{ "=?utf-8?q?a", "=?utf-8?q?a" },
	{ "=?utf-8?q?a?", "=?utf-8?q?a?" },
	{ "a=b =?=", "a=b =?=" },
	{ "=?", "=?" },
	{ "", "" },
};

START_TEST(words)
{
	struct dlp_charsets charsets = { .open = { false } };
	const char *value = word_case[_i].value;
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_mime_decode(&out, (struct dlp_span){ value, strlen(value) },
			&charsets);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, word_case[_i].text);
	dlp_buf_release(&out);
	dlp_charsets_release(&charsets);
}
END_TEST

static const struct {
	const char *value, *text; /* of the parameter `n`; NULL for none */
	bool extended;
} parameter_case[] = {
	{ "a/b; n=x", "x", false },
	{ "a/b; m=y; N = \"x; y\" ; o=z", "x; y", false },
	{ "a/b; n=\"a \\\"b\\\" c:\\d\"", "a \"b\" c:\\d", false },
	{ "a/b (n=1); (c) n=\"x\" (d)", "x", false },
	{ "a/b; n=two words.txt", "two words.txt", false },
	{ "a/b; n=\"=?utf-8?q?caf=C3=A9?=\"", "caf\u00e9", false },
	{ "a/b; n*=utf-8'fr'caf%C3%A9", "caf\u00e9", true },
	{ "a/b; n*=iso-8859-2''%B3", "\u0142", true },
	{ "a/b; n*1=b; n*0=a; n*2=\"c d\"", "abc d", true },
	{ "a/b; n*0*=utf-8''%C3; n*1*=%A9; n*2=x%20", "\u00e9x%20", true },
	{ "a/b; n*1=b", NULL, false },
	{ "a/b; nn=x; xn=y; n", NULL, false },
	{ "a/b; n=\"open", "open", false },
	{ "n=x", NULL, false },
	{ "", NULL, false },
};

START_TEST(parameters)
{
	struct dlp_charsets charsets = { .open = { false } };
	const char *value = parameter_case[_i].value;
	bool extended = false, found;
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	found = dlp_mime_parameter(&out,
				   (struct dlp_span){ value, strlen(value) },
				   "n", &charsets, &extended);
	dlp_buf_addc(&out, '\0');
	ck_assert_int_eq(found, parameter_case[_i].text != NULL);
	if (found)
		ck_assert_str_eq(out.ptr, parameter_case[_i].text);
	ck_assert_int_eq(extended, parameter_case[_i].extended);
	dlp_buf_release(&out);
	dlp_charsets_release(&charsets);
}
END_TEST

START_TEST(fields)
{
	struct dlp_span rest =
		DLP_SPAN("A: 1\r\nB :2\r\n 3\r\n\t4\nC:\n\r\nbody: x");
	struct dlp_mime_field field;

	ck_assert(dlp_mime_next(&rest, &field));
	ck_assert(dlp_mime_is(&field, "a"));
	ck_assert(dlp_span_is(field.value, "1"));
	ck_assert(dlp_mime_next(&rest, &field));
	ck_assert(dlp_mime_is(&field, "b"));
	ck_assert(dlp_span_is(field.value, "2\r\n 3\r\n\t4"));
	ck_assert(dlp_mime_next(&rest, &field));
	ck_assert(dlp_span_is(field.value, ""));
	ck_assert(!dlp_mime_next(&rest, &field));
	ck_assert(dlp_span_is(rest, "body: x"));
}
END_TEST

START_TEST(what_is_no_field_stays)
{
	struct dlp_span rest = DLP_SPAN("no field\n");
	struct dlp_mime_field field;

	ck_assert(!dlp_mime_next(&rest, &field));
	ck_assert_uint_eq(rest.len, 9);
	ck_assert(dlp_span_is(dlp_mime_word(DLP_SPAN(" (x) a/b; c")), "a/b"));
	ck_assert(dlp_span_is(dlp_mime_word(DLP_SPAN("")), ""));
}
END_TEST

static const struct {
	const char *name, *bytes, *text;
	uint64_t bad;
	bool cut;
} transfer_case[] = {
	{ "7bit", "a=41=\n", "a=41=\n", 0, false },
	{ "x-nobody", "a=41", "a=41", 0, false },
	{ "Quoted-Printable", "a=41=3d=3D", "aA==", 0, false },
	{ "quoted-printable", "one=\r\ntwo= \t\nthree=", "onetwothree", 0,
	  false },
	{ "quoted-printable", "a=4 =G1 = =", "a=4 =G1 = ", 0, false },
	{ "base64", "SGVsbG8gd29ybGQ=", "Hello world", 0, false },
	{ "base64", "SGVs\r\nbG8g\n d29ybGQ", "Hello world", 0, true },
	{ "base64", "SGVsbG8=SGVsbG8=", "HelloHello", 0, false },
	{ "base64", "SG-Vs!bG8=", "Hello", 2, false },
	{ "base64", "S", "", 0, true },
	{ "base64", "==", "", 0, false },
	{ "x-uuencode", "x\nbegin 644 a\n#0V%T\n`\nend\nmore\n", "Cat", 5,
	  false },
	{ "x-uuencode", "begin 644 a\n#0V", "C`", 0, true },
	{ "x-uuencode", "nothing", "", 7, false },
	{ "base64", "", "", 0, false },
};

/* The same however small the room is. */
START_TEST(transfers)
{
	const char *name = transfer_case[_i].name,
		   *bytes = transfer_case[_i].bytes;
	enum dlp_transfer_kind kind =
		dlp_transfer_by_name((struct dlp_span){ name, strlen(name) });

	for (size_t room = 1; room < 40; room++) {
		struct dlp_transfer transfer;
		char out[256] = "";
		size_t n = 0, got;

		dlp_transfer_init(&transfer, kind,
				  (struct dlp_span){ bytes, strlen(bytes) });
		while ((got = dlp_transfer_read(&transfer, out + n, room)))
			n += got;
		out[n] = '\0';
		ck_assert_str_eq(out, transfer_case[_i].text);
		ck_assert_uint_eq(transfer.bad, transfer_case[_i].bad);
		ck_assert_int_eq(transfer.cut, transfer_case[_i].cut);
	}
}
END_TEST

START_TEST(every_digit_of_base64)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	struct dlp_transfer transfer;
	unsigned char out[64];

	dlp_transfer_init(&transfer, DLP_TRANSFER_BASE64,
			  (struct dlp_span){ digit, 64 });
	ck_assert_uint_eq(dlp_transfer_read(&transfer, (char *)out, 64), 48);
	for (unsigned i = 0; i < 64; i++) {
		unsigned bit = i * 6, v = out[bit / 8] << 8;

		v |= bit / 8 + 1 < 48 ? out[bit / 8 + 1] : 0;
		ck_assert_uint_eq((v >> (10 - bit % 8)) & 63, i);
	}
}
END_TEST

static const struct {
	const char *label, *bytes, *text;
	uint64_t bad;
} recode_case[] = {
	{ "", "plain", "plain", 0 },
	{ "koi8-r", "\xf0\xd2", "\u041f\u0440", 0 },
	{ "", "\xef\xbb\xbfx", "\ufeffx", 0 },
	{ "utf-8", "a\xc3\xa9", "a\u00e9", 0 },
	{ "iso-8859-1", "a\xc3\xa9", "a\u00e9", 0 },
	{ "utf-8", "caf\xe9s", "caf\u00e9s", 0 },
	{ "utf-16le", "a\0b\0", "ab", 0 },
	{ "iso-8859-7", "\xe1\xe1\xe1\xe1\xe1\xe1\xe1\xff",
	  "\u03b1\u03b1\u03b1\u03b1\u03b1\u03b1\u03b1\ufffd", 1 },
	{ "", "", "", 0 },
};

START_TEST(recodes)
{
	struct dlp_charsets charsets = { .open = { false } };
	const char *label = recode_case[_i].label;
	size_t len =
		strcmp(label, "utf-16le") ? strlen(recode_case[_i].bytes) : 4;
	struct dlp_source source;
	struct dlp_recode recode;
	struct dlp_view view;
	struct dlp_error err;
	struct dlp_span text;

	dlp_view_init_memory(&view,
			     (struct dlp_span){ recode_case[_i].bytes, len });
	ck_assert(!dlp_source_init_view(&source, &view));
	ck_assert(!dlp_recode_init(&recode, &source, &charsets,
				   (struct dlp_span){ label, strlen(label) }));
	ck_assert(!dlp_source_peek(&recode.source, 100, &text, &err));
	ck_assert(dlp_span_is(text, recode_case[_i].text));
	dlp_source_take(&recode.source, text.len);
	ck_assert_uint_eq(source.taken, len);
	dlp_recode_release(&recode);
	dlp_source_release(&source);
	dlp_charsets_release(&charsets);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("mime");

	tcase_add_loop_test(tc, words, 0, CASES(word_case));
	tcase_add_loop_test(tc, parameters, 0, CASES(parameter_case));
	tcase_add_test(tc, fields);
	tcase_add_test(tc, what_is_no_field_stays);
	tcase_add_loop_test(tc, transfers, 0, CASES(transfer_case));
	tcase_add_test(tc, every_digit_of_base64);
	tcase_add_loop_test(tc, recodes, 0, CASES(recode_case));
	return suite_run("mime", tc);
}
