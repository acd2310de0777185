#include <string.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "decode/break.h"
#include "decode/escape.h"
#include "decode/fold.h"
#include "decode/marks.h"
#include "decode/radix.h"
#include "decode/stretch.h"
#include "suite.h"

/* Numbers that look random and are the same in every run (xorshift64). */
static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed % n);
}

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

START_TEST(marks_are_the_same_by_every_path)
{
	static const char often[] = "%=\\&\n\0\r\t nux0a8AZ@-:\"'#/+_\xc3";
	char text[2 * DLP_MARKS_BLOCK];
	struct dlp_marks fast, plain;
	size_t odd = 0;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i < 256 ? i : below(256));
	for (size_t i = sizeof(text) / 2; i < sizeof(text); i++)
		text[i] = often[below(sizeof(often) - 1)];
	for (size_t from = 0; from < sizeof(text); from += 1 + below(700)) {
		const struct dlp_span in = { text, from + below(sizeof(text) -
								from + 1) };

		dlp_marks_make_by(DLP_MARKS_PLAIN, &plain, in, from);
		for (unsigned p = 0; p < DLP_MARKS_PATHS; p++) {
			if (!dlp_marks_path_works(p))
				continue;
			dlp_marks_make_by(p, &fast, in, from);
			ck_assert(!memcmp(&fast, &plain, sizeof(fast)));
		}
		for (size_t w = 0; w < DLP_MARKS_WORDS; w++)
			odd += plain.odd[w] != 0;
	}
	ck_assert_uint_gt(odd, 100);
}
END_TEST

