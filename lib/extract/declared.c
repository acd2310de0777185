#include "extract/declared.h"

#include <stdbool.h>
#include <string.h>

#include "base/line.h"

enum { LINE = 1024 }; /* bytes of a declaration, or a line with one */

/* Behind the first `word` in `text`; false without it. */
static bool find(struct dlp_span text, const char *word,
		 struct dlp_span *behind)
{
	const size_t n = strlen(word);

	for (size_t i = 0; i + n <= text.len; i++) {
		if (memcmp(text.ptr + i, word, n))
			continue;
		*behind =
			(struct dlp_span){ text.ptr + i + n, text.len - i - n };
		return true;
	}
	return false;
}

static void skip(struct dlp_span *text)
{
	text->ptr++;
	text->len--;
}

static void skip_blanks(struct dlp_span *text)
{
	while (text->len && (*text->ptr == ' ' || *text->ptr == '\t' ||
			     *text->ptr == '\r' || *text->ptr == '\n'))
		skip(text);
}

/* What names of encodings are made of. */
static struct dlp_span take_label(struct dlp_span text)
{
	size_t n = 0;

	while (n < text.len) {
		char c = text.ptr[n];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.')
			break;
		n++;
	}
	text.len = n;
	return text;
}

static struct dlp_span of_xml(struct dlp_span text)
{
	const struct dlp_span none = { 0 };
	const char *end = memchr(text.ptr, '>', text.len);
	struct dlp_span rest;

	if (!end)
		return none;
	text.len = (size_t)(end - text.ptr);
	if (!find(text, "encoding", &rest))
		return none;
	skip_blanks(&rest);
	if (!rest.len || *rest.ptr != '=')
		return none;
	skip(&rest);
	skip_blanks(&rest);
	if (!rest.len || (*rest.ptr != '"' && *rest.ptr != '\''))
		return none;
	skip(&rest);
	return take_label(rest);
}

/* The ends of lines that Emacs puts behind a name. */
static struct dlp_span without_ends(struct dlp_span label)
{
	static const char *const ends[] = { "-unix", "-dos", "-mac" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t n = strlen(ends[i]);

		if (label.len > n &&
		    !memcmp(label.ptr + label.len - n, ends[i], n))
			label.len -= n;
	}
	return label;
}

static struct dlp_span of_comment(struct dlp_span line)
{
	const struct dlp_span none = { 0 };
	struct dlp_span rest;
	size_t blanks = 0;

	while (blanks < line.len &&
	       (line.ptr[blanks] == ' ' || line.ptr[blanks] == '\t' ||
		line.ptr[blanks] == '\f'))
		blanks++;
	/* In other comments the word alone may be prose. */
	if (blanks == line.len ||
	    (line.ptr[blanks] != '#' && !find(line, "-*-", &rest)))
		return none;
	while (find(line, "coding", &rest)) {
		if (rest.len && (*rest.ptr == ':' || *rest.ptr == '=')) {
			skip(&rest);
			skip_blanks(&rest);
			return without_ends(take_label(rest));
		}
		line = rest;
	}
	return none;
}

struct dlp_span dlp_declared_encoding(struct dlp_span head)
{
	struct dlp_span label = { 0 };

	if (head.len > 5 && !memcmp(head.ptr, "<?xml", 5)) {
		head.len = head.len < LINE ? head.len : LINE;
		return of_xml(head);
	}
	for (unsigned i = 0; i < 2 && !label.len && head.len; i++) {
		struct dlp_span line = dlp_line_first(head);

		head.ptr += line.len;
		head.len -= line.len;
		if (line.len <= LINE)
			label = of_comment(line);
	}
	return label;
}
