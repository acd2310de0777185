#include "pattern/class.h"

#include <string.h>

enum { SET = DLP_CLASS_SIZE };

static char peek(const struct dlp_class_reader *r, size_t ahead)
{
	return r->text.len - r->at > ahead ? r->text.ptr[r->at + ahead] : '\0';
}

static bool is_at(const struct dlp_class_reader *r, const char *word)
{
	size_t n = strlen(word);

	return r->text.len - r->at >= n &&
	       !memcmp(r->text.ptr + r->at, word, n);
}

void dlp_class_put(uint8_t set[SET], unsigned char c)
{
	set[c / 8] |= (uint8_t)(1u << c % 8);
}

void dlp_class_range(uint8_t set[SET], unsigned from, unsigned to)
{
	for (unsigned c = from; c <= to && c < 256; c++)
		dlp_class_put(set, (unsigned char)c);
}

static void put_text(uint8_t set[SET], const char *bytes)
{
	for (; *bytes; bytes++)
		dlp_class_put(set, (unsigned char)*bytes);
}

static void join(uint8_t set[SET], const uint8_t other[SET], bool negated)
{
	for (size_t i = 0; i < SET; i++)
		set[i] |= negated ? (uint8_t)~other[i] : other[i];
}

void dlp_class_fold(uint8_t set[SET])
{
	for (unsigned c = 'a'; c <= 'z'; c++)
		if ((set[c / 8] >> c % 8 | set[(c - 32) / 8] >> c % 8) & 1) {
			dlp_class_put(set, (unsigned char)c);
			dlp_class_put(set, (unsigned char)(c - 32));
		}
}

bool dlp_class_letter(uint8_t set[SET], char letter)
{
	uint8_t of[SET] = { 0 };

	switch (letter | 0x20) {
	case 'd':
		dlp_class_range(of, '0', '9');
		break;
	case 'w':
		dlp_class_range(of, '0', '9');
		dlp_class_range(of, 'a', 'z');
		dlp_class_range(of, 'A', 'Z');
		dlp_class_put(of, '_');
		break;
	case 's':
		put_text(of, " \t\n\v\f\r");
		break;
	case 'h':
		put_text(of, " \t\xa0");
		break;
	case 'v':
		put_text(of, "\n\v\f\r\x85");
		break;
	case 'n':
		if (letter != 'N')
			return false;
		dlp_class_put(of, '\n');
		break;
	default:
		return false;
	}
	join(set, of, letter < 'a');
	return true;
}

static const struct {
	const char *name;
	const char *classes; /* ranges */
} posix[] = {
	{ "alpha", "azAZ" },
	{ "digit", "09" },
	{ "alnum", "azAZ09" },
	{ "upper", "AZ" },
	{ "lower", "az" },
	{ "word", "azAZ09__" },
	{ "xdigit", "afAF09" },
	{ "space", "\t\r  " },
	{ "blank", "\t\t  " },
	{ "punct", "!/:@[`{~" },
	{ "graph", "!~" },
	{ "print", " ~" },
	{ "cntrl", "\1\x1f\x7f\x7f" },
};

/* [:name:] in a class, at its bracket. */
static bool put_posix(struct dlp_class_reader *r, uint8_t set[SET])
{
	bool negated = peek(r, 2) == '^';
	size_t from = r->at + 2 + negated;

	for (size_t i = 0; i < sizeof(posix) / sizeof(*posix); i++) {
		size_t n = strlen(posix[i].name);
		const char *range = posix[i].classes;
		uint8_t of[SET] = { 0 };

		if (r->text.len < from + n + 2 ||
		    memcmp(r->text.ptr + from, posix[i].name, n) ||
		    memcmp(r->text.ptr + from + n, ":]", 2))
			continue;
		for (; *range; range += 2)
			dlp_class_range(of, (unsigned char)range[0],
					(unsigned char)range[1]);
		join(set, of, negated);
		r->at = from + n + 2;
		return true;
	}
	return false;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return 99;
}

/* \xHH, \x{H…} behind the x; over 255 is SIZE_MAX. */
static size_t read_hex(struct dlp_class_reader *r)
{
	bool braces = peek(r, 0) == '{';
	size_t v = 0;

	r->at += braces;
	for (unsigned n = 0; digit_of(peek(r, 0)) < 16 && (braces || n < 2);
	     n++, r->at++)
		if (v < 256)
			v = v * 16 + (size_t)digit_of(peek(r, 0));
	if (braces && (r->at < r->text.len))
		r->at++;
	return v < 256 ? v : SIZE_MAX;
}

size_t dlp_class_byte(struct dlp_class_reader *r)
{
	static const char name[] = "aefnrt", meant[] = "\a\033\f\n\r\t";
	char c = peek(r, 0);
	const char *known = c ? strchr(name, c) : NULL;
	size_t v = 0;

	if (known) {
		r->at++;
		return (unsigned char)meant[known - name];
	}
	if (c == 'x') {
		r->at++;
		return read_hex(r);
	}
	if (c == '0') {
		for (unsigned n = 0; n < 3 && digit_of(peek(r, 0)) < 8;
		     n++, r->at++)
			v = v * 8 + (size_t)digit_of(peek(r, 0));
		return v;
	}
	if (!c || digit_of(c) < 10 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
		return 256;
	r->at++;
	return (unsigned char)c;
}

/*
 * One member of a class: its byte, 256 where it was a class itself, 257 where
 * it is none.
 */
static size_t read_member(struct dlp_class_reader *r, uint8_t set[SET])
{
	size_t c;

	if (is_at(r, "[:") && put_posix(r, set))
		return 256;
	if (peek(r, 0) != '\\')
		return (unsigned char)r->text.ptr[r->at++];
	r->at++;
	if (peek(r, 0) == 'b') {
		r->at++;
		return '\b';
	}
	c = dlp_class_byte(r);
	if (c == SIZE_MAX) {
		/* A character of many bytes is any of those above ASCII. */
		dlp_class_range(set, 128, 255);
		return 256;
	}
	if (c == 256) {
		if (!dlp_class_letter(set, peek(r, 0)))
			return 257;
		r->at++;
	}
	return c;
}

bool dlp_class_read(struct dlp_class_reader *r, bool caseless, uint8_t set[SET])
{
	bool negated, first = true;
	uint8_t of[SET] = { 0 };

	r->at++;
	negated = peek(r, 0) == '^';
	r->at += negated;
	for (;; first = false) {
		size_t from, to;

		if (r->at >= r->text.len)
			return false;
		if (peek(r, 0) == ']' && !first)
			break;
		from = to = read_member(r, of);
		if (from < 256 && peek(r, 0) == '-' && peek(r, 1) != ']') {
			r->at++;
			if (r->at >= r->text.len)
				return false;
			to = read_member(r, of);
			if (to == 256) {
				dlp_class_put(of, '-');
				to = from;
			}
		}
		if (from == 257 || to == 257)
			return false;
		if (from < 256)
			dlp_class_range(of, (unsigned)from, (unsigned)to);
	}
	r->at++;
	if (caseless)
		dlp_class_fold(of);
	join(set, of, negated);
	return true;
}