START_TEST(marks_are_of_their_bytes)
{
	static const char run[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ+-/_";
	const char c = (char)_i;
	struct dlp_marks marks;

	dlp_marks_make(&marks, (struct dlp_span){ &c, 1 }, 0);
	ck_assert_uint_eq(marks.run[0], c && strchr(run, c));
	ck_assert_uint_eq(marks.high[0], _i >= 0xc0);
}
END_TEST

/* Whether the second byte is odd, between these. */
static const struct {
	const char *text;
	size_t len;
	bool odd;
} odd_case[] = {
	{ "a%41", 4, true },      { "a%4g", 4, false },
	{ "a%g4", 4, false },     { "a%4", 3, false },
	{ "a=3D", 4, true },      { "a= 3", 4, false },
	{ "a=3 ", 4, false },     { "a=\nb", 4, true },
	{ "a=\r\n", 4, true },    { "a\\u0", 4, true },
	{ "a\\x4", 4, true },     { "a\\1 ", 4, true },
	{ "a\\9 ", 4, false },    { "a\\n4", 4, true },
	{ "a\\n\"", 4, false },   { "a\\\":", 4, true },
	{ "a\\\",", 4, false },   { "a\\\\u", 4, true },
	{ "a\\/b", 4, true },     { "a\\d4", 4, false },
	{ "a&am", 4, true },      { "a&#6", 4, true },
	{ "a& b", 4, false },     { "a&&b", 4, false },
	{ "a\nb", 3, true },      { "a\n b", 4, true },
	{ "-\nb", 3, true },      { "\xc3\nb", 3, true },
	{ ";\nb", 3, false },     { "\xbb\nb", 3, true },
	{ "a\n*", 3, false },     { "a\n", 2, false },
	{ "a\0b\0", 4, true },    { "a\0bc", 4, false },
	{ "a\0\xe4\0", 4, true }, { "a<b=", 4, false },
	{ "a]b=", 4, false },
};

START_TEST(odd_is_told_by_what_is_beside)
{
	const struct dlp_span text = { odd_case[_i].text, odd_case[_i].len };
	struct dlp_marks marks;

	dlp_marks_make(&marks, text, 0);
	ck_assert_msg((marks.odd[0] >> 1 & 1) == odd_case[_i].odd, "%.*s",
		      (int)text.len, text.ptr);
}
END_TEST

/* Before the first byte of a text is nothing, before that of a block is. */
START_TEST(odd_looks_before_a_block)
{
	struct dlp_marks marks;

	dlp_marks_make(&marks, span("\nb"), 0);
	ck_assert_uint_eq(marks.odd[0], 0);
	dlp_marks_make(&marks, span("a\nb"), 1);
	ck_assert_uint_eq(marks.odd[0], 1);
}
END_TEST

static const struct {
	uint32_t cp;
	int c;
} fold_case[] = {
	{ 'a', DLP_FOLD_NONE },
	{ 0xa0, ' ' },
	{ 0xad, DLP_FOLD_GONE },
	{ 0xe9, DLP_FOLD_NONE },
	{ 0x660, '0' },
	{ 0x669, '9' },
	{ 0x66a, DLP_FOLD_NONE },
	{ 0x65f, DLP_FOLD_NONE },
	{ 0x966, '0' },
	{ 0x96f, '9' },
	{ 0x2000, ' ' },
	{ 0x200b, DLP_FOLD_GONE },
	{ 0x2010, '-' },
	{ 0x2014, '-' },
	{ 0x2016, DLP_FOLD_NONE },
	{ 0x202f, ' ' },
	{ 0x2060, DLP_FOLD_GONE },
	{ 0x2212, '-' },
	{ 0x3000, ' ' },
	{ 0x4e00, DLP_FOLD_NONE },
	{ 0xfeff, DLP_FOLD_GONE },
	{ 0xff01, '!' },
	{ 0xff10, '0' },
	{ 0xff19, '9' },
	{ 0xff20, '@' },
	{ 0xff21, 'A' },
	{ 0xff5a, 'z' },
	{ 0xff5f, DLP_FOLD_NONE },
	{ 0x1d400, 'A' },
	{ 0x1d41a, 'a' },
	{ 0x1d7ce, '0' },
	{ 0x1d7ff, '9' },
	{ 0x1fbf9, '9' },
	{ 0x1fbfa, DLP_FOLD_NONE },
	{ 0x10ffff, DLP_FOLD_NONE },
};

START_TEST(characters_fold)
{
	ck_assert_int_eq(dlp_fold(fold_case[_i].cp), fold_case[_i].c);
}
END_TEST

static const struct {
	enum dlp_encoding encoding;
	const char *in;
	size_t width;
	const char *out;
} escape_case[] = {
	{ DLP_ENCODING_PERCENT, "%40x", 3, "@" },
	{ DLP_ENCODING_PERCENT, "%4", 0, "" },
	{ DLP_ENCODING_PERCENT, "%4g", 0, "" },
	{ DLP_ENCODING_ESCAPE, "\\n", 2, "\n" },
	{ DLP_ENCODING_ESCAPE, "\\\\", 2, "\\" },
	{ DLP_ENCODING_ESCAPE, "\\x41", 4, "A" },
	{ DLP_ENCODING_ESCAPE, "\\x4", 0, "" },
	{ DLP_ENCODING_ESCAPE, "\\101", 4, "A" },
	{ DLP_ENCODING_ESCAPE, "\\401", 0, "" },
	{ DLP_ENCODING_ESCAPE, "\\u0041", 6, "A" },
	{ DLP_ENCODING_ESCAPE, "\\u004", 0, "" },
	{ DLP_ENCODING_ESCAPE, "\\ud835\\udfce", 12, "\xf0\x9d\x9f\x8e" },
	{ DLP_ENCODING_ESCAPE, "\\ud835\\u0041", 6, "\xef\xbf\xbd" },
	{ DLP_ENCODING_ESCAPE, "\\U0001D7CE", 10, "\xf0\x9d\x9f\x8e" },
	{ DLP_ENCODING_ESCAPE, "\\q", 0, "" },
	{ DLP_ENCODING_ESCAPE, "\\", 0, "" },
	{ DLP_ENCODING_HTML, "&#64;", 5, "@" },
	{ DLP_ENCODING_HTML, "&#64 ", 4, "@" },
	{ DLP_ENCODING_HTML, "&#x40;", 6, "@" },
	{ DLP_ENCODING_HTML, "&#X40;", 6, "@" },
	{ DLP_ENCODING_HTML, "&#x;", 0, "" },
	{ DLP_ENCODING_HTML, "&commat;", 8, "@" },
	{ DLP_ENCODING_HTML, "&amp;", 5, "&" },
	{ DLP_ENCODING_HTML, "&nbsp;", 6, "\xc2\xa0" },
	{ DLP_ENCODING_HTML, "&amp ", 0, "" },
	{ DLP_ENCODING_HTML, "&&", 0, "" },
	{ DLP_ENCODING_HTML, "&foobar;", 0, "" },
	{ DLP_ENCODING_QUOTED, "=40", 3, "@" },
	{ DLP_ENCODING_QUOTED, "=\nx", 2, "" },
	{ DLP_ENCODING_QUOTED, "= \t\r\nx", 5, "" },
	{ DLP_ENCODING_QUOTED, "= x", 0, "" },
	{ DLP_ENCODING_BASE64, "QUJD", 0, "" },
};

START_TEST(escapes_are_read)
{
	struct dlp_span in = span(escape_case[_i].in);
	struct dlp_escape escape;
	size_t width =
		dlp_escape_read(escape_case[_i].encoding, in, 0, &escape);

	ck_assert_uint_eq(width, escape_case[_i].width);
	if (!width)
		return;
	ck_assert_uint_eq(escape.len, strlen(escape_case[_i].out));
	ck_assert(!memcmp(escape.bytes, escape_case[_i].out, escape.len));
	/* Nothing is read behind the end. */
	for (size_t len = 0; len < width; len++) {
		in.len = len;
		ck_assert_uint_lt(dlp_escape_read(escape_case[_i].encoding, in,
						  0, &escape),
				  width);
	}
}
END_TEST

static const struct {
	const char *in;
	const char *out; /* NULL: the line end is one */
} break_case[] = {
	{ "card: 4111 1111\n1111 1111 x", "card: 4111 1111 1111 1111 x" },
	{ "card: 4111-1111-\n1111-1111 x", "card: 4111-1111-1111-1111 x" },
	{ "card: 41111111\n11111111 x", "card: 4111111111111111 x" },
	{ "card: 4111 1111\r\n   1111 1111 x", "card: 4111 1111 1111 1111 x" },
	{ "mail john.doe@\ncompany.com x", "mail john.doe@company.com x" },
	{ "mail john.doe@comp-\nany.com x", "mail john.doe@company.com x" },
	{ "mail john.doe@comp\xc2\xad\nany.com x",
	  "mail john.doe@company.com x" },
	{ "key Ab3dEf9hIj\nK1mN0pQr x", "key Ab3dEf9hIjK1mN0pQr x" },
	{ "key Ab3dEf9hIj-\nK1mN0pQr x", "key Ab3dEf9hIjK1mN0pQr x" },
	/* Rows, and what only looks as if it went on. */
	{ "4111 1111\n1111 1111", NULL },
	{ "2026-11-21 10:00 took 35122\n2026-11-21 10:00 took 35999", NULL },
	{ "a word\nanother", NULL },
	{ "hyphen-\nation", NULL },
	{ "in 2019\n1234 people", NULL },
	{ "Ab3dEf9hIjK1mN0p\nx9kEf9hIjK1mN0p", NULL },
	{ "john.doe@company.com\nand 12", NULL },
	{ "x = 123456789;\n987654321", NULL },
	{ "x VGhpcyBpcyBiYXNlNjQgb2YgbGluZXMgdGhhdCBhcmUgbG9uZyBlbm91Z2gsIG9m\n"
	  "IGxpbmVzIHRoYXQgYXJlIGxvbmc=",
	  NULL },
	{ "# the setter\n@name.setter", NULL },
	{ "\n", NULL },
	{ "1\n", NULL },
	{ "\n1", NULL },
};

START_TEST(line_ends_break_values)
{
	struct dlp_span in = span(break_case[_i].in);
	size_t at = (size_t)(strchr(in.ptr, '\n') - in.ptr);
	struct dlp_break gap;
	struct dlp_buf out;

	if (!break_case[_i].out) {
		ck_assert(!dlp_break_find(in, at, &gap));
		return;
	}
	ck_assert(dlp_break_find(in, at, &gap));
	dlp_buf_init(&out, 0);
	dlp_buf_add(&out, in.ptr, gap.start);
	if (gap.instead)
		dlp_buf_addc(&out, gap.instead);
	dlp_buf_adds(&out, in.ptr + gap.end);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, break_case[_i].out);
	dlp_buf_release(&out);
}
END_TEST

