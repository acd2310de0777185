#include "learn/name_marks.h"

#include <string.h>

static const char *const titles[] = {
	"mr",         "mrs",        "ms",         "miss",      "dr",
	"prof",       "professor",  "sir",        "president", "senator",
	"sen",        "governor",   "gov",        "rep",       "congressman",
	"captain",    "capt",       "colonel",    "col",       "general",
	"gen",        "lt",         "lieutenant", "major",     "maj",
	"sgt",        "sergeant",   "coach",      "pm",        "justice",
	"judge",      "sister",     "brother",    "father",    "detective",
	"officer",    "rev",        "reverend",   "minister",  "secretary",
	"bishop",     "archbishop", "brigadier",  "commander", "mayor",
	"chancellor", "premier",    "chairman",   "ceo",       "uncle",
	"aunt",       "pastor",     "admiral",    "cardinal",  "madam",
	"monsieur",   "mme",        "herr",       "frau",
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

static bool is_plain(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

static bool is_word(struct dlp_span s, const char *word)
{
	size_t len = strlen(word);

	if (s.len != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = s.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 0x20);
		if (c != word[i])
			return false;
	}
	return true;
}

/* A sign of General Punctuation, such as a quotation mark, at `s`: U+2010 to
 * U+203F. */
static bool is_wide_sign(const char *s, size_t len)
{
	return len >= 3 && !memcmp(s, "\xe2\x80", 2);
}

/* The title at the start: how many bytes; 0 if there is none or nothing
 * else. */
static size_t title_of(struct dlp_span s)
{
	size_t len = 0;

	while (len < s.len && is_letter(s.ptr[len]))
		len++;
	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++)
		if (len < s.len && (s.ptr[len] == ' ' || s.ptr[len] == '.') &&
		    is_word((struct dlp_span){ s.ptr, len }, titles[i]))
			return len;
	return 0;
}

static struct dlp_span without_begin(struct dlp_span s)
{
	size_t len;

	for (;;) {
		if (is_wide_sign(s.ptr, s.len))
			len = 3;
		else if (s.len && !is_plain(*s.ptr))
			len = 1;
		else
			len = title_of(s);
		if (!len)
			return s;
		s.ptr += len, s.len -= len;
	}
}

/* Whether the full stop at the end is that of an initial or of Jr. */
static bool is_short(struct dlp_span s)
{
	struct dlp_span last = { s.ptr + --s.len, 0 };

	while (s.len && last.ptr > s.ptr && last.ptr[-1] == ' ')
		last.ptr--;
	while (last.ptr > s.ptr && is_letter(last.ptr[-1]))
		last.ptr--, last.len++;
	return last.len == 1 || is_word(last, "jr") || is_word(last, "sr");
}

/* What ends it and is none of it: how many bytes. */
static size_t end_of(struct dlp_span s)
{
	const char *end = s.ptr + s.len;

	if (s.len >= 2 && (end[-1] == 's' || end[-1] == 'S') && end[-2] == '\'')
		return 2;
	if (s.len >= 4 && end[-1] == 's' && !memcmp(end - 4, "\xe2\x80\x99", 3))
		return 4;
	if (s.len >= 3 && is_wide_sign(end - 3, 3))
		return 3;
	if (!s.len || is_plain(end[-1]))
		return 0;
	return end[-1] != '.' || !is_short(s);
}

size_t dlp_name_marks_tidy(struct dlp_span text, struct dlp_name *mark,
			   size_t marks)
{
	size_t kept = 0;

	for (size_t i = 0; i < marks; i++) {
		struct dlp_span s = { text.ptr + mark[i].start,
				      mark[i].end - mark[i].start };
		bool named = mark[i].kind != DLP_NAME_PERSON;

		mark[kept] = mark[i];
		if (named) {
			kept++;
			continue;
		}
		if (s.len && *s.ptr == '@')
			continue;
		for (size_t n; (n = end_of(s)) != 0;)
			s.len -= n;
		s = without_begin(s);
		for (size_t k = 0; k < s.len; k++)
			named |= is_letter(s.ptr[k]);
		mark[kept].start = (size_t)(s.ptr - text.ptr);
		mark[kept].end = mark[kept].start + s.len;
		kept += named;
	}
	return kept;
}
