#include "detect/keys.h"

#include <string.h>

#include "base/json_string.h"
#include "base/utf8.h"
#include "detect/keys_walk.h"
#include "detect/mask.h"

static const char more[] = "\xe2\x80\xa6"; /* U+2026 */

void dlp_keys_reset(struct dlp_keys *keys)
{
	keys->kind = DLP_KEYS_UNKNOWN;
}

void dlp_keys_begin(struct dlp_keys *keys, enum dlp_keys_kind kind,
		    uint64_t offset)
{
	const size_t levels = offsetof(struct dlp_keys, next);

	/* Levels are set as they are entered. */
	memset(keys, 0, levels);
	keys->next.len = 0;
	keys->kind = kind;
	keys->at = offset;
}

void dlp_keys_push(struct dlp_keys *keys, bool list, uint64_t column)
{
	struct dlp_keys_level *level;

	if (keys->depth == DLP_KEYS_DEPTH) {
		keys->deeper++;
		return;
	}
	level = &keys->level[keys->depth++];
	level->list = list;
	level->named = false;
	level->past = false;
	level->index = 0;
	level->column = column;
}

void dlp_keys_pop(struct dlp_keys *keys)
{
	if (keys->deeper)
		keys->deeper--;
	else if (keys->depth)
		keys->depth--;
}

void dlp_keys_name_begin(struct dlp_keys *keys, bool escaped)
{
	keys->naming = true;
	keys->next.len = 0;
	keys->next.cut = false;
	keys->next.escaped = escaped;
}

void dlp_keys_name_add(struct dlp_keys *keys, struct dlp_span bytes)
{
	struct dlp_keys_name *name = &keys->next;

	if (bytes.len > sizeof(name->text) - name->len) {
		bytes.len = sizeof(name->text) - name->len;
		name->cut = true;
	}
	if (bytes.len)
		memcpy(name->text + name->len, bytes.ptr, bytes.len);
	name->len += bytes.len;
}

void dlp_keys_name_take(struct dlp_keys *keys, struct dlp_keys_level *level)
{
	struct dlp_keys_name *name = &keys->next;

	keys->naming = false;
	if (!level)
		return;
	while (name->len && !name->cut && !name->escaped &&
	       (name->text[name->len - 1] == ' ' ||
		name->text[name->len - 1] == '\t'))
		name->len--;
	level->named = true;
	level->name.len = name->len;
	level->name.cut = name->cut;
	level->name.escaped = name->escaped;
	memcpy(level->name.text, name->text, name->len);
}

size_t dlp_keys_quoted(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	const char quote = keys->quote;

	while (i < text.len) {
		size_t from = i;

		if (keys->backslash) {
			keys->backslash = false;
			i++;
		}
		/* Nothing is escaped within the others. */
		if (quote == '"')
			i += dlp_json_plain((struct dlp_span){ text.ptr + i,
							       text.len - i });
		while (i < text.len && text.ptr[i] != quote &&
		       (text.ptr[i] != '\\' || quote != '"'))
			i++;
		if (keys->naming)
			dlp_keys_name_add(
				keys,
				(struct dlp_span){ text.ptr + from, i - from });
		if (i == text.len)
			break;
		if (text.ptr[i] == quote) {
			keys->quote = 0;
			return i + 1;
		}
		if (keys->naming)
			dlp_keys_name_add(keys, DLP_SPAN("\\"));
		keys->backslash = true;
		i++;
	}
	return i;
}

/* Of values a line each, what is before the last line does not count. */
static size_t last_line(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	size_t end = text.len;

	while (end > i && text.ptr[end - 1] != '\n')
		end--;
	if (end == i)
		return i;
	keys->depth = 0;
	keys->deeper = 0;
	keys->quote = 0;
	keys->naming = keys->backslash = keys->inside = false;
	return end;
}