/* Texts in which nothing is hidden, and what each of them begins like. */
static const char *const harmless[] = {
	"printf(\"%d of %s\\n\", dlp_stretches_count(list), name);\n",
	"#define DLP_VIEWS_AHEAD_RUN (DLP_VIEWS_AHEAD + DLP_VIEWS_BACK)\n",
	"if (a && b || c&mask) x = 10; y=20; width=40px; id=4123 uid=4222\n",
	"GET /a/b?x=1&y=2&amp;z=%2Fpath%2Fto HTTP/1.1\" 200 4512\n",
	"C:\\\\new\\\\table\\\\readme.txt and \\\"quoted\\\" words\\t\\n\n",
	"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f0"
	"0a08\n",
	"commit da39a3ee5e6b4b0d3255bfef95601890afd80709\n",
	"----------------------------------------------------------------\n",
	"////////////////////////////////////////////////////////////////\n",
	"a_rather_long_identifier_of_the_kind_that_programs_have\n",
	"AVeryLongIdentifierOfTheKindThatProgramsHave\n",
	"/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstvideo4linux2.so\n",
	"caf\xc3\xa9 \xe2\x80\x94 na\xc3\xafve \xe2\x80\x9cquoted\xe2\x80\x9d\n",
	"\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 "
	"\xe4\xbd\xa0\xe5\xa5\xbd\n",
	"in\xc2\xad"
	"for\xc2\xad"
	"ma\xc2\xad"
	"tion\n",
};

