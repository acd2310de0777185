#include "learn/secret_look.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "validate/check.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_word(char c)
{
	return is_digit(c) || is_letter(c) || c == '_';
}

static bool is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* What stands before a value: the last name in front of signs and blanks. */
static struct dlp_span name_in(struct dlp_span before)
{
	const char *p = before.ptr;
	size_t end = before.len, start;

	while (end && !is_word(p[end - 1]))
		end--;
	for (start = end;
	     start && (is_word(p[start - 1]) || p[start - 1] == '-' ||
		       p[start - 1] == '.');)
		start--;
	return (struct dlp_span){ p + start, end - start };
}

void dlp_secret_lines(const struct dlp_secret_place *place,
		      struct dlp_secret_lines *out)
{
	const char *p = place->text.ptr;
	size_t from = place->start, to = place->end, last;

	while (from && place->start - from < DLP_SECRET_BEFORE &&
	       p[from - 1] != '\n')
		from--;
	while (to < place->text.len && to - place->end < DLP_SECRET_BEHIND &&
	       p[to] != '\n' && p[to] != '\r')
		to++;
	out->value = (struct dlp_span){ p + place->start,
					place->end - place->start };
	out->before = (struct dlp_span){ p + from, place->start - from };
	out->behind = (struct dlp_span){ p + place->end, to - place->end };
	out->name = name_in(out->before);
	if (!out->name.len)
		out->name = place->name;
	/* Of a line that is longer there is none in reach. */
	last = from && p[from - 1] == '\n' ? from - 1 : from;
	for (from = last;
	     from && last - from < DLP_SECRET_PREVIOUS && p[from - 1] != '\n';)
		from--;
	out->previous = (struct dlp_span){ p + from, last - from };
	if (last == place->start - out->before.len)
		out->previous.len = 0;
}

/* The number of `bound` that `n` has reached; ascending, ended by 0. */
static unsigned char step(size_t n, const unsigned short *bound)
{
	unsigned char s = 0;

	while (bound[s] && n >= bound[s])
		s++;
	return s;
}

static unsigned char step_of(size_t n)
{
	static const unsigned short bound[] = { 1,  2,  3,  4,  5,  6,  8, 10,
						12, 16, 20, 24, 32, 48, 0 };

	return step(n, bound);
}

/* `part` of `whole`, in eighths. */
static unsigned char share(size_t part, size_t whole)
{
	return (unsigned char)((part * 8 + whole / 2) / whole);
}

/* What the characters of a value are. */
struct counts {
	size_t upper, lower, digit, other, hex, vowels, distinct, squares;
	size_t changes, same;            /* from one to the next */
	size_t letters, smalls, numbers; /* longest runs */
	size_t slash, dot, dash, low, plus;
};

static void count_runs(struct dlp_span v, struct counts *n)
{
	size_t letters = 0, smalls = 0, numbers = 0;

	for (size_t i = 0; i < v.len; i++) {
		char c = v.ptr[i];

		letters = is_letter(c) ? letters + 1 : 0;
		smalls = c >= 'a' && c <= 'z' ? smalls + 1 : 0;
		numbers = is_digit(c) ? numbers + 1 : 0;
		n->letters = letters > n->letters ? letters : n->letters;
		n->smalls = smalls > n->smalls ? smalls : n->smalls;
		n->numbers = numbers > n->numbers ? numbers : n->numbers;
	}
}

static unsigned kind_of(char c)
{
	if (is_digit(c))
		return 0;
	if (is_letter(c))
		return c & 0x20 ? 1 : 2;
	return 3;
}

static void count(struct dlp_span v, struct counts *n)
{
	unsigned char seen[256] = { 0 };
	unsigned last = 4;

	*n = (struct counts){ 0 };
	for (size_t i = 0; i < v.len; i++) {
		const char c = v.ptr[i];
		const unsigned kind = kind_of(c);

		n->digit += kind == 0;
		n->lower += kind == 1;
		n->upper += kind == 2;
		n->other += kind == 3;
		n->hex += is_hex(c);
		n->vowels += memchr("aeiou", c | 0x20, 5) != NULL;
		n->slash += c == '/';
		n->dot += c == '.';
		n->dash += c == '-';
		n->low += c == '_';
		n->plus += c == '+' || c == '=';
		n->changes += i && kind != last;
		n->same += i && c == v.ptr[i - 1];
		last = kind;
		if (seen[(unsigned char)c] < UINT8_MAX)
			seen[(unsigned char)c]++;
	}
	for (size_t i = 0; i < sizeof(seen); i++) {
		n->distinct += seen[i] != 0;
		n->squares += (size_t)seen[i] * seen[i];
	}
	count_runs(v, n);
}