void dlp_keys_read(struct dlp_keys *keys, struct dlp_span text, uint64_t base,
		   uint64_t to)
{
	size_t i;

	if (to <= keys->at)
		return;
	i = (size_t)(keys->at - base);
	keys->at = to;
	text.len = (size_t)(to - base);
	switch (keys->kind) {
	case DLP_KEYS_UNKNOWN:
	case DLP_KEYS_NONE:
		break;
	case DLP_KEYS_JSON_LINES:
		i = last_line(keys, text, i);
		dlp_keys_json(keys, text, i);
		break;
	case DLP_KEYS_JSON:
		dlp_keys_json(keys, text, i);
		break;
	case DLP_KEYS_YAML:
		dlp_keys_yaml(keys, text, i);
		break;
	case DLP_KEYS_LINES:
		dlp_keys_lines(keys, text, i);
		break;
	}
}

/* Whether jq takes it without quotes. */
static bool is_plain(struct dlp_span name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (c != '_' && !(c >= 'a' && c <= 'z') &&
		    !(c >= 'A' && c <= 'Z') && !(i && c >= '0' && c <= '9'))
			return false;
	}
	return name.len > 0;
}

/* With nothing in it that would end its quotes. */
static void add_quoted(struct dlp_buf *out, struct dlp_span name)
{
	dlp_buf_addc(out, '"');
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '"' || name.ptr[i] == '\\')
			dlp_buf_addc(out, '\\');
		dlp_buf_addc(out, name.ptr[i]);
	}
	dlp_buf_addc(out, '"');
}

/* What the name says, in `clear`, which has room for it. */
static struct dlp_span read_name(const struct dlp_keys_name *name,
				 char clear[DLP_KEYS_NAME + 1])
{
	struct dlp_span text = { name->text, name->len };
	struct dlp_json_fault fault;
	char token[DLP_KEYS_NAME + 1];
	size_t len;

	if (name->cut)
		text.len = dlp_utf8_start(text, text.len);
	if (!name->escaped)
		return text;
	memcpy(token, text.ptr, text.len);
	token[text.len] = '"';
	if (dlp_json_unescape((struct dlp_span){ token, text.len + 1 }, clear,
			      &len, &fault) == text.len)
		text = (struct dlp_span){ clear, len };
	return text;
}

static void add_name(struct dlp_buf *out, const struct dlp_keys_name *name,
		     bool quotes)
{
	char clear[DLP_KEYS_NAME + 1];
	struct dlp_buf shown;

	dlp_buf_init(&shown, 0);
	dlp_mask_name(&shown, read_name(name, clear));
	if (name->cut)
		dlp_buf_adds(&shown, more);
	if (quotes && !is_plain(dlp_buf_span(&shown)))
		add_quoted(out, dlp_buf_span(&shown));
	else
		dlp_buf_addspan(out, dlp_buf_span(&shown));
	if (shown.status)
		out->status = shown.status;
	dlp_buf_release(&shown);
}

/* `section.key`, as it stands there. */
static void add_line_path(const struct dlp_keys *keys, struct dlp_buf *out)
{
	const struct dlp_keys_level *section = &keys->level[0];
	const struct dlp_keys_level *key = &keys->level[1];

	if (!keys->depth || !key->named)
		return;
	if (section->named) {
		add_name(out, &section->name, false);
		dlp_buf_addc(out, '.');
	}
	add_name(out, &key->name, false);
}

void dlp_keys_path(const struct dlp_keys *keys, struct dlp_buf *out)
{
	const size_t from = out->len;

	if (keys->kind == DLP_KEYS_LINES) {
		add_line_path(keys, out);
		return;
	}
	for (size_t i = 0; i < keys->depth; i++) {
		const struct dlp_keys_level *level = &keys->level[i];

		if (!level->list && !level->named)
			return;
		if (out->len - from > DLP_KEYS_PATH) {
			dlp_buf_adds(out, more);
			return;
		}
		if (!level->list || !i)
			dlp_buf_addc(out, '.');
		if (level->list)
			dlp_buf_addf(out, "[%llu]",
				     (unsigned long long)level->index);
		else
			add_name(out, &level->name, true);
	}
	if (keys->deeper)
		dlp_buf_adds(out, more);
}
