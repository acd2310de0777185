#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/escape.h"
#include "base/io.h"
#include "base/line.h"
#include "base/sha256.h"
#include "base/sha256_block.h"
#include "base/utf8.h"
#include "suite.h"

#include <unistd.h>

static const struct {
	const char *in;
	size_t len, valid;
	int partial; /* what stands behind the valid bytes may go on */
} utf8_case[] = {
	{ "abcdefghij", 10, 10, 0 },
	{ "a\0b", 3, 3, 0 },
	{ "\xc3\xa9", 2, 2, 0 },
	{ "ab\xc3", 3, 2, 1 },
	{ "\xe2\x82", 2, 0, 1 },
	{ "\xf0\x9f\x98", 3, 0, 1 },
	{ "\xf0\x9f\x98\x80", 4, 4, 0 },
	{ "\xc0\x80", 2, 0, 0 },     /* overlong NUL */
	{ "\xe0\x9f\xbf", 3, 0, 0 }, /* overlong */
	{ "\xed\xa0\x80", 3, 0, 0 }, /* surrogate */
	{ "\xf4\x90\x80\x80", 4, 0, 0 },
	{ "\xf5", 1, 0, 0 },
	{ "\x80", 1, 0, 0 },
	{ "\xe0\x80", 2, 0, 0 },
	{ "12345678\xff", 9, 8, 0 },
};

START_TEST(utf8_valid)
{
	struct dlp_span in = { utf8_case[_i].in, utf8_case[_i].len };
	size_t n = dlp_utf8_valid(in);

	ck_assert_uint_eq(n, utf8_case[_i].valid);
	in.ptr += n;
	in.len -= n;
	ck_assert_int_eq(dlp_utf8_partial(in), utf8_case[_i].partial);
}
END_TEST

START_TEST(utf8_round_trip)
{
	uint32_t wrong = 0;

	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		bool surrogate = cp >= 0xd800 && cp <= 0xdfff;
		char out[DLP_UTF8_MAX];
		size_t n = dlp_utf8_encode(cp, out);
		uint32_t back;

		if (dlp_utf8_decode((struct dlp_span){ out, n }, &back) != n ||
		    back != (surrogate ? DLP_UTF8_INSTEAD : cp))
			wrong++;
	}
	ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* No position of a text cuts a character once it was moved. */
START_TEST(utf8_borders)
{
	static const struct dlp_span in = { "a\xc3\xa9\xf0\x9f\x98\x80\x80"
					    "\xe2\x82",
					    10 };
	static const size_t start[] = { 0, 1, 1, 3, 3, 3, 3, 7, 8, 9, 8 },
			    end[] = { 0, 1, 3, 3, 7, 7, 7, 7, 8, 9, 10 };

	for (size_t i = 0; i <= in.len; i++) {
		ck_assert_uint_eq(dlp_utf8_start(in, i), start[i]);
		ck_assert_uint_eq(dlp_utf8_end(in, i), end[i]);
	}
}
END_TEST

START_TEST(utf8_mends)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	ck_assert_uint_eq(dlp_utf8_mend(&out, DLP_SPAN("a\xff\xe2\x82z")), 3);
	ck_assert(dlp_span_eq(
		dlp_buf_span(&out),
		DLP_SPAN("a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz")));
	ck_assert_uint_eq(dlp_utf8_count(dlp_buf_span(&out)), 5);
	dlp_buf_release(&out);
}
END_TEST

START_TEST(buf_keeps_its_limit)
{
	struct dlp_buf buf;

	dlp_buf_init(&buf, 4);
	ck_assert_int_eq(dlp_buf_adds(&buf, "abcd"), DLP_OK);
	ck_assert_int_eq(dlp_buf_addc(&buf, 'e'), DLP_SKIP);
	ck_assert_int_eq(dlp_buf_add(&buf, "", 0), DLP_SKIP);
	ck_assert_uint_eq(buf.len, 4);
	dlp_buf_clear(&buf);
	ck_assert_int_eq(dlp_buf_addc(&buf, 'e'), DLP_OK);
	dlp_buf_release(&buf);
}
END_TEST