/* Whether `word` stands in `text`, case ignored. */
static bool holds(struct dlp_span text, struct dlp_span word)
{
	for (size_t i = 0; word.len && i + word.len <= text.len; i++)
		if ((text.ptr[i] | 0x20) == (*word.ptr | 0x20) &&
		    !strncasecmp(text.ptr + i, word.ptr, word.len))
			return true;
	return false;
}

/* A set of the letters in it, some of which count as the same: most words are
 * not there, and this says so at once. */
static uint32_t letters_of(struct dlp_span text)
{
	uint32_t set = 0;

	for (size_t i = 0; i < text.len; i++)
		set |= UINT32_C(1) << (text.ptr[i] & 31);
	return set;
}

/* The number, from 1 on, of the first word that stands in it; 0 for none. */
static unsigned char first_of(struct dlp_span text, const char *const *word)
{
	const uint32_t has = letters_of(text);

	for (unsigned char i = 0; word[i]; i++) {
		const struct dlp_span w = { word[i], strlen(word[i]) };

		if (!(letters_of(w) & ~has) && holds(text, w))
			return (unsigned char)(i + 1);
	}
	return 0;
}

/* What people write in place of a value. */
static unsigned char placeholder(struct dlp_span value)
{
	static const char *const word[] = {
		"example", "your",        "xxx",    "changeme", "change_me",
		"dummy",   "placeholder", "sample", "insert",   "***",
		"...",     "foobar",      "todo",   "none",     "null",
		"undef",   "true",        "false",  "redact",   "fake",
		"test",    "secret",      "pass",   "token",    "key",
		"1234",    "abcd",        "qwert",  "admin",    "foo",
		"bar",     "user",        NULL
	};

	return first_of(value, word);
}

/* What the name says that the value is. */
static unsigned char named(struct dlp_span name)
{
	static const char *const word[] = {
		"public",  "secret",  "passw",  "pwd",    "passphrase",
		"pass",    "token",   "bearer", "apikey", "api_",
		"api-",    "private", "auth",   "cred",   "cert",
		"salt",    "nonce",   "sign",   "hash",   "key",
		"session", "otp",     "cookie", "seed",   NULL
	};

	return first_of(name, word);
}

/* The end of a name that says it is something else. */
static unsigned char named_else(struct dlp_span name)
{
	static const char *const word[] = {
		"id",     "name",     "path",      "url",   "uri",    "file",
		"length", "size",     "type",      "host",  "port",   "dir",
		"date",   "time",     "format",    "class", "field",  "label",
		"count",  "version",  "user",      "mail",  "public", "pub",
		"digest", "checksum", "integrity", "sha",   "sha1",   "sha256",
		"md5",    "commit",   "rev",       "etag",  "arn",    "alias",
		"hash",   "ref",      "policy",    "prefix"
	};

	if (name.len && (name.ptr[name.len - 1] | 0x20) == 's')
		name.len--;
	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++) {
		size_t n = strlen(word[i]);

		if (name.len >= n &&
		    !strncasecmp(name.ptr + name.len - n, word[i], n))
			return (unsigned char)(i + 1);
	}
	return 0;
}

/* 8-4-4-4-12. */
static bool is_uuid(struct dlp_span v, const struct counts *n)
{
	return v.len == 36 && n->dash == 4 && n->hex == 32 && v.ptr[8] == '-' &&
	       v.ptr[13] == '-' && v.ptr[18] == '-' && v.ptr[23] == '-';
}

/* What else than a secret it may be, by its form alone. */
static unsigned char form_of(struct dlp_span v, const struct counts *n)
{
	const size_t word = n->upper + n->lower + n->digit + n->low;

	if (is_uuid(v, n))
		return 1;
	if (n->hex == v.len)
		return v.len == 32 ? 2 : v.len == 40 ? 3 : v.len == 64 ? 4 : 5;
	if (holds(v, DLP_SPAN("://")))
		return 6;
	if (memchr(v.ptr, '(', v.len) || memchr(v.ptr, '[', v.len))
		return 7;
	if (memchr(v.ptr, '$', v.len) || memchr(v.ptr, '{', v.len) ||
	    memchr(v.ptr, '<', v.len) || memchr(v.ptr, '%', v.len))
		return 8;
	if (n->slash)
		return n->slash > 1 ? 9 : 10;
	if (word == v.len && !is_digit(*v.ptr))
		return n->digit ? 11 : n->low ? 12 : n->upper ? 13 : 14;
	if (word + n->dot == v.len)
		return 15;
	if (word + n->dash == v.len)
		return n->digit ? 16 : 17;
	return memchr(v.ptr, ' ', v.len) ? 18 : 0;
}

