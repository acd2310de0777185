#include "pattern/stanza.h"

#include <string.h>

#include "pattern/key.h"

static enum dlp_status fail(const struct dlp_stanza_reader *reader,
			    struct dlp_error *err, const char *what,
			    struct dlp_span name)
{
	return dlp_error_set(
		err, DLP_SKIP, 0, "%.*s:%u: %s%s%.*s",
		(int)(reader->file.len > 60 ? 60 : reader->file.len),
		reader->file.ptr, reader->line, what, name.len ? ": " : "",
		(int)(name.len > 40 ? 40 : name.len), name.ptr);
}

void dlp_stanza_open(struct dlp_stanza_reader *reader, struct dlp_span file,
		     struct dlp_span text)
{
	*reader = (struct dlp_stanza_reader){ text.ptr, text.ptr + text.len, 0,
					      file };
}

/* The next line that is neither blank nor comment; false at the end. */
static bool next_line(struct dlp_stanza_reader *reader, struct dlp_span *line)
{
	while (reader->p < reader->end) {
		size_t left = (size_t)(reader->end - reader->p);
		const char *nl = memchr(reader->p, '\n', left);

		*line = (struct dlp_span){ reader->p, left };
		if (nl)
			line->len = (size_t)(nl - reader->p);
		reader->p += line->len + (nl != NULL);
		reader->line++;
		*line = dlp_span_trim(*line);
		if (line->len && *line->ptr != '#')
			return true;
	}
	return false;
}

static enum dlp_status parse_line(struct dlp_stanza_reader *reader,
				  struct dlp_span line, struct dlp_arena *arena,
				  struct dlp_stanza *stanza,
				  struct dlp_error *err)
{
	const char *eq = memchr(line.ptr, '=', line.len);
	struct dlp_span name = line, value;
	uint64_t bit;
	size_t key;

	if (!eq)
		return fail(reader, err, "neither [id] nor key = value", line);
	name.len = (size_t)(eq - line.ptr);
	value = dlp_span_trim(
		(struct dlp_span){ eq + 1, line.len - name.len - 1 });
	name = dlp_span_trim(name);
	if (name.len > 5 && !memcmp(name.ptr, "part.", 5)) {
		struct dlp_span part = { name.ptr + 5, name.len - 5 };

		if (dlp_key_set_part(part, value, &stanza->rule, arena))
			return DLP_OK;
		return fail(reader, err, "bad value", name);
	}
	key = dlp_key_find(name);
	if (key == DLP_KEY_NONE)
		return fail(reader, err, "unknown key", name);
	bit = UINT64_C(1) << key;
	if (stanza->keys & bit && !dlp_key_repeats(key))
		return fail(reader, err, "key given twice", name);
	if (!dlp_key_set(key, value, stanza, arena))
		return fail(reader, err, "bad value", name);
	stanza->keys |= bit;
	return DLP_OK;
}

/* Letters, digits, - and _ around at least one dot. */
static bool good_id(struct dlp_span id)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	bool dot = false;
	char before = '.';

	for (size_t i = 0; i < id.len; before = id.ptr[i++]) {
		char c = id.ptr[i];

		if (c == '.' || c == '-' || c == '_') {
			if (before == '.')
				return false;
			dot |= c == '.';
		} else if (!c || !strchr(first, c)) {
			return false;
		}
	}
	return dot && before != '.' && id.len <= 64;
}

enum dlp_status dlp_stanza_next(struct dlp_stanza_reader *reader,
				struct dlp_arena *arena,
				struct dlp_stanza *stanza,
				struct dlp_error *err)
{
	struct dlp_span line;
	struct dlp_rule *rule = &stanza->rule;

	*stanza = (struct dlp_stanza){ 0 };
	if (!next_line(reader, &line))
		return DLP_EOF;
	if (line.ptr[0] != '[' || line.ptr[line.len - 1] != ']')
		return fail(reader, err, "a stanza begins with [id]", line);
	rule->id =
		dlp_span_trim((struct dlp_span){ line.ptr + 1, line.len - 2 });
	if (!good_id(rule->id))
		return fail(reader, err, "an id is family.kind in a-z 0-9 - _",
			    rule->id);
	rule->file = reader->file;
	rule->line = reader->line;
	rule->category = DLP_CATEGORIES;
	rule->severity = DLP_SEVERITY_MEDIUM;
	rule->confidence = DLP_CONFIDENCE_MEDIUM;
	rule->window = DLP_RULE_WINDOW;
	for (;;) {
		struct dlp_stanza_reader before = *reader;
		enum dlp_status status;

		if (!next_line(reader, &line))
			break;
		if (*line.ptr == '[') {
			*reader = before;
			break;
		}
		status = parse_line(reader, line, arena, stanza, err);
		if (status)
			return status;
	}
	if (stanza->disable.len && stanza->keys & (stanza->keys - 1))
		return fail(reader, err, "disable stands alone", rule->id);
	if (rule->keywords.count == 1 &&
	    dlp_span_eq(*rule->keywords.item, DLP_SPAN("none"))) {
		rule->keywords.count = 0;
		rule->shape = DLP_SHAPE_ANY;
	}
	return DLP_OK;
}
