#include "learn/secret_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <strings.h>

/*
 * Lists as W(c, number, letter, letter, letter, word): the letters are the
 * first three of the word, or, of those that are looked for at an end, the last
 * three from the end on; 0 where it has but two.
 */

/* What people write in place of a value. */
#define PLACEHOLDERS(W, c)                    \
	W(c, 1, 'e', 'x', 'a', "example")     \
	W(c, 2, 'y', 'o', 'u', "your")        \
	W(c, 3, 'x', 'x', 'x', "xxx")         \
	W(c, 4, 'c', 'h', 'a', "changeme")    \
	W(c, 5, 'c', 'h', 'a', "change_me")   \
	W(c, 6, 'd', 'u', 'm', "dummy")       \
	W(c, 7, 'p', 'l', 'a', "placeholder") \
	W(c, 8, 's', 'a', 'm', "sample")      \
	W(c, 9, 'i', 'n', 's', "insert")      \
	W(c, 10, '*', '*', '*', "***")        \
	W(c, 11, '.', '.', '.', "...")        \
	W(c, 12, 'f', 'o', 'o', "foobar")     \
	W(c, 13, 't', 'o', 'd', "todo")       \
	W(c, 14, 'n', 'o', 'n', "none")       \
	W(c, 15, 'n', 'u', 'l', "null")       \
	W(c, 16, 'u', 'n', 'd', "undef")      \
	W(c, 17, 't', 'r', 'u', "true")       \
	W(c, 18, 'f', 'a', 'l', "false")      \
	W(c, 19, 'r', 'e', 'd', "redact")     \
	W(c, 20, 'f', 'a', 'k', "fake")       \
	W(c, 21, 't', 'e', 's', "test")       \
	W(c, 22, 's', 'e', 'c', "secret")     \
	W(c, 23, 'p', 'a', 's', "pass")       \
	W(c, 24, 't', 'o', 'k', "token")      \
	W(c, 25, 'k', 'e', 'y', "key")        \
	W(c, 26, '1', '2', '3', "1234")       \
	W(c, 27, 'a', 'b', 'c', "abcd")       \
	W(c, 28, 'q', 'w', 'e', "qwert")      \
	W(c, 29, 'a', 'd', 'm', "admin")      \
	W(c, 30, 'f', 'o', 'o', "foo")        \
	W(c, 31, 'b', 'a', 'r', "bar")        \
	W(c, 32, 'u', 's', 'e', "user")

/* What the name says that the value is. */
#define SECRETS(W, c)                        \
	W(c, 1, 'p', 'u', 'b', "public")     \
	W(c, 2, 's', 'e', 'c', "secret")     \
	W(c, 3, 'p', 'a', 's', "passw")      \
	W(c, 4, 'p', 'w', 'd', "pwd")        \
	W(c, 5, 'p', 'a', 's', "passphrase") \
	W(c, 6, 'p', 'a', 's', "pass")       \
	W(c, 7, 't', 'o', 'k', "token")      \
	W(c, 8, 'b', 'e', 'a', "bearer")     \
	W(c, 9, 'a', 'p', 'i', "apikey")     \
	W(c, 10, 'a', 'p', 'i', "api_")      \
	W(c, 11, 'a', 'p', 'i', "api-")      \
	W(c, 12, 'p', 'r', 'i', "private")   \
	W(c, 13, 'a', 'u', 't', "auth")      \
	W(c, 14, 'c', 'r', 'e', "cred")      \
	W(c, 15, 'c', 'e', 'r', "cert")      \
	W(c, 16, 's', 'a', 'l', "salt")      \
	W(c, 17, 'n', 'o', 'n', "nonce")     \
	W(c, 18, 's', 'i', 'g', "sign")      \
	W(c, 19, 'h', 'a', 's', "hash")      \
	W(c, 20, 'k', 'e', 'y', "key")       \
	W(c, 21, 's', 'e', 's', "session")   \
	W(c, 22, 'o', 't', 'p', "otp")       \
	W(c, 23, 'c', 'o', 'o', "cookie")    \
	W(c, 24, 's', 'e', 'e', "seed")

