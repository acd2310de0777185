#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "suite.h"

static const struct {
	const char *in;
	enum dlp_status status;
} parse_case[] = {
	{ "{}", DLP_OK },
	{ " [1, -0.5e+3, 0, true, false, null] ", DLP_OK },
	{ "\"\\u00e9\\ud83d\\ude00\\n\"", DLP_OK },
	{ "{\"a\":{\"a\":[{}]}}", DLP_OK },
	{ "", DLP_SKIP },
	{ "{", DLP_SKIP },
	{ "{\"a\"}", DLP_SKIP },
	{ "{\"a\":1,}", DLP_SKIP },
	{ "[1 2]", DLP_SKIP },
	{ "01", DLP_SKIP },
	{ "1.", DLP_SKIP },
	{ "-", DLP_SKIP },
	{ "1e", DLP_SKIP },
	{ "truex", DLP_SKIP },
	{ "tru", DLP_SKIP },
	{ "\"a", DLP_SKIP },
	{ "\"a\nb\"", DLP_SKIP },
	{ "\"\\x\"", DLP_SKIP },
	{ "\"\\ud800\"", DLP_SKIP },
	{ "\"\\udc00\"", DLP_SKIP },
	{ "\"\\ud800\\u0041\"", DLP_SKIP },
	{ "\"\\", DLP_SKIP },
	{ "\"\xff\"", DLP_SKIP },
	{ "\"\xed\xa0\x80\"", DLP_SKIP },
	{ "{\"a\":1,\"a\":2}", DLP_SKIP },
	{ "{\"a\":1,\"\\u0061\":2}", DLP_SKIP },
	{ "{} {}", DLP_SKIP },
};

static enum dlp_status parse(const char *in, size_t len,
			     struct dlp_arena *arena, struct dlp_json **root)
{
	struct dlp_error err = { 0 };
	/* A copy of exact size, so that a sanitizer sees a read behind it. */
	char *copy = malloc(len ? len : 1);
	enum dlp_status status;

	memcpy(copy, in, len);
	status = dlp_json_parse((struct dlp_span){ copy, len }, arena, root,
				&err);
	ck_assert(status == DLP_OK || err.msg[0]);
	ck_assert_uint_le(err.offset, len);
	free(copy);
	return status;
}

START_TEST(parses)
{
	struct dlp_arena arena = { 0 };
	struct dlp_json *root;

	ck_assert_int_eq(parse(parse_case[_i].in, strlen(parse_case[_i].in),
			       &arena, &root),
			 parse_case[_i].status);
	dlp_arena_release(&arena);
}
END_TEST

START_TEST(limits_depth)
{
	struct dlp_arena arena = { 0 };
	struct dlp_json *root;
	char in[4 * DLP_JSON_DEPTH];

	memset(in, '[', DLP_JSON_DEPTH + 1);
	memset(in + DLP_JSON_DEPTH + 1, ']', DLP_JSON_DEPTH + 1);
	ck_assert_int_eq(parse(in + 1, 2 * DLP_JSON_DEPTH, &arena, &root),
			 DLP_OK);
	ck_assert_int_eq(parse(in, 2 * DLP_JSON_DEPTH + 2, &arena, &root),
			 DLP_SKIP);
	dlp_arena_release(&arena);
}
END_TEST

START_TEST(limits_members)
{
	for (int more = 0; more < 2; more++) {
		struct dlp_arena arena = { 0 };
		struct dlp_json *root;
		struct dlp_buf buf;
		enum dlp_status status;

		dlp_buf_init(&buf, 0);
		dlp_json_open(&buf, '{');
		for (int i = 0; i < DLP_JSON_MEMBERS + more; i++) {
			char key[16];

			snprintf(key, sizeof(key), "k%d", i);
			dlp_json_add_number(&buf, key, 1);
		}
		dlp_json_close(&buf, '}');
		status = parse(buf.ptr, buf.len, &arena, &root);
		ck_assert_int_eq(status, more ? DLP_SKIP : DLP_OK);
		dlp_buf_release(&buf);
		dlp_arena_release(&arena);
	}
}
END_TEST

