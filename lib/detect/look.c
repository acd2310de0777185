#include "detect/look.h"

#include <string.h>
#include <strings.h>

static bool stands_at(struct dlp_span text, size_t at, struct dlp_span word)
{
	return word.len <= text.len - at &&
	       !strncasecmp(text.ptr + at, word.ptr, word.len);
}

/* Whether a word that people write where a value is meant to go is there. */
static bool holds_place(struct dlp_span value, size_t at)
{
	switch (value.ptr[at] | 0x20) {
	case 'e':
		return stands_at(value, at, DLP_SPAN("example"));
	case 'p':
		return stands_at(value, at, DLP_SPAN("placeholder"));
	case 'c':
		return stands_at(value, at, DLP_SPAN("changeme"));
	case 'y':
		return stands_at(value, at, DLP_SPAN("your_")) ||
		       stands_at(value, at, DLP_SPAN("your-"));
	case 'x':
		return stands_at(value, at, DLP_SPAN("xxxx"));
	case 'd':
		return stands_at(value, at, DLP_SPAN("dummy"));
	case 'r':
		return stands_at(value, at, DLP_SPAN("redacted"));
	case '$':
		return stands_at(value, at, DLP_SPAN("${"));
	case '{':
		return stands_at(value, at, DLP_SPAN("{{"));
	case '*':
		return stands_at(value, at, DLP_SPAN("****"));
	default:
		return value.ptr[at] == '<';
	}
}

bool dlp_look_placeholder(struct dlp_span value)
{
	size_t same = 1;

	for (size_t i = 0; i < value.len; i++)
		if (holds_place(value, i))
			return true;
	while (same < value.len && value.ptr[same] == *value.ptr)
		same++;
	return value.len >= 6 && same == value.len;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of a word at `at` that stands for any name, and of what joins it to
 * the next one. */
static size_t any_name(struct dlp_span value, size_t at)
{
	static const struct dlp_span word[] = {
		{ "foo", 3 }, { "bar", 3 },  { "baz", 3 },
		{ "qux", 3 }, { "quux", 4 }, { "asdf", 4 },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(word) / sizeof(*word) && !n; i++)
		if (stands_at(value, at, word[i]))
			n = word[i].len;
	if (n && at + n < value.len &&
	    (value.ptr[at + n] == '-' || value.ptr[at + n] == '_'))
		n++;
	return n;
}

static bool is_any_name(struct dlp_span value)
{
	size_t at = 0, n;

	while (at < value.len && (n = any_name(value, at)))
		at += n;
	if (!at)
		return false;
	while (at < value.len && is_digit(value.ptr[at]))
		at++;
	return at == value.len;
}

/* Whether `b` is as `a`, or next to it. */
static bool goes_on(char a, char b)
{
	const int step = (b | 0x20) - (a | 0x20);

	return step >= -1 && step <= 1;
}

bool dlp_look_typed(struct dlp_span value)
{
	enum { LEAST = 4 };
	size_t on = 0;

	if (value.len < LEAST)
		return is_any_name(value);
	for (size_t i = 1; i < value.len; i++)
		on += goes_on(value.ptr[i - 1], value.ptr[i]);
	return 4 * on >= 3 * (value.len - 1) || is_any_name(value);
}

static bool is_counted(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* Whether both are the same, but for case and what separates. */
static bool is_same_value(struct dlp_span a, struct dlp_span b)
{
	size_t i = 0, j = 0;

	for (;; i++, j++) {
		while (i < a.len && !is_counted(a.ptr[i]))
			i++;
		while (j < b.len && !is_counted(b.ptr[j]))
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (strncasecmp(a.ptr + i, b.ptr + j, 1) != 0)
			return false;
	}
}

bool dlp_look_published(struct dlp_span value, struct dlp_list known)
{
	for (size_t i = 0; i < known.count; i++)
		if (is_same_value(value, known.item[i]))
			return true;
	return false;
}

bool dlp_look_row(struct dlp_span text, size_t start, size_t end)
{
	const char *p = text.ptr;

	return memchr(p + start, ' ', end - start) && start > 1 &&
	       p[start - 1] == ' ' && is_digit(p[start - 2]) &&
	       text.len - end > 1 && p[end] == ' ' && is_digit(p[end + 1]);
}

bool dlp_look_small(struct dlp_span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] >= 'a' && value.ptr[i] <= 'z')
			return true;
	return false;
}