START_TEST(nothing_is_hidden)
{
	struct dlp_stretches stretches;
	struct dlp_span in = span(harmless[_i]);

	dlp_stretches_init(&stretches);
	ck_assert(!dlp_stretches_find(&stretches, in, 0, in.len));
	ck_assert_uint_eq(dlp_stretches_count(&stretches), 0);
	dlp_stretches_release(&stretches);
}
END_TEST

/* Add `c` as the encoding has it. */
static void encode(struct dlp_buf *out, enum dlp_encoding encoding, unsigned c)
{
	char bytes[DLP_UTF8_MAX];

	switch (encoding) {
	case DLP_ENCODING_HEX:
		dlp_buf_addf(out, "%02x", c);
		break;
	case DLP_ENCODING_PERCENT:
		dlp_buf_addf(out, "%%%02x", c);
		break;
	case DLP_ENCODING_ESCAPE:
		dlp_buf_addf(out, "\\u%04x", c);
		break;
	case DLP_ENCODING_HTML:
		dlp_buf_addf(out, "&#%u;", c);
		break;
	case DLP_ENCODING_QUOTED:
		dlp_buf_addf(out, "=%02X", c);
		break;
	case DLP_ENCODING_UTF16:
		dlp_buf_addc(out, (char)c);
		dlp_buf_addc(out, '\0');
		break;
	default:
		dlp_buf_add(out, bytes,
			    dlp_utf8_encode(c - '!' + 0xff01, bytes));
		break;
	}
}

static void encode_all(struct dlp_buf *out, enum dlp_encoding encoding,
		       struct dlp_span plain)
{
	size_t from = out->len;

	if (encoding > DLP_ENCODING_BASE64URL) {
		for (size_t i = 0; i < plain.len; i++)
			encode(out, encoding, (unsigned char)plain.ptr[i]);
		return;
	}
	dlp_base64_encode(out, plain);
	while (out->ptr[out->len - 1] == '=')
		out->len--;
	for (size_t i = from; encoding && i < out->len; i++) {
		if (out->ptr[i] == '+')
			out->ptr[i] = '-';
		if (out->ptr[i] == '/')
			out->ptr[i] = '_';
	}
}

/* Characters of each encoding that stand for so many of the plain text. */
static void check_place(enum dlp_encoding encoding, size_t start, size_t from,
			size_t to, size_t a, size_t b)
{
	size_t width = encoding == DLP_ENCODING_ESCAPE  ? 6
		       : encoding == DLP_ENCODING_HTML  ? 5
		       : encoding == DLP_ENCODING_HEX   ? 2
		       : encoding == DLP_ENCODING_UTF16 ? 2
							: 3;

	if (encoding > DLP_ENCODING_BASE64URL) {
		ck_assert_uint_eq(from, start + a * width);
		ck_assert_uint_eq(to, start + b * width);
		return;
	}
	/* Six bits a character: those that have any of the bytes' bits. */
	ck_assert_uint_eq(from, start + a * 8 / 6);
	ck_assert_uint_eq(to, start + (b * 8 + 5) / 6);
}