START_TEST(limits_memory)
{
	struct dlp_arena arena;
	struct dlp_json *root;

	dlp_arena_init(&arena, 256);
	ck_assert_int_eq(parse("[1,2,3,4,5,6]", 13, &arena, &root), DLP_SKIP);
	dlp_arena_release(&arena);
}
END_TEST

/* What is written reads back as it was, bad bytes apart. */
static const struct {
	struct dlp_span in, out;
} text_case[] = {
	{ { "plain", 5 }, { "\"plain\"", 7 } },
	{ { "a\"b\\c/", 6 }, { "\"a\\\"b\\\\c/\"", 10 } },
	{ { "\n\t\r\b\f\v\0\x1f", 8 },
	  { "\"\\n\\t\\r\\b\\f\\u000b\\u0000\\u001f\"", 30 } },
	{ { "\xc3\xa9", 2 }, { "\"\xc3\xa9\"", 4 } },
	{ { "a\xff z", 4 }, { "\"a\xef\xbf\xbd z\"", 8 } },
};

START_TEST(writes_text)
{
	struct dlp_arena arena = { 0 };
	struct dlp_error err;
	struct dlp_json *root;
	struct dlp_buf buf;

	dlp_buf_init(&buf, 0);
	dlp_json_text(&buf, text_case[_i].in);
	ck_assert(dlp_span_eq(dlp_buf_span(&buf), text_case[_i].out));
	ck_assert_int_eq(
		dlp_json_parse(dlp_buf_span(&buf), &arena, &root, &err),
		DLP_OK);
	if (!memchr(text_case[_i].in.ptr, 0xff, text_case[_i].in.len))
		ck_assert(dlp_span_eq(root->text, text_case[_i].in));
	dlp_buf_release(&buf);
	dlp_arena_release(&arena);
}
END_TEST

START_TEST(writes_commas)
{
	struct dlp_buf buf;

	dlp_buf_init(&buf, 0);
	dlp_json_open(&buf, '{');
	dlp_json_add_text(&buf, "a", DLP_SPAN("{"));
	dlp_json_key(&buf, "b");
	dlp_json_open(&buf, '[');
	dlp_json_number(&buf, 1);
	dlp_json_open(&buf, '[');
	dlp_json_close(&buf, ']');
	dlp_json_bool(&buf, true);
	dlp_json_close(&buf, ']');
	dlp_json_add_number(&buf, "c", UINT64_MAX);
	dlp_json_close(&buf, '}');
	dlp_buf_addc(&buf, '\0');
	ck_assert_str_eq(buf.ptr, "{\"a\":\"{\",\"b\":[1,[],true],"
				  "\"c\":18446744073709551615}");
	dlp_buf_release(&buf);
}
END_TEST

static const struct {
	const char *in;
	bool ok;
	uint64_t value;
} uint_case[] = {
	{ "0", true, 0 },
	{ "18446744073709551615", true, UINT64_MAX },
	{ "18446744073709551616", false, 0 },
	{ "-1", false, 0 },
	{ "1.0", false, 0 },
	{ "1e3", false, 0 },
	{ "\"1\"", false, 0 },
};

START_TEST(reads_numbers)
{
	struct dlp_arena arena = { 0 };
	struct dlp_error err;
	struct dlp_json *root;
	struct dlp_span in = { uint_case[_i].in, strlen(uint_case[_i].in) };
	uint64_t v = 0;

	ck_assert_int_eq(dlp_json_parse(in, &arena, &root, &err), DLP_OK);
	ck_assert_int_eq(dlp_json_uint(root, &v), uint_case[_i].ok);
	ck_assert_uint_eq(v, uint_case[_i].value);
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("json");

	tcase_add_loop_test(tc, parses, 0, CASES(parse_case));
	tcase_add_test(tc, limits_depth);
	tcase_add_test(tc, limits_members);
	tcase_add_test(tc, limits_memory);
	tcase_add_loop_test(tc, writes_text, 0, CASES(text_case));
	tcase_add_test(tc, writes_commas);
	tcase_add_loop_test(tc, reads_numbers, 0, CASES(uint_case));
	return suite_run("json", tc);
}