/* What a line says that it is about. */
#define LINES(W, c)                       \
	W(c, 1, 'e', 'x', 'a', "example") \
	W(c, 2, 'i', 'm', 'p', "import")  \
	W(c, 3, 'i', 'n', 'c', "include") \
	W(c, 4, 'h', 't', 't', "http")    \
	W(c, 5, 's', 'h', 'a', "sha")     \
	W(c, 6, '=', '=', 0, "==")        \
	W(c, 7, '!', '=', 0, "!=")        \
	W(c, 8, 'a', 's', 's', "assert")  \
	W(c, 9, 'e', 'x', 'p', "expect")  \
	W(c, 10, 'r', 'e', 't', "return")

/* The end of a name that says it is something else. */
#define OTHERS(W, c)                         \
	W(c, 1, 'd', 'i', 0, "id")           \
	W(c, 2, 'e', 'm', 'a', "name")       \
	W(c, 3, 'h', 't', 'a', "path")       \
	W(c, 4, 'l', 'r', 'u', "url")        \
	W(c, 5, 'i', 'r', 'u', "uri")        \
	W(c, 6, 'e', 'l', 'i', "file")       \
	W(c, 7, 'h', 't', 'g', "length")     \
	W(c, 8, 'e', 'z', 'i', "size")       \
	W(c, 9, 'e', 'p', 'y', "type")       \
	W(c, 10, 't', 's', 'o', "host")      \
	W(c, 11, 't', 'r', 'o', "port")      \
	W(c, 12, 'r', 'i', 'd', "dir")       \
	W(c, 13, 'e', 't', 'a', "date")      \
	W(c, 14, 'e', 'm', 'i', "time")      \
	W(c, 15, 't', 'a', 'm', "format")    \
	W(c, 16, 's', 's', 'a', "class")     \
	W(c, 17, 'd', 'l', 'e', "field")     \
	W(c, 18, 'l', 'e', 'b', "label")     \
	W(c, 19, 't', 'n', 'u', "count")     \
	W(c, 20, 'n', 'o', 'i', "version")   \
	W(c, 21, 'r', 'e', 's', "user")      \
	W(c, 22, 'l', 'i', 'a', "mail")      \
	W(c, 23, 'c', 'i', 'l', "public")    \
	W(c, 24, 'b', 'u', 'p', "pub")       \
	W(c, 25, 't', 's', 'e', "digest")    \
	W(c, 26, 'm', 'u', 's', "checksum")  \
	W(c, 27, 'y', 't', 'i', "integrity") \
	W(c, 28, 'a', 'h', 's', "sha")       \
	W(c, 29, '1', 'a', 'h', "sha1")      \
	W(c, 30, '6', '5', '2', "sha256")    \
	W(c, 31, '5', 'd', 'm', "md5")       \
	W(c, 32, 't', 'i', 'm', "commit")    \
	W(c, 33, 'v', 'e', 'r', "rev")       \
	W(c, 34, 'g', 'a', 't', "etag")      \
	W(c, 35, 'n', 'r', 'a', "arn")       \
	W(c, 36, 's', 'a', 'i', "alias")     \
	W(c, 37, 'h', 's', 'a', "hash")      \
	W(c, 38, 'f', 'e', 'r', "ref")       \
	W(c, 39, 'y', 'c', 'i', "policy")    \
	W(c, 40, 'x', 'i', 'f', "prefix")

/* The bits of the words that have the letter `c` in a place: of a letter count
 * five bits, as both cases have them. */
#define FIRST(c, n, one, two, three, word) \
	| (uint64_t)(((one)&31) == (c)) << (n)
#define SECOND(c, n, one, two, three, word) \
	| (uint64_t)(((two)&31) == (c)) << (n)
#define THIRD(c, n, one, two, three, word) \
	| (uint64_t)(!(three) || ((three)&31) == (c)) << (n)
