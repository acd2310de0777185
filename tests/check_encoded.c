#include "suite.h"

#include <string.h>

#include "base/base64.h"
#include "validate/shape.h"
#include "validate/validator.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static const struct {
	const char *json;
	bool whole, found; /* "alg" at the top */
} shape_case[] = {
	{ "{}", true, false },
	{ " { } ", true, false },
	{ "{\"alg\":\"none\"}", true, true },
	{ "{\"a\":1,\"alg\":null}", true, true },
	{ "{\"a\":{\"alg\":1}}", true, false },
	{ "{\"a\":\"alg\"}", true, false },
	{ "{\"algo\":1}", true, false },
	{ "{\"al\":1}", true, false },
	{ "{\"\\u0061lg\":1}", true, false },
	{ "{\"a\":[1,-2.5e+3,true,false,null,\"\",[],{}],\"alg\":[]}", true,
	  true },
	{ "{\"a\":\"\\\"}{\\u00e9\"}", true, false },
	{ "", false, false },
	{ "[]", false, false },
	{ "{", false, false },
	{ "{]", false, false },
	{ "{\"a\":[}", false, false },
	{ "{\"a\"}", false, false },
	{ "{\"a\":}", false, false },
	{ "{\"a\":1,}", false, false },
	{ "{\"a\":1 2}", false, false },
	{ "{\"a\":tru}", false, false },
	{ "{\"a\":trues}", false, false },
	{ "{\"a\":-}", false, false },
	{ "{\"a\":\"\\x\"}", false, false },
	{ "{\"a\":\"\\u12g4\"}", false, false },
	{ "{\"a\":\"\n\"}", false, false },
	{ "{a:1}", false, false },
	{ "{}{}", false, false },
	{ "{}x", false, false },
};

START_TEST(shapes)
{
	const char *json = shape_case[_i].json;
	struct dlp_shape shape;

	dlp_shape_init(&shape, "alg");
	while (*json && dlp_shape_add(&shape, *json))
		json++;
	ck_assert_int_eq(!*json && dlp_shape_done(&shape),
			 shape_case[_i].whole);
	if (shape_case[_i].whole)
		ck_assert_int_eq(shape.found, shape_case[_i].found);
}
END_TEST

START_TEST(depth_ends)
{
	struct dlp_shape shape;
	bool ok;

	for (int depth = DLP_SHAPE_DEPTH; depth <= DLP_SHAPE_DEPTH + 1;
	     depth++) {
		dlp_shape_init(&shape, "");
		ok = dlp_shape_add(&shape, '{') && dlp_shape_add(&shape, '"') &&
		     dlp_shape_add(&shape, '"') && dlp_shape_add(&shape, ':');
		for (int i = 1; i < depth; i++)
			ok = ok && dlp_shape_add(&shape, '[');
		ck_assert_int_eq(ok, depth == DLP_SHAPE_DEPTH);
	}
}
END_TEST

/* `text` before and behind `plain` in base64. */
/* Borders in two pieces: a scanner of this file shall find no key. */
#define BORDER(word, name) "-----" word " " name "KEY-----"
#define BODY "0123456789012345678901234567890123456789"

