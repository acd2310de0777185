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

/* A colon alone belongs to what stands beside it.  How many were taken off. */
static size_t trim(struct dlp_span text, size_t *start, size_t *end)
{
	const char *p = text.ptr;
	size_t n = 0;

	if (*end - *start > 1 && p[*start] == ':' && p[*start + 1] != ':') {
		++*start;
		n++;
	}
	if (*end - *start > 1 && p[*end - 1] == ':' && p[*end - 2] != ':') {
		--*end;
		n++;
	}
	return n;
}

bool dlp_place_address(struct dlp_span text, size_t pos,
		       struct dlp_place *place)
{
	const char *p = text.ptr;
	size_t start = pos, end = pos + 1, colons = 1;
	bool twice = false;

	for (; start && pos - start < DLP_PLACE_ADDRESS &&
	       is_part(text, start - 1);
	     start--)
		colons += p[start - 1] == ':';
	for (; end < text.len && end - start <= DLP_PLACE_ADDRESS &&
	       is_part(text, end);
	     end++)
		colons += p[end] == ':';
	colons -= trim(text, &start, &end);
	for (size_t i = start + 1; i < end && !twice; i++)
		twice = p[i] == ':' && p[i - 1] == ':';
	place->start = start;
	place->end[0] = end;
	place->ends = 1;
	return end - start <= DLP_PLACE_ADDRESS && end - start > 2 &&
	       (twice || colons >= COLONS) &&
	       !(start && is_word(p[start - 1])) &&
	       !(end < text.len && is_word(p[end]));
}