/* A text in each encoding is found, decoded and led back, wherever it is. */
START_TEST(texts_come_back)
{
	/* Of two decimal digits each, for HTML. */
	static const char set[] = "23456789@ABCDEFGHIJKLMNOPQRSTUabc";
	const enum dlp_encoding encoding = (enum dlp_encoding)_i;
	struct dlp_stretches stretches;
	struct dlp_derived view;
	struct dlp_buf text, plain;

	dlp_stretches_init(&stretches);
	dlp_derived_init(&view);
	dlp_buf_init(&text, 0);
	dlp_buf_init(&plain, 0);
	for (size_t turn = 0; turn < 300; turn++) {
		size_t n = 18 + below(200), start, before = below(90);
		struct dlp_stretch first;
		struct dlp_span in;

		dlp_buf_clear(&text);
		dlp_buf_clear(&plain);
		while (before--)
			dlp_buf_addc(&text, "the text before "[before % 16]);
		dlp_buf_addc(&text, ' ');
		start = text.len;
		while (plain.len < n)
			dlp_buf_addc(&plain, set[below(sizeof(set) - 1)]);
		if (encoding == DLP_ENCODING_BASE64URL)
			memcpy(plain.ptr + n - 6, "~~?~~?", 6);
		encode_all(&text, encoding, dlp_buf_span(&plain));
		in = dlp_buf_span(&text);
		dlp_buf_adds(&text, " and behind");
		in = dlp_buf_span(&text);
		dlp_stretches_clear(&stretches);
		ck_assert(!dlp_stretches_find(&stretches, in, 0, in.len));
		ck_assert_uint_ge(dlp_stretches_count(&stretches), 1);
		first = dlp_stretches_at(&stretches, 0);
		ck_assert_int_eq(first.encoding, encoding);
		/* An @ alone, in front, hides nothing. */
		ck_assert_uint_ge(first.start, start);
		ck_assert_uint_lt(first.start, start + 40);
		ck_assert(!dlp_stretches_decode(&stretches, encoding, in, 0,
						in.len, &view));
		ck_assert_uint_eq(view.text.len, start + n + 11);
		ck_assert(!memcmp(view.text.ptr, text.ptr, start));
		ck_assert(!memcmp(view.text.ptr + start, plain.ptr, n));
		for (size_t i = 0; i < 40; i++) {
			size_t a = below(n), b = a + 1 + below(n - a), from, to;

			dlp_derived_source(&view, start + a, start + b, &from,
					   &to);
			check_place(encoding, start, from, to, a, b);
			ck_assert(dlp_derived_touches(&view, start + a,
						      start + b));
		}
		if (start > 2)
			ck_assert(!dlp_derived_touches(&view, 0, start - 1));
	}
	dlp_buf_release(&text);
	dlp_buf_release(&plain);
	dlp_derived_release(&view);
	dlp_stretches_release(&stretches);
}
END_TEST

/* The same where two bytes are written with the high one first. */
START_TEST(either_order_is_read)
{
	static const char in[] = "\x01\x02\0c\0a\0r\0d\0 \0"
				 "4\0"
				 "0\0\x01";
	struct dlp_stretches stretches;
	struct dlp_derived view;
	size_t from, to;

	dlp_stretches_init(&stretches);
	dlp_derived_init(&view);
	ck_assert(!dlp_stretches_find(&stretches,
				      (struct dlp_span){ in, sizeof(in) - 1 },
				      0, sizeof(in) - 1));
	ck_assert_uint_eq(dlp_stretches_count(&stretches), 1);
	ck_assert(!dlp_stretches_decode(&stretches, DLP_ENCODING_UTF16,
					(struct dlp_span){ in, sizeof(in) - 1 },
					0, sizeof(in) - 1, &view));
	ck_assert(dlp_span_eq(dlp_buf_span(&view.text),
			      (struct dlp_span){ "\x01\x02"
						 "card 40\0\x01",
						 11 }));
	dlp_derived_source(&view, 7, 9, &from, &to);
	ck_assert_uint_eq(from, 12);
	ck_assert_uint_eq(to, 16);
	dlp_derived_release(&view);
	dlp_stretches_release(&stretches);
}
END_TEST

