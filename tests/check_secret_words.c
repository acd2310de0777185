#include "learn/secret_words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "suite.h"

typedef unsigned char look_fn(struct dlp_span text);

/* Each list in its order, by which its words are numbered from 1 on. */
static const struct {
	look_fn *look;
	const char *const word[41];
} lists[] = {
	{ dlp_secret_placeholder,
	  { "example", "your",        "xxx",    "changeme", "change_me",
	    "dummy",   "placeholder", "sample", "insert",   "***",
	    "...",     "foobar",      "todo",   "none",     "null",
	    "undef",   "true",        "false",  "redact",   "fake",
	    "test",    "secret",      "pass",   "token",    "key",
	    "1234",    "abcd",        "qwert",  "admin",    "foo",
	    "bar",     "user" } },
	{ dlp_secret_named,
	  { "public", "secret", "passw",   "pwd",  "passphrase", "pass",
	    "token",  "bearer", "apikey",  "api_", "api-",       "private",
	    "auth",   "cred",   "cert",    "salt", "nonce",      "sign",
	    "hash",   "key",    "session", "otp",  "cookie",     "seed" } },
	{ dlp_secret_line,
	  { "example", "import", "include", "http", "sha", "==", "!=", "assert",
	    "expect", "return" } },
	{ dlp_secret_named_else,
	  { "id",     "name",     "path",      "url",   "uri",    "file",
	    "length", "size",     "type",      "host",  "port",   "dir",
	    "date",   "time",     "format",    "class", "field",  "label",
	    "count",  "version",  "user",      "mail",  "public", "pub",
	    "digest", "checksum", "integrity", "sha",   "sha1",   "sha256",
	    "md5",    "commit",   "rev",       "etag",  "arn",    "alias",
	    "hash",   "ref",      "policy",    "prefix" } },
};

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* As told without a table: the first that stands there. */
static unsigned expected(size_t list, const char *text)
{
	const size_t len = strlen(text);

	for (unsigned i = 0; lists[list].word[i]; i++) {
		const char *word = lists[list].word[i];
		const size_t n = strlen(word);
		size_t end = len;

		if (lists[list].look == dlp_secret_named_else) {
			end -= len && (text[len - 1] | 0x20) == 's';
			if (n <= end && !strncasecmp(text + end - n, word, n))
				return i + 1;
			continue;
		}
		for (size_t at = 0; at + n <= len; at++)
			if (!strncasecmp(text + at, word, n))
				return i + 1;
	}
	return 0;
}

START_TEST(each_word_is_found)
{
	static const struct {
		const char *before;
		int letters;
		const char *behind;
	} form[] = { { "", 20, "" },  { "_", 20, "" },  { "", 20, "_" },
		     { "", 20, "s" }, { "x", 20, "X" }, { "", 3, "" },
		     { "", 2, "" } };
	char text[40];

	for (size_t i = 0; lists[_i].word[i]; i++)
		for (size_t f = 0; f < sizeof(form) / sizeof(*form); f++) {
			const char *word = lists[_i].word[i];

			snprintf(text, sizeof(text), "%s%.*s%s", form[f].before,
				 form[f].letters, word, form[f].behind);
			for (int up = 0; up < 2; up++) {
				ck_assert_msg(
					lists[_i].look(span_of(text)) ==
						expected((size_t)_i, text),
					"%s", text);
				for (char *c = text; *c; c++)
					*c = (char)(*c >= 'a' && *c <= 'z'
							    ? *c - 'a' + 'A'
							    : *c);
			}
		}
}
END_TEST

/* Letters at random, of those that words have and of those that count as the
 * same. */
START_TEST(others_are_not)
{
	static const char letters[] = "aetsokexyprd0123!=._*\x01\x05\x85-";
	uint32_t state = 7;
	char text[24];

	for (size_t n = 0; n < 200000; n++) {
		const size_t len = n % sizeof(text);

		for (size_t i = 0; i < len; i++) {
			state = state * 1664525 + 1013904223;
			text[i] =
				letters[(state >> 16) % (sizeof(letters) - 1)];
		}
		text[len] = '\0';
		ck_assert_uint_eq(
			lists[_i].look((struct dlp_span){ text, len }),
			expected((size_t)_i, text));
	}
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("words of secrets");

	tcase_add_loop_test(tc, each_word_is_found, 0, CASES(lists));
	tcase_add_loop_test(tc, others_are_not, 0, CASES(lists));
	return suite_run("words of secrets", tc);
}
