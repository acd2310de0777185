#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "decode/radix.h"
#include "decode/wide.h"
#include "suite.h"

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* What `text` holds from `run` on, and what that is decoded to, terminated. */
static enum dlp_radix read_run(struct dlp_span text, size_t run, size_t limit,
			       struct dlp_derived *out)
{
	size_t start = 0, end = 0;
	enum dlp_radix kind = dlp_radix_find(text, run, limit, &start, &end);

	ck_assert_uint_le(end, limit);
	if (kind == DLP_RADIX_16)
		dlp_radix_decode_16(out, text, start, end);
	else if (kind)
		dlp_radix_decode_64(out, text, start, end);
	dlp_buf_add(&out->text, "", 1);
	return kind;
}

static const char words[] = "the number of the account is 4711??? or so >> ok";

/* Written into a text between `before` and `behind`, and found from its run on,
 * which begins behind the first `skip` bytes. */
static const struct {
	const char *before;
	size_t skip;
	const char *behind;
	size_t wrap; /* characters of a line; 0: one line */
	const char *newline;
	bool url;
} written[] = {
	{ "", 0, "", 0, "", false },
	{ "", 0, "", 0, "", true },
	{ "key=", 4, "\n", 0, "", false },
	{ "\"", 1, "\", 1", 0, "", false },
	/* What is in front is no part of it, and has the letters for one. */
	{ "path/", 0, "", 0, "", false },
	{ "a/", 0, "", 0, "", false },
	{ "ab/", 0, "", 0, "", false },
	{ "abcd/", 0, "", 0, "", false },
	/* Over line ends, of long lines only. */
	{ "", 0, "\n", 44, "\n", false },
	{ "", 0, "", 40, "\r\n", false },
	{ "x: ", 3, "\n", 48, "\n    ", false },
	{ "x: ", 3, "\n", 48, "\n\t", false },
};

START_TEST(finds_base64)
{
	struct dlp_buf text, code;
	struct dlp_derived out;
	enum dlp_radix kind;

	dlp_buf_init(&text, 0);
	dlp_buf_init(&code, 0);
	dlp_derived_init(&out);
	dlp_base64_encode(&code, span_of(words));
	for (size_t i = 0; written[_i].url && i < code.len; i++)
		code.ptr[i] = code.ptr[i] == '/'   ? '_'
			      : code.ptr[i] == '+' ? '-'
						   : code.ptr[i];
	dlp_buf_adds(&text, written[_i].before);
	for (size_t i = 0; i < code.len; i++) {
		if (i && written[_i].wrap && i % written[_i].wrap == 0)
			dlp_buf_adds(&text, written[_i].newline);
		dlp_buf_addc(&text, code.ptr[i]);
	}
	dlp_buf_adds(&text, written[_i].behind);
	kind = read_run(dlp_buf_span(&text), written[_i].skip, text.len, &out);
	ck_assert_int_eq(kind,
			 written[_i].url ? DLP_RADIX_64URL : DLP_RADIX_64);
	ck_assert_ptr_nonnull(strstr(out.text.ptr, words));
	dlp_buf_release(&text);
	dlp_buf_release(&code);
	dlp_derived_release(&out);
}
END_TEST

/* A line that is short ends it. */
START_TEST(short_lines)
{
	static const char head[] = "aGVsbG8sIGhlbGxvLCBoZWxsbyE";
	struct dlp_derived out;
	char text[64];

	snprintf(text, sizeof(text), "%s\naGVsbG8gYWdhaW4hISEhISEh", head);
	dlp_derived_init(&out);
	ck_assert_int_eq(read_run(span_of(text), 0, strlen(text), &out),
			 DLP_RADIX_64);
	ck_assert_str_eq(out.text.ptr, "hello, hello, hello!");
	dlp_derived_release(&out);
}
END_TEST

