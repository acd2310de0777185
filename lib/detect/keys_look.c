#include <string.h>

#include "detect/keys.h"

/* Which text has keys, by its first lines. */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct dlp_span skip_blanks(struct dlp_span text)
{
	while (text.len && is_blank(*text.ptr))
		text.ptr++, text.len--;
	return text;
}

/* Whether a list of JSON begins so; a section of INI does not. */
static bool begins_list(struct dlp_span text)
{
	static const char *const word[] = { "true", "false", "null" };

	if (!text.len)
		return false;
	if (memchr("{[\"]-", *text.ptr, 5) ||
	    (*text.ptr >= '0' && *text.ptr <= '9'))
		return true;
	for (size_t i = 0; i < sizeof(word) / sizeof(*word); i++) {
		size_t n = strlen(word[i]);

		if (text.len > n && !memcmp(text.ptr, word[i], n) &&
		    (text.ptr[n] == ',' || is_blank(text.ptr[n])))
			return true;
	}
	return false;
}

/*
 * Whether the first line is a value by itself, with another one behind it: then
 * each is.
 */
static bool has_lines(struct dlp_span text)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\n')
			return !depth && i + 1 < text.len &&
			       text.ptr[i + 1] == *text.ptr;
		if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\')
			i++;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && depth)
			depth--;
	}
	return false;
}

static enum dlp_keys_kind look_at_json(struct dlp_span text)
{
	struct dlp_span rest = { text.ptr + 1, text.len - 1 };

	rest = skip_blanks(rest);
	if (*text.ptr == '{'
		    ? rest.len && (*rest.ptr == '"' || *rest.ptr == '}')
		    : begins_list(rest))
		return has_lines(text) ? DLP_KEYS_JSON_LINES : DLP_KEYS_JSON;
	return DLP_KEYS_NONE;
}

/* What the lines of a text look like. */
struct shape {
	size_t sections, assigned; /* `[x]`, `key = value` */
	size_t keys, items;        /* `key: value`, `- value` */
	size_t deeper;             /* other lines that are indented */
	bool marker;               /* `---` */
	bool within;               /* a text of several lines, */
	bool continues;            /* or a line that goes on */
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
	       c == '/' || c == '$' || (unsigned char)c >= 0x80;
}

/* The length of the key that `line` begins with; 0 for none. */
static size_t key_length(struct dlp_span line)
{
	size_t n = 0;

	if (line.len && (*line.ptr == '"' || *line.ptr == '\'')) {
		for (n = 1; n < line.len && line.ptr[n] != *line.ptr; n++)
			n += line.ptr[n] == '\\';
		return n < line.len ? n + 1 : 0;
	}
	if (line.len > 7 && !memcmp(line.ptr, "export ", 7))
		n = 7;
	while (n < line.len && is_name(line.ptr[n]))
		n++;
	return n;
}

/* `---` and `...`, with what may stand behind. */
static bool is_marker(struct dlp_span line)
{
	return line.len > 2 &&
	       (!memcmp(line.ptr, "---", 3) || !memcmp(line.ptr, "...", 3)) &&
	       (line.len == 3 || is_blank(line.ptr[3]));
}

/* Words in front of a colon, where other keys have shown what they are. */
static bool has_wide_key(const struct shape *shape, struct dlp_span line)
{
	size_t n = 0;

	while (n < line.len && (is_name(line.ptr[n]) || line.ptr[n] == ' '))
		n++;
	return shape->keys > 1 && n < line.len && line.ptr[n] == ':' &&
	       (n + 1 == line.len || is_blank(line.ptr[n + 1]));
}