START_TEST(buf_consumes)
{
	struct dlp_buf buf;

	dlp_buf_init(&buf, 0);
	dlp_buf_addf(&buf, "%s-%d", "abc", 42);
	dlp_buf_consume(&buf, 4);
	ck_assert(dlp_span_eq(dlp_buf_span(&buf), DLP_SPAN("42")));
	dlp_buf_consume(&buf, 100);
	ck_assert_uint_eq(buf.len, 0);
	dlp_buf_release(&buf);
}
END_TEST

/* FIPS 180-4 examples, and one longer than a block by its padding. */
static const struct {
	const char *in, *hex;
} sha_case[] = {
	{ "",
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc",
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(sha256_vectors)
{
	unsigned char sum[DLP_SHA256_SIZE];
	char hex[2 * DLP_SHA256_SIZE + 1] = { 0 };
	struct dlp_sha256 sha;
	size_t len = strlen(sha_case[_i].in);

	/* Every cut into two gives the same. */
	for (size_t cut = 0; cut <= len; cut++) {
		dlp_sha256_init(&sha);
		dlp_sha256_add(&sha, sha_case[_i].in, cut);
		dlp_sha256_add(&sha, sha_case[_i].in + cut, len - cut);
		dlp_sha256_final(&sha, sum);
		dlp_hex(hex, sum, sizeof(sum));
		ck_assert_str_eq(hex, sha_case[_i].hex);
	}
}
END_TEST

/* Where the processor has instructions for it, they do the same. */
START_TEST(sha256_blocks)
{
	uint32_t plain[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, fast[8];
	unsigned char block[DLP_SHA256_BLOCK] = { 0 };

	memcpy(fast, plain, sizeof(fast));
	for (int i = 0; i < 1000; i++) {
		dlp_sha256_block_plain(plain, block);
		if (dlp_sha256_block_has_fast()) {
			dlp_sha256_block_fast(fast, block);
			ck_assert_mem_eq(fast, plain, sizeof(fast));
		}
		memcpy(block + i % 32, plain, sizeof(plain));
	}
}
END_TEST

START_TEST(sha256_million)
{
	static char a[1000];
	unsigned char sum[DLP_SHA256_SIZE];
	char hex[2 * DLP_SHA256_SIZE + 1] = { 0 };
	struct dlp_sha256 sha;

	memset(a, 'a', sizeof(a));
	dlp_sha256_init(&sha);
	for (int i = 0; i < 1000; i++)
		dlp_sha256_add(&sha, a, sizeof(a));
	dlp_sha256_final(&sha, sum);
	dlp_hex(hex, sum, sizeof(sum));
	ck_assert_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67"
			      "f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* RFC 4231, test cases 2 and 6. */
START_TEST(hmac_vectors)
{
	unsigned char sum[DLP_SHA256_SIZE];
	char hex[2 * DLP_SHA256_SIZE + 1] = { 0 }, key[131];
	const char *text =
		"Test Using Larger Than Block-Size Key - Hash Key First";
	struct dlp_hmac hmac;

	dlp_hmac_init(&hmac, DLP_SPAN("Jefe"));
	dlp_hmac_add(&hmac, "what do ya want for nothing?", 28);
	dlp_hmac_final(&hmac, sum);
	dlp_hex(hex, sum, sizeof(sum));
	ck_assert_str_eq(hex, "5bdcc146bf60754e6a042426089575c7"
			      "5a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	dlp_hmac_init(&hmac, (struct dlp_span){ key, sizeof(key) });
	dlp_hmac_add(&hmac, text, strlen(text));
	dlp_hmac_final(&hmac, sum);
	dlp_hex(hex, sum, sizeof(sum));
	ck_assert_str_eq(hex, "60e431591ee0b67f0d8a26aacbf5b77f"
			      "8e0bc6213728c5140546040f0ee37f54");
}
END_TEST

/* RFC 4648, section 10. */
static const struct {
	const char *bytes, *text;
} base64_case[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

START_TEST(base64_vectors)
{
	struct dlp_span bytes = { base64_case[_i].bytes,
				  strlen(base64_case[_i].bytes) };
	struct dlp_span text = { base64_case[_i].text,
				 strlen(base64_case[_i].text) };
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_base64_encode(&out, bytes);
	ck_assert(dlp_span_eq(dlp_buf_span(&out), text));
	dlp_buf_clear(&out);
	ck_assert(dlp_base64_decode(&out, text));
	ck_assert(dlp_span_eq(dlp_buf_span(&out), bytes));
	dlp_buf_release(&out);
}
END_TEST

static const char *const bad_base64[] = { "Z",        "Zg",   "Zg=",  "Z===",
					  "Zg==Zg==", "Zm9_", "Zm 9", "====" };

START_TEST(base64_is_strict)
{
	struct dlp_span in = { bad_base64[_i], strlen(bad_base64[_i]) };
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	ck_assert(!dlp_base64_decode(&out, in));
	dlp_buf_release(&out);
}
END_TEST

static const struct {
	const char *in, *out;
} escape_case[] = {
	{ "plain /name", "plain /name" },
	{ "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "a\nb\033[31m\x7f", "a\\x0ab\\x1b[31m\\x7f" },
	{ "\xff\xc3", "\\xff\\xc3" },
	{ "\xe2\x80\xaetxt", "\\u{202e}txt" },
	{ "\xc2\x9b", "\\u{9b}" },
	{ "a\xe2\x80\xa8", "a\\u{2028}" },
};

START_TEST(escapes)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_escape(&out, (struct dlp_span){ escape_case[_i].in,
					    strlen(escape_case[_i].in) });
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, escape_case[_i].out);
	dlp_buf_release(&out);
}
END_TEST

/* A span may hold NUL, and go on behind what a word's NUL ends. */
START_TEST(spans_are_words)
{
	ck_assert(dlp_span_is(DLP_SPAN("word"), "word"));
	ck_assert(dlp_span_is(DLP_SPAN(""), ""));
	ck_assert(!dlp_span_is(DLP_SPAN(""), "word"));
	ck_assert(!dlp_span_is(DLP_SPAN("word"), ""));
	ck_assert(!dlp_span_is(DLP_SPAN("wor"), "word"));
	ck_assert(!dlp_span_is(DLP_SPAN("words"), "word"));
	ck_assert(!dlp_span_is(DLP_SPAN("word\0and more"), "word"));
	ck_assert(!dlp_span_is(DLP_SPAN("\0"), ""));
}
END_TEST

/* Counted as one by one, at every length around what sums hold. */
START_TEST(lines_are_counted)
{
	static char text[1200];
	size_t lines = 0;

	for (size_t len = 0; len <= sizeof(text); len++) {
		ck_assert_uint_eq(
			dlp_line_count((struct dlp_span){ text, len }), lines);
		if (len < sizeof(text)) {
			text[len] = len < 600 || len % 3 ? '\n' : '\v';
			lines += text[len] == '\n';
		}
	}
}
END_TEST

START_TEST(digest_of_a_file)
{
	char file[DLP_DIGEST_SIZE + 1], memory[DLP_DIGEST_SIZE + 1];
	struct dlp_digest *digest = dlp_digest_new();
	int fd = dlp_io_open_spool();

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "hello", 5), 5);
	dlp_digest_add(digest, "hel", 3);
	dlp_digest_add(digest, "lo", 2);
	dlp_digest_text(digest, memory);
	ck_assert(dlp_digest_file(fd, file));
	ck_assert_str_eq(file, memory);
	ck_assert_str_eq(file, "xxh3:b5e9c1ad071b3e7fc779cfaa5e523818");
	dlp_digest_free(digest);
	close(fd);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("base");

	tcase_add_loop_test(tc, utf8_valid, 0, CASES(utf8_case));
	tcase_add_test(tc, utf8_round_trip);
	tcase_add_test(tc, utf8_borders);
	tcase_add_test(tc, utf8_mends);
	tcase_add_test(tc, buf_keeps_its_limit);
	tcase_add_test(tc, buf_consumes);
	tcase_add_loop_test(tc, sha256_vectors, 0, CASES(sha_case));
	tcase_add_test(tc, sha256_blocks);
	tcase_add_test(tc, sha256_million);
	tcase_add_test(tc, hmac_vectors);
	tcase_add_loop_test(tc, base64_vectors, 0, CASES(base64_case));
	tcase_add_loop_test(tc, base64_is_strict, 0, CASES(bad_base64));
	tcase_add_loop_test(tc, escapes, 0, CASES(escape_case));
	tcase_add_test(tc, spans_are_words);
	tcase_add_test(tc, lines_are_counted);
	tcase_add_test(tc, digest_of_a_file);
	return suite_run("base", tc);
}