/* What kinds of characters there are. */
static unsigned char kinds_of(const struct counts *n)
{
	return (unsigned char)((n->digit != 0) | (n->lower != 0) << 1 |
			       (n->upper != 0) << 2 | (n->other != 0) << 3);
}

static unsigned char first_byte(struct dlp_span s)
{
	return s.len ? (unsigned char)*s.ptr : 0;
}

static unsigned char last_byte(struct dlp_span s)
{
	return s.len ? (unsigned char)s.ptr[s.len - 1] : 0;
}

/* Whether it is between two of the same quotes: 2, behind one: 1. */
static unsigned char quoted(const struct dlp_secret_lines *at)
{
	const unsigned char quote = last_byte(at->before);

	if (quote != '"' && quote != '\'' && quote != '`')
		return 0;
	return first_byte(at->behind) == quote ? 2 : 1;
}

/* Whether the line begins as a comment, or says what else it is. */
static unsigned char line_of(const struct dlp_secret_lines *at)
{
	static const char *const word[] = { "example", "import", "include",
					    "http",    "sha",    "==",
					    "!=",      "assert", "expect",
					    "return",  NULL };
	struct dlp_span line = dlp_span_trim(at->before);
	const unsigned char begin = first_byte(line);

	if (begin == '#' || begin == '*' || begin == ';' ||
	    (begin == '/' && line.len > 1 && line.ptr[1] == '/'))
		return 1;
	return (unsigned char)(1 + first_of(line, word));
}

/* Whether it looks drawn by lot, as a rule asks. */
static bool is_drawn(struct dlp_span value)
{
	const struct dlp_candidate candidate = { .value = value };

	return dlp_checks_random->check(&candidate, NULL) == DLP_VALID;
}

size_t dlp_secret_measure(const struct dlp_secret_lines *at,
			  unsigned char out[DLP_SECRET_MEASURES])
{
	const struct dlp_span v = at->value;
	struct counts n;
	unsigned char kinds, form, name, words;
	bool drawn;
	size_t m = 0;

	count(v, &n);
	kinds = kinds_of(&n);
	form = form_of(v, &n);
	name = named(at->name);
	words = placeholder(v);
	drawn = is_drawn(v);
	out[m++] = step_of(v.len / 2);
	out[m++] = step_of(v.len > 24 ? 48 : 2 * v.len);
	out[m++] = share(n.upper, v.len);
	out[m++] = share(n.lower, v.len);
	out[m++] = share(n.digit, v.len);
	out[m++] = share(n.other, v.len);
	out[m++] = share(n.vowels, v.len);
	out[m++] = share(n.changes, v.len);
	out[m++] = share(n.same, v.len);
	out[m++] = share(n.distinct, v.len);
	/* As many characters, were all as frequent: Rényi entropy of order 2.
	 */
	out[m++] = step_of(n.squares ? v.len * v.len / n.squares : 0);
	out[m++] = step_of(n.letters);
	out[m++] = step_of(n.smalls);
	out[m++] = step_of(n.numbers);
	out[m++] = step_of(n.slash);
	out[m++] = step_of(n.dot);
	out[m++] = step_of(n.dash);
	out[m++] = step_of(n.low);
	out[m++] = step_of(n.plus);
	out[m++] = words;
	out[m++] = form;
	out[m++] = kinds;
	out[m++] = name;
	out[m++] = named_else(at->name);
	out[m++] = step_of(at->name.len);
	out[m++] =
		(unsigned char)(holds(v, at->name) | holds(at->name, v) << 1);
	out[m++] = quoted(at);
	out[m++] = line_of(at);
	out[m++] = step_of(at->before.len);
	out[m++] = step_of(at->behind.len);
	out[m++] = first_byte(v);
	out[m++] = last_byte(v);
	/* What is told by two of them together. */
	out[m++] = (unsigned char)(name * 8 + v.len / 8 % 8);
	out[m++] = (unsigned char)(kinds * 16 + name % 16);
	out[m++] = (unsigned char)(form * 12 + step_of(v.len) % 12);
	out[m++] = (unsigned char)(name * 10 + quoted(at) * 3 + (words != 0));
	out[m++] = (unsigned char)(drawn * 32 + name);
	out[m++] = (unsigned char)(drawn * 64 + form);
	return m;
}
