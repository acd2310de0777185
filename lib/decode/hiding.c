#include "decode/hiding.h"

#include <string.h>

#include "decode/fold.h"
#include "decode/radix.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_high(char c)
{
	return (unsigned char)c >= 0x80;
}

/* Whether what may be a number or a token begins at `at`. */
static bool begins_token(struct dlp_span text, size_t at)
{
	enum { DIGITS = 3, LONG = 16 };
	size_t i = at, digits = 0;

	for (; i < text.len && i - at < LONG && dlp_radix_has(text.ptr[i]);
	     i++) {
		digits += is_digit(text.ptr[i]);
		if (digits == DIGITS && i - at == DIGITS - 1)
			return true;
	}
	if (i - at == LONG)
		return digits != 0;
	return text.len - at >= 10 && !memcmp(text.ptr + at, "-----BEGIN", 10);
}

/* Whether [start, end) stands in the middle of a long word. */
static bool is_inside(struct dlp_span text, size_t start, size_t end)
{
	enum { LEAST = 8 };

	if (start < LEAST || text.len - end < LEAST)
		return false;
	for (size_t i = 0; i < LEAST; i++)
		if (!is_word(text.ptr[start - 1 - i]) ||
		    !is_word(text.ptr[end + i]))
			return false;
	return true;
}

bool dlp_hiding_in_value(struct dlp_span text, size_t start, size_t end)
{
	enum { SIDE = 24 };
	const char *p = text.ptr;

	for (size_t i = start; i && start - i < SIDE && p[i - 1] > ' '; i--)
		if (is_digit(p[i - 1]) || p[i - 1] == '@')
			return true;
	for (size_t i = end; i < text.len && i - end < SIDE; i++) {
		if (is_digit(p[i]) || p[i] == '@')
			return true;
		if (!is_high(p[i]) && p[i] <= ' ')
			break;
	}
	return false;
}

/* Whether what goes on at `at` is encoded once more, behind a `c`. */
static bool opens(struct dlp_span text, size_t at, char c)
{
	const char *p = text.ptr + at;

	if (text.len - at < 3)
		return false;
	if (c == '&')
		return *p == '#' || *p == '%';
	if (c == '\\')
		return (*p == 'u' || *p == 'x') && is_hex(p[1]) && is_hex(p[2]);
	return is_hex(p[0]) && is_hex(p[1]);
}

bool dlp_hiding_hides(struct dlp_span text, size_t start, size_t end, int c,
		      bool glued)
{
	char before = start ? text.ptr[start - 1] : '\n';
	char behind = end < text.len ? text.ptr[end] : '\n';
	bool joins = (is_word(before) || is_high(before)) &&
		     (is_word(behind) || is_high(behind));

	if (c > 0 && is_word((char)c))
		return true;
	switch (c) {
	case DLP_FOLD_GONE:
		return (joins || before == '@' || behind == '@') &&
		       dlp_hiding_in_value(text, start, end);
	case '@':
	case '_':
		return joins;
	case ' ':
	case '-':
	case '.':
		if (joins && (is_digit(before) || is_digit(behind)))
			return true;
		break;
	case '"':
	case '\'':
		return behind == ':' || behind == '=';
	case '/':
	case '+':
	case '=':
		if (is_inside(text, start, end))
			return true;
		break;
	case DLP_FOLD_NONE:
		return false;
	case '%':
	case '\\':
	case '&':
		if (opens(text, end, (char)c))
			return true;
		break;
	}
	return glued && begins_token(text, end);
}
