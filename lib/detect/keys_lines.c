#include <string.h>

#include "detect/keys_walk.h"

/*
 * Lines of `key = value` or `key: value`, in sections or without: level 0 is
 * the section, level 1 the key.  What a value goes on in keeps its key: lines
 * that are indented, behind a backslash, or within three quotes, as TOML has
 * them.
 */

enum state {
	START, /* of a line */
	SECTION,
	NAME,
	VALUE,
	REST, /* of a line that says nothing */
};

static void begin_line(struct dlp_keys *keys)
{
	keys->state = START;
	keys->indented = false;
	keys->naming = false;
	keys->run = 0;
}

static void forget_key(struct dlp_keys *keys)
{
	keys->level[1].named = false;
}

static void take_section(struct dlp_keys *keys)
{
	dlp_keys_name_take(keys, &keys->level[0]);
	forget_key(keys);
	keys->state = REST;
}

static void take_name(struct dlp_keys *keys)
{
	static const char export[] = "export ";
	struct dlp_keys_name *name = &keys->next;
	const size_t n = sizeof(export) - 1;

	if (name->len > n && !memcmp(name->text, export, n)) {
		name->len -= n;
		memmove(name->text, name->text + n, name->len);
	}
	dlp_keys_name_take(keys, &keys->level[1]);
	keys->state = VALUE;
}

static size_t step_start(struct dlp_keys *keys, char c)
{
	if (c == ' ' || c == '\t') {
		keys->indented = true;
		return 1;
	}
	if (c == '#' || c == ';') {
		if (!keys->kept)
			forget_key(keys);
		keys->kept = false;
		keys->state = REST;
		return 1;
	}
	if (!keys->indented && !keys->kept)
		forget_key(keys);
	if (c == '[' && !keys->indented && !keys->kept) {
		dlp_keys_name_begin(keys, false);
		keys->state = SECTION;
		return 1;
	}
	keys->kept = false;
	dlp_keys_name_begin(keys, false);
	keys->state = NAME;
	return 0;
}

static void step_section(struct dlp_keys *keys, char c)
{
	if (c == ']')
		take_section(keys);
	else if (c != '[' || keys->next.len)
		dlp_keys_name_add(keys, (struct dlp_span){ &c, 1 });
}

static void step_name(struct dlp_keys *keys, char c)
{
	const bool quote = c == '"' || c == '\'';

	if (quote && !keys->next.len && !keys->quote) {
		keys->quote = c;
	} else if (c == keys->quote) {
		keys->quote = 0;
	} else if (!keys->quote && (c == '=' || c == ':')) {
		take_name(keys);
		return;
	}
	dlp_keys_name_add(keys, (struct dlp_span){ &c, 1 });
}

/* Three quotes begin a text of several lines, and the same end it. */
static void step_value(struct dlp_keys *keys, char c)
{
	if ((c != '"' && c != '\'') || (keys->quote && c != keys->quote)) {
		keys->run = 0;
		return;
	}
	keys->run++;
	if (keys->run < 3)
		return;
	keys->quote = keys->quote ? 0 : c;
	keys->run = 0;
}

static void end_line(struct dlp_keys *keys)
{
	if (keys->state == VALUE && keys->quote) {
		keys->run = 0;
		return;
	}
	keys->quote = 0;
	keys->kept = keys->backslash && keys->state != START;
	begin_line(keys);
}

size_t dlp_keys_lines(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	if (!keys->depth) {
		keys->level[0].named = keys->level[1].named = false;
		keys->depth = 2;
	}
	while (i < text.len) {
		char c = text.ptr[i];

		if (c == '\n') {
			end_line(keys);
			keys->backslash = false;
			i++;
			continue;
		}
		if (c != '\r')
			keys->backslash = c == '\\';
		switch ((enum state)keys->state) {
		case START:
			i += step_start(keys, c);
			continue;
		case SECTION:
			step_section(keys, c);
			break;
		case NAME:
			step_name(keys, c);
			break;
		case VALUE:
			step_value(keys, c);
			break;
		case REST:
			break;
		}
		i++;
	}
	return i;
}
