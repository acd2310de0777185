#include <string.h>

#include "detect/keys_walk.h"

/*
 * YAML 1.2.2, as far as keys are told by it: blocks by their columns (8.2),
 * flows (7.4), block scalars (8.1), several documents (9.2).  A key that is no
 * scalar is none.
 */

enum state {
	INDENT, /* before a node */
	NODE,   /* likewise, behind what is said of it */
	DASH,   /* behind `-`, which may be an entry */
	WORD,   /* a key, or a scalar */
	COLON,  /* behind `:`, which may end it */
	QUOTED, /* behind a quoted key, or scalar */
	VALUE,  /* behind a key */
	TAG,    /* an anchor or tag; `back` behind it */
	FLOW,
	REST, /* of the line */
};

/*
 * A node begins in this column: what is further right has ended, and unless it
 * may be a `dash`, so has the entry before it of the map that it is in.
 */
static void settle(struct dlp_keys *keys, bool dash)
{
	struct dlp_keys_level *top;

	while (keys->deeper || ((top = dlp_keys_top(keys)) != NULL &&
				top->column > keys->start))
		dlp_keys_pop(keys);
	top = dlp_keys_top(keys);
	if (dash || !top || top->column != keys->start)
		return;
	if (top->list)
		dlp_keys_pop(keys);
	top = dlp_keys_top(keys);
	if (top && !top->list && top->column == keys->start)
		top->named = false;
}

static void take_entry(struct dlp_keys *keys)
{
	struct dlp_keys_level *top = dlp_keys_top(keys);

	if (top && top->list && top->column == keys->start)
		top->index++;
	else
		dlp_keys_push(keys, true, keys->start);
}

static void take_key(struct dlp_keys *keys)
{
	struct dlp_keys_level *top = dlp_keys_top(keys);

	keys->state = VALUE;
	if (!keys->next.len) {
		keys->naming = false;
		return;
	}
	if (!top || top->list || top->column != keys->start)
		dlp_keys_push(keys, false, keys->start);
	dlp_keys_name_take(keys, dlp_keys_top(keys));
}

static void end_line(struct dlp_keys *keys)
{
	const struct dlp_span word = { keys->next.text, keys->next.len };

	if (keys->state == WORD && !keys->start &&
	    (dlp_span_is(word, "---") || dlp_span_is(word, "..."))) {
		keys->depth = 0;
		keys->deeper = 0;
	}
	keys->naming = false;
	keys->state = INDENT;
	keys->column = 0;
}

/* `---` with something behind it in its line. */
static bool is_marker(struct dlp_keys *keys)
{
	const struct dlp_span word = { keys->next.text, keys->next.len };

	return !keys->start && dlp_span_is(word, "---");
}

static void open_quote(struct dlp_keys *keys, char quote, bool name)
{
	keys->quote = quote;
	if (name)
		dlp_keys_name_begin(keys, quote == '"');
	keys->state = name ? QUOTED : REST;
}

static void open_flow(struct dlp_keys *keys)
{
	if (keys->deeper) {
		keys->state = REST;
		return;
	}
	keys->flow = keys->depth;
	keys->inside = false;
	keys->state = FLOW;
}

static void open_block(struct dlp_keys *keys)
{
	const struct dlp_keys_level *top = dlp_keys_top(keys);

	keys->block = (top ? top->column : 0) + 1;
	keys->state = REST;
}