static const struct {
	const char *text;
	size_t limit; /* 0: all of it */
	enum dlp_radix kind;
	const char *decoded;
} run[] = {
	{ "68656c6c6f2c20776f726c64", 0, DLP_RADIX_16, "hello, world" },
	{ "68656C6C6F2C20776F726C64", 0, DLP_RADIX_16, "hello, world" },
	{ "0x68656c6c6f2c20776f726c64", 0, DLP_RADIX_16, "hello, world" },
	/* Half a byte at its end is none, and one in front no part of it. */
	{ "68656c6c6f2c20776f726c646", 0, DLP_RADIX_16, "hello, world" },
	{ "a68656c6c6f2c20776f726c64", 0, DLP_RADIX_16, "hello, world" },
	/* No further than the limit. */
	{ "68656c6c6f2c20776f726c64", 20, DLP_RADIX_16, "hello, wor" },
	{ "68656c6c6f2c20776f726c64", 12, DLP_RADIX_NONE, "" },
	/* Names, numbers, hashes and what is short. */
	{ "", 0, DLP_RADIX_NONE, "" },
	{ "68656c6c6f2c", 0, DLP_RADIX_NONE, "" },
	{ "organizationIdentifierOfThings", 0, DLP_RADIX_NONE, "" },
	{ "src/extract/archive/readers", 0, DLP_RADIX_NONE, "" },
	{ "0000000000000000000000000000", 0, DLP_RADIX_NONE, "" },
	{ "d41d8cd98f00b204e9800998ecf8427e", 0, DLP_RADIX_NONE, "" },
	{ "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", 0, DLP_RADIX_NONE,
	  "" },
};

START_TEST(runs)
{
	struct dlp_span text = span_of(run[_i].text);
	struct dlp_derived out;

	dlp_derived_init(&out);
	ck_assert_int_eq(read_run(text, 0,
				  run[_i].limit ? run[_i].limit : text.len,
				  &out),
			 run[_i].kind);
	ck_assert_str_eq(out.text.ptr, run[_i].decoded);
	if (!run[_i].limit)
		ck_assert_int_eq(dlp_radix_is_text(text),
				 run[_i].kind != DLP_RADIX_NONE);
	dlp_derived_release(&out);
}
END_TEST

#define WIDE(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}

static const struct {
	struct dlp_span text;
	size_t low, nul;
	const char *decoded; /* NULL: there is none */
} wide[] = {
	{ WIDE("s\0e\0c\0r\0e\0t\0"), 0, 1, "secret" },
	{ WIDE("\0s\0e\0c\0r\0e\0t"), 0, 0, "secret" },
	/* The last NUL may be gone, and others stand around it. */
	{ WIDE("s\0e\0c\0r\0e\0t\0s"), 0, 1, "secrets" },
	{ WIDE("\1\2s\0e\0c\0r\0e\0t\0\1\1"), 0, 3, "secret" },
	{ WIDE("k\0\xe4\0s\0e\0!\0!\0"), 0, 1, "k\xc3\xa4se!!" },
	/* It does not begin before it may. */
	{ WIDE("as\0e\0c\0r\0e\0t\0s\0"), 2, 2, "ecrets" },
	/* Five characters, controls, and NULs alone. */
	{ WIDE("s\0e\0c\0r\0e\0"), 0, 1, NULL },
	{ WIDE("s\0e\0\1\0r\0e\0t\0s\0"), 0, 1, NULL },
	{ WIDE("\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), 0, 0, NULL },
	{ WIDE("\0"), 0, 0, NULL },
};

START_TEST(wide_texts)
{
	struct dlp_span text = wide[_i].text;
	struct dlp_derived out;
	size_t start = 0, end = 0;
	bool found =
		dlp_wide_find(text, wide[_i].low, wide[_i].nul, &start, &end);

	ck_assert_int_eq(found, wide[_i].decoded != NULL);
	if (!found)
		return;
	ck_assert_uint_ge(start, wide[_i].low);
	ck_assert_uint_le(end, text.len);
	dlp_derived_init(&out);
	dlp_wide_decode(&out, text, start, end);
	dlp_buf_add(&out.text, "", 1);
	ck_assert_str_eq(out.text.ptr, wide[_i].decoded);
	dlp_derived_release(&out);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("radix");

	tcase_add_loop_test(tc, finds_base64, 0, CASES(written));
	tcase_add_test(tc, short_lines);
	tcase_add_loop_test(tc, runs, 0, CASES(run));
	tcase_add_loop_test(tc, wide_texts, 0, CASES(wide));
	return suite_run("radix", tc);
}