#define WORD(c, n, one, two, three, word) [n] = { word, sizeof(word) - 1 },
#define COLUMN(LIST, W)                                                 \
	{                                                               \
		0 LIST(W, 0), 0 LIST(W, 1), 0 LIST(W, 2), 0 LIST(W, 3), \
			0 LIST(W, 4), 0 LIST(W, 5), 0 LIST(W, 6),       \
			0 LIST(W, 7), 0 LIST(W, 8), 0 LIST(W, 9),       \
			0 LIST(W, 10), 0 LIST(W, 11), 0 LIST(W, 12),    \
			0 LIST(W, 13), 0 LIST(W, 14), 0 LIST(W, 15),    \
			0 LIST(W, 16), 0 LIST(W, 17), 0 LIST(W, 18),    \
			0 LIST(W, 19), 0 LIST(W, 20), 0 LIST(W, 21),    \
			0 LIST(W, 22), 0 LIST(W, 23), 0 LIST(W, 24),    \
			0 LIST(W, 25), 0 LIST(W, 26), 0 LIST(W, 27),    \
			0 LIST(W, 28), 0 LIST(W, 29), 0 LIST(W, 30),    \
			0 LIST(W, 31)                                   \
	}

#define TABLE(LIST)                                        \
	{                                                  \
		COLUMN(LIST, FIRST), COLUMN(LIST, SECOND), \
			COLUMN(LIST, THIRD),               \
		{                                          \
			LIST(WORD, 0)                      \
		}                                          \
	}

enum { WORDS = 64 };

struct words {
	uint64_t first[32], second[32], third[32];
	struct dlp_span word[WORDS];
};

static const struct words placeholders = TABLE(PLACEHOLDERS);
static const struct words secrets = TABLE(SECRETS);
static const struct words lines = TABLE(LINES);
static const struct words others = TABLE(OTHERS);

static size_t lowest(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits);
}

/* Case ignored. */
static bool stands_at(struct dlp_span text, size_t at, struct dlp_span word)
{
	return word.len <= text.len - at &&
	       !strncasecmp(text.ptr + at, word.ptr, word.len);
}

/* The number of the first word of the list that stands in the text; 0 for
 * none.  Three letters decide at most places that none begins there. */
static unsigned char first_of(const struct words *list, struct dlp_span text)
{
	unsigned one, two = 0, three = 0;
	uint64_t found = 0;

	for (size_t i = text.len; i--; three = two, two = one) {
		uint64_t may;

		one = (unsigned char)text.ptr[i] & 31;
		may = list->first[one] & list->second[two] & list->third[three];
		for (; may; may &= may - 1)
			if (stands_at(text, i, list->word[lowest(may)]))
				found |= may & -may;
	}
	return found ? (unsigned char)lowest(found) : 0;
}

unsigned char dlp_secret_placeholder(struct dlp_span value)
{
	return first_of(&placeholders, value);
}

unsigned char dlp_secret_named(struct dlp_span name)
{
	return first_of(&secrets, name);
}

unsigned char dlp_secret_line(struct dlp_span line)
{
	return first_of(&lines, line);
}

/* The letter so far from the end. */
static unsigned at_end(struct dlp_span name, size_t i)
{
	return i < name.len ? (unsigned char)name.ptr[name.len - 1 - i] & 31
			    : 0;
}

unsigned char dlp_secret_named_else(struct dlp_span name)
{
	uint64_t may;

	if (name.len && (name.ptr[name.len - 1] | 0x20) == 's')
		name.len--;
	may = others.first[at_end(name, 0)] & others.second[at_end(name, 1)] &
	      others.third[at_end(name, 2)];
	for (; may; may &= may - 1) {
		const struct dlp_span word = others.word[lowest(may)];

		if (word.len <= name.len &&
		    stands_at(name, name.len - word.len, word))
			return (unsigned char)lowest(may);
	}
	return 0;
}
