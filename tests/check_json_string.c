#include "naive_json.h"
#include "suite.h"

static const char *const scrap[] = {
	"a",        "plain text of some length, ",
	"\"",       "\\",
	"\n",       "\t",
	"\x01",     "\x7f",
	"\xc3\xa9", "\xe2\x82\xac",
	"\xff",     "\xed\xa0\x80",
	"\\n",      "\\\"",
	"\\\\",     "\\/",
	"\\u00e9",  "\\ud83d\\ude00",
	"\\ud83d",  "\\udc00",
	"\\x",      "\\u12",
	"\xe2\x82", "0123456789abcdef",
};

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Most tokens of scraps break early: half of them are of those that hold. */
static struct dlp_span make(struct dlp_buf *buf, uint32_t *seed)
{
	size_t kinds = sizeof(scrap) / sizeof(*scrap);
	bool good = next_random(seed) % 2;

	dlp_buf_clear(buf);
	for (uint32_t n = next_random(seed) % 12; n--;) {
		size_t i = next_random(seed) % kinds;

		if (good && (i == 2 || i == 3 || (i > 3 && i < 7) || i == 10 ||
			     i == 11 || i > 17))
			i = 1;
		dlp_buf_adds(buf, scrap[i]);
	}
	dlp_buf_adds(buf, "\" and more");
	return dlp_buf_span(buf);
}

START_TEST(fast_is_as_naive)
{
	struct dlp_buf buf = { 0 };
	uint32_t seed = 1;

	for (int i = 0; i < 50000; i++)
		ck_assert(naive_agrees(make(&buf, &seed)));
	dlp_buf_release(&buf);
}
END_TEST

/* Each byte at each place of a step and behind one, and in longer texts. */
START_TEST(every_byte_everywhere)
{
	static const size_t length[] = { 40, 7, 8, 9, 15, 16, 17, 300 };
	const size_t len = length[_i];
	char text[300];

	for (size_t at = len > 40 ? len - 40 : 0; at < len; at++)
		for (int c = 0; c < 256; c++) {
			memset(text, 'x', sizeof(text));
			text[at] = (char)c;
			ck_assert(naive_agrees((struct dlp_span){ text, len }));
		}
}
END_TEST

/* A buffer with a limit ends in a prefix and says so. */
START_TEST(escape_keeps_a_limit)
{
	const struct dlp_span text = DLP_SPAN(
		"some text \"with\" what\nis escaped\x01 \xff\xc3\xa9\n");
	struct dlp_buf whole = { 0 };

	naive_escape(&whole, text);
	for (size_t limit = 1; limit <= whole.len; limit++) {
		struct dlp_buf buf;

		dlp_buf_init(&buf, limit);
		dlp_json_escape(&buf, text);
		ck_assert_int_eq(buf.status,
				 limit < whole.len ? DLP_SKIP : DLP_OK);
		ck_assert_uint_le(buf.len, limit);
		if (buf.len)
			ck_assert_mem_eq(buf.ptr, whole.ptr, buf.len);
		dlp_buf_release(&buf);
	}
	dlp_buf_release(&whole);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("json_string");

	tcase_add_test(tc, fast_is_as_naive);
	tcase_add_loop_test(tc, every_byte_everywhere, 0, 8);
	tcase_add_test(tc, escape_keeps_a_limit);
	return suite_run("json_string", tc);
}
