#include "match/place.h"

/* Colons without two in a row: of a time there are two, of a MAC five. */
enum { COLONS = 5 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	char lower = c | 0x20;

	return is_digit(c) || (lower >= 'a' && lower <= 'z') || c == '_';
}

static bool is_hex(char c)
{
	char lower = c | 0x20;

	return is_digit(c) || (lower >= 'a' && lower <= 'f');
}

static bool is_part(struct dlp_span text, size_t at)
{
	char c = text.ptr[at];

	return is_hex(c) || c == ':' ||
	       (c == '.' && at && is_digit(text.ptr[at - 1]) &&
		at + 1 < text.len && is_digit(text.ptr[at + 1]));
}

/* A colon alone belongs to what stands beside it. */
static void trim(struct dlp_span text, size_t *start, size_t *end)
{
	const char *p = text.ptr;

	if (*end - *start > 1 && p[*start] == ':' && p[*start + 1] != ':')
		++*start;
	if (*end - *start > 1 && p[*end - 1] == ':' && p[*end - 2] != ':')
		--*end;
}

bool dlp_place_address(struct dlp_span text, size_t pos,
		       struct dlp_place *place)
{
	size_t start = pos, end = pos + 1, colons = 0;
	bool twice = false;

	while (start && pos - start < DLP_PLACE_ADDRESS &&
	       is_part(text, start - 1))
		start--;
	while (end < text.len && end - start <= DLP_PLACE_ADDRESS &&
	       is_part(text, end))
		end++;
	trim(text, &start, &end);
	for (size_t i = start; i < end; i++) {
		if (text.ptr[i] != ':')
			continue;
		colons++;
		twice |= i + 1 < end && text.ptr[i + 1] == ':';
	}
	place->start = start;
	place->end[0] = end;
	place->ends = 1;
	return end - start <= DLP_PLACE_ADDRESS && end - start > 2 &&
	       (twice || colons >= COLONS) &&
	       !(start && is_word(text.ptr[start - 1])) &&
	       !(end < text.len && is_word(text.ptr[end]));
}