/* Base64 over line ends, and in the middle of what looks like it. */
START_TEST(base64_is_found_anywhere)
{
	static const char plain[] = "this is a text that is written on lines, "
				    "over their ends, and then some more of it";
	struct dlp_buf coded, text;
	struct dlp_stretches stretches;
	struct dlp_derived view;
	size_t from, to;

	dlp_buf_init(&coded, 0);
	dlp_buf_init(&text, 0);
	dlp_stretches_init(&stretches);
	dlp_derived_init(&view);
	dlp_base64_encode(&coded, span(plain));
	dlp_buf_adds(&text, "path/to/");
	for (size_t i = 0; i < coded.len; i++) {
		dlp_buf_addc(&text, coded.ptr[i]);
		if (i % 50 == 49)
			dlp_buf_adds(&text, "\r\n  ");
	}
	ck_assert(!dlp_stretches_find(&stretches, dlp_buf_span(&text), 0,
				      text.len));
	ck_assert_uint_eq(dlp_stretches_count(&stretches), 1);
	ck_assert(!dlp_stretches_decode(&stretches, DLP_ENCODING_BASE64,
					dlp_buf_span(&text), 0, text.len,
					&view));
	dlp_buf_addc(&view.text, '\0');
	ck_assert_ptr_nonnull(strstr(view.text.ptr, plain + 8));
	/* The byte that both ends of the first line have a part of. */
	from = (size_t)(strstr(view.text.ptr, plain + 37) - view.text.ptr);
	dlp_derived_source(&view, from, from + 1, &from, &to);
	ck_assert_uint_lt(from, 8 + 50);
	ck_assert_uint_gt(to, 8 + 54);
	dlp_buf_release(&coded);
	dlp_buf_release(&text);
	dlp_derived_release(&view);
	dlp_stretches_release(&stretches);
}
END_TEST

/* Bytes that are no text: a picture, a key, a hash. */
START_TEST(noise_is_left_alone)
{
	struct dlp_stretches stretches;
	struct dlp_buf noise, coded;
	size_t found = 0;

	dlp_stretches_init(&stretches);
	dlp_buf_init(&noise, 0);
	dlp_buf_init(&coded, 0);
	for (size_t i = 0; i < 4096; i++)
		dlp_buf_addc(&noise, (char)below(256));
	dlp_base64_encode(&coded, dlp_buf_span(&noise));
	for (size_t i = 0; i + 64 <= coded.len; i += 64) {
		const struct dlp_span in = { coded.ptr + i, 64 };

		dlp_stretches_clear(&stretches);
		ck_assert(!dlp_stretches_find(&stretches, in, 0, in.len));
		found += dlp_stretches_count(&stretches);
	}
	ck_assert_uint_le(found, 1);
	dlp_buf_release(&noise);
	dlp_buf_release(&coded);
	dlp_stretches_release(&stretches);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("decode");

	tcase_add_test(tc, marks_are_the_same_by_every_path);
	tcase_add_loop_test(tc, marks_are_of_their_bytes, 0, 256);
	tcase_add_loop_test(tc, odd_is_told_by_what_is_beside, 0,
			    CASES(odd_case));
	tcase_add_test(tc, odd_looks_before_a_block);
	tcase_add_loop_test(tc, characters_fold, 0, CASES(fold_case));
	tcase_add_loop_test(tc, escapes_are_read, 0, CASES(escape_case));
	tcase_add_loop_test(tc, line_ends_break_values, 0, CASES(break_case));
	tcase_add_loop_test(tc, nothing_is_hidden, 0, CASES(harmless));
	tcase_add_loop_test(tc, texts_come_back, 0, DLP_ENCODINGS);
	tcase_add_test(tc, either_order_is_read);
	tcase_add_test(tc, base64_is_found_anywhere);
	tcase_add_test(tc, noise_is_left_alone);
	return suite_run("decode", tc);
}