/* False for a line that is none of these. */
static bool take_line(struct shape *shape, struct dlp_span line, bool indented)
{
	struct dlp_span rest;
	size_t n;

	if (is_marker(line)) {
		shape->marker = true;
		return true;
	}
	if (*line.ptr == '[' && !indented && memchr(line.ptr, ']', line.len)) {
		shape->sections++;
		return true;
	}
	if (*line.ptr == '-' && (line.len == 1 || is_blank(line.ptr[1]))) {
		shape->items++;
		rest = skip_blanks(
			(struct dlp_span){ line.ptr + 1, line.len - 1 });
		n = key_length(rest);
		if (n && n < rest.len && rest.ptr[n] == ':')
			shape->keys++;
		return true;
	}
	n = key_length(line);
	rest = (struct dlp_span){ line.ptr + n, line.len - n };
	if (n && rest.len && *rest.ptr == ':' &&
	    (rest.len == 1 || is_blank(rest.ptr[1]))) {
		shape->keys++;
		return true;
	}
	/* An anchor or a tag of YAML. */
	if (shape->keys && (*line.ptr == '&' || *line.ptr == '!'))
		return true;
	if (has_wide_key(shape, line)) {
		shape->keys++;
		return true;
	}
	rest = skip_blanks(rest);
	if (n && rest.len && *rest.ptr == '=') {
		shape->assigned++;
		return true;
	}
	shape->deeper += indented;
	return indented;
}

static enum dlp_keys_kind decide(const struct shape *shape)
{
	if (shape->assigned + shape->keys && shape->sections)
		return DLP_KEYS_LINES;
	if (shape->assigned > 1 && !shape->keys)
		return DLP_KEYS_LINES;
	if (shape->assigned || shape->sections)
		return DLP_KEYS_NONE;
	return shape->keys > 1 || (shape->marker && shape->keys)
		       ? DLP_KEYS_YAML
		       : DLP_KEYS_NONE;
}

/* Whether three quotes in the line begin or end a text of several lines. */
static bool turns(struct dlp_span line)
{
	bool turned = false;

	for (size_t i = 0; i + 3 <= line.len; i++) {
		if (memcmp(line.ptr + i, "\"\"\"", 3) &&
		    memcmp(line.ptr + i, "'''", 3))
			continue;
		turned = !turned;
		i += 2;
	}
	return turned;
}

/* A line of a text; false for one that no such text has. */
static bool look_at_line(struct shape *shape, struct dlp_span text)
{
	const struct dlp_span line = dlp_span_trim(text);
	const bool tab = text.len && *text.ptr == '\t';
	const bool within = shape->within || shape->continues;

	if (turns(line))
		shape->within = !shape->within;
	shape->continues = line.len && line.ptr[line.len - 1] == '\\';
	if (within || !line.len || *line.ptr == '#' || *line.ptr == ';' ||
	    *line.ptr == '%')
		return true;
	/* What closes a list of TOML. */
	if (!take_line(shape, line, tab || *text.ptr == ' ') &&
	    *line.ptr != ']')
		return false;
	/* YAML has none there. */
	return !tab || shape->sections;
}

static enum dlp_keys_kind look_at_lines(struct dlp_span text, bool whole)
{
	struct shape shape = { 0 };

	while (text.len) {
		const char *end = memchr(text.ptr, '\n', text.len);
		size_t n = end ? (size_t)(end - text.ptr) : text.len;

		if (!end && !whole)
			break;
		if (!look_at_line(&shape, (struct dlp_span){ text.ptr, n }))
			return DLP_KEYS_NONE;
		text.ptr += n + (end != NULL);
		text.len -= n + (end != NULL);
	}
	return decide(&shape);
}

size_t dlp_keys_mark(struct dlp_span head)
{
	return head.len > 2 && !memcmp(head.ptr, "\xef\xbb\xbf", 3) ? 3 : 0;
}

enum dlp_keys_kind dlp_keys_look(struct dlp_span head, bool whole)
{
	size_t mark;

	if (head.len > DLP_KEYS_HEAD) {
		head.len = DLP_KEYS_HEAD;
		whole = false;
	}
	mark = dlp_keys_mark(head);
	head = (struct dlp_span){ head.ptr + mark, head.len - mark };
	head = skip_blanks(head);
	if (!head.len)
		return DLP_KEYS_NONE;
	if (*head.ptr == '{' || *head.ptr == '[') {
		enum dlp_keys_kind kind = look_at_json(head);

		if (kind != DLP_KEYS_NONE || *head.ptr == '{')
			return kind;
	}
	return look_at_lines(head, whole);
}
