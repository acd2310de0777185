#include "detect/keys_walk.h"

/*
 * Values in brackets: JSON, and what YAML has of it, where neither a key nor a
 * word needs quotes.  In JSON a quote opens a string wherever it stands, and is
 * a double one.
 */

enum { MARK = 1, QUOTE = 2, BLANK = 4 };

static inline unsigned meaning(char c)
{
	static const unsigned char of[256] = {
		['{'] = MARK,  ['}'] = MARK,   ['['] = MARK,   [']'] = MARK,
		[','] = MARK,  [':'] = MARK,   ['\n'] = MARK,  ['"'] = QUOTE,
		[' '] = BLANK, ['\t'] = BLANK, ['\r'] = BLANK, ['\''] = QUOTE,
	};

	return of[(unsigned char)c];
}

static bool is_json(const struct dlp_keys *keys)
{
	return keys->kind != DLP_KEYS_YAML;
}

/* Whether a key comes next, of the level that we are in. */
static bool wants_name(struct dlp_keys *keys)
{
	const struct dlp_keys_level *top = dlp_keys_top(keys);

	return top && !top->list && !top->named && !top->past;
}

static void open_level(struct dlp_keys *keys, bool list)
{
	dlp_keys_push(keys, list, 0);
	keys->naming = false;
}

static void next_item(struct dlp_keys *keys)
{
	struct dlp_keys_level *top = dlp_keys_top(keys);

	if (top) {
		top->index++;
		top->named = false;
		top->past = false;
	}
	keys->naming = false;
}

static void close_level(struct dlp_keys *keys)
{
	struct dlp_keys_level *top;

	if (keys->deeper || keys->depth > keys->flow)
		dlp_keys_pop(keys);
	top = dlp_keys_top(keys);
	if (top && is_json(keys))
		top->past = true;
	keys->naming = false;
}

static void take_mark(struct dlp_keys *keys, char c)
{
	switch (c) {
	case '{':
	case '[':
		open_level(keys, c == '[');
		break;
	case '}':
	case ']':
		close_level(keys);
		break;
	case ',':
		next_item(keys);
		break;
	case ':':
		if (keys->naming && wants_name(keys))
			dlp_keys_name_take(keys, dlp_keys_top(keys));
		break;
	default:
		break;
	}
}

/* A word, or what goes on of one: blanks may stand within, and in YAML quotes.
 */
static size_t pass_word(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	const char quote = is_json(keys) ? '"' : '\n';
	size_t from = i;

	if (!keys->inside && wants_name(keys))
		dlp_keys_name_begin(keys, false);
	keys->inside = true;
	while (i < text.len && meaning(text.ptr[i]) != MARK &&
	       text.ptr[i] != quote)
		i++;
	if (keys->naming)
		dlp_keys_name_add(
			keys, (struct dlp_span){ text.ptr + from, i - from });
	return i;
}

static void open_quote(struct dlp_keys *keys, char quote)
{
	keys->quote = quote;
	if (wants_name(keys))
		dlp_keys_name_begin(keys, quote == '"');
}

static bool opens_quote(const struct dlp_keys *keys, char c)
{
	return is_json(keys) ? c == '"' : meaning(c) == QUOTE && !keys->inside;
}

/* What comes next, of which `mark` tells if it is one. */
static size_t step(struct dlp_keys *keys, struct dlp_span text, size_t i,
		   char *mark)
{
	const char c = text.ptr[i];

	*mark = 0;
	if (keys->quote)
		return dlp_keys_quoted(keys, text, i);
	if (meaning(c) == MARK) {
		keys->inside = false;
		take_mark(keys, c);
		*mark = c;
		return i + 1;
	}
	if (opens_quote(keys, c)) {
		open_quote(keys, c);
		return i + 1;
	}
	if (keys->inside || meaning(c) != BLANK)
		return pass_word(keys, text, i);
	while (i < text.len && meaning(text.ptr[i]) == BLANK)
		i++;
	return i;
}

size_t dlp_keys_item(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	char mark = 0;

	while (i < text.len && mark != ',' && mark != '{' && mark != '[')
		i = step(keys, text, i, &mark);
	return i;
}

size_t dlp_keys_flow(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	char mark = 0;

	while (i < text.len) {
		i = step(keys, text, i, &mark);
		if (mark && keys->kind == DLP_KEYS_YAML && !keys->deeper &&
		    keys->depth == keys->flow)
			break;
	}
	return i;
}
