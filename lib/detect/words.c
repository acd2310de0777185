#include "detect/words.h"

#include <strings.h>

_Static_assert(DLP_WORDS_TEXT < 256, "bytes hold the places");

static bool is_alpha(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
	return is_alpha(c) ? c | 0x20 : c;
}

bool dlp_words_begin(char before, char c)
{
	if (c == ' ')
		return false;
	if (is_alpha(c))
		return !is_alpha(before) || (is_lower(before) && !is_lower(c));
	/* Digits begin at their first: most of a log is digits. */
	return !is_digit(c) || !is_digit(before);
}

bool dlp_words_end(struct dlp_span text, size_t end, size_t len)
{
	char last, next;

	if (len > DLP_WORDS_SHORT || end == text.len)
		return true;
	last = text.ptr[end - 1];
	next = text.ptr[end];
	if (!is_alpha(last) || !is_alpha(next))
		return true;
	if (is_lower(last) && !is_lower(next))
		return true;
	return next == 's' &&
	       (end + 1 == text.len || !is_alpha(text.ptr[end + 1]));
}

void dlp_words_find(struct dlp_words *words, struct dlp_span text)
{
	char before = ' ';

	words->text = text;
	words->count = 0;
	for (size_t i = 0; i < text.len; before = text.ptr[i++]) {
		if (!dlp_words_begin(before, text.ptr[i]))
			continue;
		words->first[words->count] = to_lower(text.ptr[i]);
		words->at[words->count++] = (unsigned char)i;
	}
}

bool dlp_words_has(const struct dlp_words *words, struct dlp_span word)
{
	const char first = to_lower(*word.ptr);
	const char *p = words->first, *end = p + words->count;

	while (p < end && (p = memchr(p, first, (size_t)(end - p)))) {
		size_t at = words->at[p++ - words->first];

		if (word.len <= words->text.len - at &&
		    !strncasecmp(words->text.ptr + at, word.ptr, word.len) &&
		    dlp_words_end(words->text, at + word.len, word.len))
			return true;
	}
	return false;
}