/* The first byte of a node, or of what stands before it. */
static size_t begin_node(struct dlp_keys *keys, char c, bool value)
{
	switch (c) {
	case '#':
		keys->state = REST;
		return 1;
	case '"':
	case '\'':
		open_quote(keys, c, !value);
		return 1;
	case '{':
	case '[':
		open_flow(keys);
		return 0;
	case '|':
	case '>':
		open_block(keys);
		return 1;
	case '&':
	case '!':
		keys->back = value ? VALUE : NODE;
		keys->state = TAG;
		return 1;
	default:
		break;
	}
	if (value) {
		keys->state = REST;
		return 0;
	}
	dlp_keys_name_begin(keys, false);
	keys->state = c == '-' ? DASH : WORD;
	if (keys->state == DASH)
		dlp_keys_name_add(keys, (struct dlp_span){ &c, 1 });
	return keys->state == DASH;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Returns the bytes taken; what is not is looked at again. */
static size_t step_indent(struct dlp_keys *keys, char c)
{
	if (is_blank(c))
		return 1;
	keys->start = keys->column;
	if (keys->block && keys->column >= keys->block) {
		keys->state = REST;
		return 0;
	}
	keys->block = 0;
	if (c != '#')
		settle(keys, c == '-');
	return begin_node(keys, c, false);
}

static size_t step_dash(struct dlp_keys *keys, char c)
{
	if (!is_blank(c) && c != '\n') {
		keys->state = WORD;
		return 0;
	}
	keys->naming = false;
	take_entry(keys);
	keys->state = INDENT;
	return c != '\n';
}

static size_t step_word(struct dlp_keys *keys, char c)
{
	if (c == ':') {
		keys->state = COLON;
		return 1;
	}
	if (is_blank(c) && is_marker(keys)) {
		keys->depth = 0;
		keys->deeper = 0;
		keys->naming = false;
		keys->state = INDENT;
		return 1;
	}
	if (c == '#' && keys->blank) {
		keys->state = REST;
		return 1;
	}
	keys->blank = is_blank(c);
	dlp_keys_name_add(keys, (struct dlp_span){ &c, 1 });
	if (keys->column - keys->start > DLP_KEYS_LINE_KEY)
		keys->state = REST;
	return 1;
}

static size_t step(struct dlp_keys *keys, char c)
{
	switch ((enum state)keys->state) {
	case INDENT:
		return step_indent(keys, c);
	case NODE:
		return is_blank(c) ? 1 : begin_node(keys, c, false);
	case DASH:
		return step_dash(keys, c);
	case WORD:
		return step_word(keys, c);
	case COLON:
		if (is_blank(c)) {
			take_key(keys);
			return 1;
		}
		dlp_keys_name_add(keys, DLP_SPAN(":"));
		keys->state = WORD;
		return 0;
	case QUOTED:
		if (c == ':')
			take_key(keys);
		else if (!is_blank(c))
			keys->state = REST;
		return 1;
	case VALUE:
		return is_blank(c) ? 1 : begin_node(keys, c, true);
	case TAG:
		if (is_blank(c))
			keys->state = keys->back;
		return 1;
	case FLOW:
	case REST:
		break;
	}
	return 1;
}

/* Of a word, what can only be its own. */
static size_t pass_word(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	size_t from = i;

	while (i < text.len && text.ptr[i] != ':' && text.ptr[i] != '#' &&
	       text.ptr[i] != '\n' && !is_blank(text.ptr[i]))
		i++;
	if (i > from) {
		dlp_keys_name_add(
			keys, (struct dlp_span){ text.ptr + from, i - from });
		keys->blank = false;
	}
	return i;
}

static size_t pass_blanks(struct dlp_span text, size_t i)
{
	while (i < text.len && text.ptr[i] == ' ')
		i++;
	return i;
}

size_t dlp_keys_yaml(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	while (i < text.len) {
		size_t from = i;

		if (keys->quote && keys->state != FLOW) {
			i = dlp_keys_quoted(keys, text, i);
		} else if (keys->state == FLOW) {
			i = dlp_keys_flow(keys, text, i);
			if (!keys->quote && !keys->deeper &&
			    keys->depth == keys->flow)
				keys->state = REST;
		} else if (text.ptr[i] == '\n') {
			if (keys->state == COLON)
				take_key(keys);
			if (keys->state == DASH)
				step_dash(keys, '\n');
			end_line(keys);
			i++;
			continue;
		} else if (keys->state == REST) {
			const char *end =
				memchr(text.ptr + i, '\n', text.len - i);

			i = end ? (size_t)(end - text.ptr) : text.len;
		} else {
			if (keys->state == WORD)
				i = pass_word(keys, text, i);
			else if (keys->state == INDENT)
				i = pass_blanks(text, i);
			if (i == from)
				i += step(keys, text.ptr[i]);
		}
		keys->column += i - from;
	}
	return i;
}