static const struct {
	const char *name, *before, *plain, *behind;
	enum dlp_verdict want;
} value_case[] = {
	{ "jwt", "", "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", ".e30.c2ln",
	  DLP_VALID },
	{ "jwt", "", "{\"typ\":\"JWT\"}", ".e30.c2ln", DLP_INVALID },
	{ "jwt", "", "{\"alg\":\"HS256\"", ".e30.c2ln", DLP_INVALID },
	{ "jwt", "", "{\"alg\":\"HS256\"}", "", DLP_INVALID },
	{ "jwt", "!", "{\"alg\":\"HS256\"}", ".e30.c2ln", DLP_INVALID },
	{ "base64-json", "", "{\"a\":1}", "", DLP_VALID },
	{ "base64-json", "", "[1]", "", DLP_INVALID },
	{ "base64-json", "", "{\"a\":1", "", DLP_INVALID },
	{ "base64-json", "", "{\"a\":1}", "*", DLP_INVALID },
	{ "basic-auth", "", "user:pass", "", DLP_VALID },
	{ "basic-auth", "", "user:", "", DLP_INVALID },
	{ "basic-auth", "", "sk_4b1d9e2c7f305:", "", DLP_VALID },
	{ "basic-auth", "", ":pass", "", DLP_INVALID },
	{ "basic-auth", "", "user", "", DLP_INVALID },
	{ "basic-auth", "", "us\ner:pass", "", DLP_INVALID },
	{ "pem", BORDER("BEGIN", "PRIVATE ") "\n", BODY,
	  "\n" BORDER("END", "PRIVATE "), DLP_VALID },
	{ "pem", BORDER("BEGIN", "PRIVATE ") "\\n", BODY,
	  "\\n" BORDER("END", "PRIVATE ") "\\n", DLP_VALID },
	{ "pem",
	  BORDER("BEGIN",
		 "RSA PRIVATE ") "\nProc-Type: 4,ENCRYPTED\n"
				 "DEK-Info: AES-128-CBC,0011223344556677\n\n",
	  BODY, "\n" BORDER("END", "RSA PRIVATE "), DLP_VALID },
	{ "pem", BORDER("BEGIN", "PRIVATE ") "\n", BODY, "", DLP_VALID },
	{ "pem", BORDER("BEGIN", "PRIVATE ") "\n", BODY,
	  "\n" BORDER("END", "PUBLIC "), DLP_INVALID },
	{ "pem", BORDER("BEGIN", "PRIVATE ") "\n", "short",
	  "\n" BORDER("END", "PRIVATE "), DLP_INVALID },
	{ "pem", BORDER("BEGIN", "PRIVATE ") "\nyour key goes here; ", "x",
	  "\n" BORDER("END", "PRIVATE "), DLP_INVALID },
	{ "pem", "-----BEGIN PRIVATE KEY", "", "", DLP_INVALID },
	{ "pem", "", "", "", DLP_INVALID },
};

START_TEST(values)
{
	const struct dlp_validator_args args = { 0 };
	struct dlp_candidate cand = { 0 };
	struct dlp_buf text = { 0 };

	dlp_buf_adds(&text, value_case[_i].before);
	dlp_base64_encode(&text, span(value_case[_i].plain));
	/* As a JWT has it. */
	while (value_case[_i].behind[0] == '.' && text.ptr[text.len - 1] == '=')
		text.len--;
	dlp_buf_adds(&text, value_case[_i].behind);
	cand.value = dlp_buf_span(&text);
	ck_assert_int_eq(dlp_validator_find(span(value_case[_i].name))
				 ->check(&cand, &args),
			 value_case[_i].want);
	dlp_buf_release(&text);
}
END_TEST

/* No length is too much: the JSON of a service account is some kilobytes. */
START_TEST(long_values)
{
	const struct dlp_validator_args args = { 0 };
	struct dlp_buf json = { 0 }, text = { 0 };
	struct dlp_candidate cand = { 0 };

	dlp_buf_adds(&json, "{\"a\":\"");
	for (int i = 0; i < 100000; i++)
		dlp_buf_addc(&json, 'x');
	dlp_buf_adds(&json, "\"}");
	dlp_base64_encode(&text, dlp_buf_span(&json));
	cand.value = dlp_buf_span(&text);
	ck_assert_int_eq(
		dlp_validator_find(span("base64-json"))->check(&cand, &args),
		DLP_VALID);
	dlp_buf_release(&json);
	dlp_buf_release(&text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("encoded");

	tcase_add_loop_test(tc, shapes, 0, CASES(shape_case));
	tcase_add_test(tc, depth_ends);
	tcase_add_loop_test(tc, values, 0, CASES(value_case));
	tcase_add_test(tc, long_values);
	return suite_run("encoded", tc);
}
