#include "detect/keys_walk.h"

/*
 * Values in brackets: JSON, and what YAML has of it, where neither a key nor a
 * word needs quotes.
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

/* Whether a key comes next, of the level that we are in. */
static bool wants_name(struct dlp_keys *keys)
{
	const struct dlp_keys_level *top = dlp_keys_top(keys);

	return top && !top->list && !top->named;
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
	}
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
		if (keys->deeper || keys->depth > keys->flow)
			dlp_keys_pop(keys);
		keys->naming = false;
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

/* A word, or what goes on of one: quotes and blanks may stand within. */
static size_t pass_word(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	size_t from = i;

	if (!keys->inside && wants_name(keys))
		dlp_keys_name_begin(keys, false);
	keys->inside = true;
	while (i < text.len && meaning(text.ptr[i]) != MARK)
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

size_t dlp_keys_flow(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	while (i < text.len) {
		char c = text.ptr[i];
		unsigned means = meaning(c);

		if (keys->quote) {
			i = dlp_keys_quoted(keys, text, i);
		} else if (!means || (keys->inside && means != MARK)) {
			i = pass_word(keys, text, i);
		} else if (means == QUOTE) {
			open_quote(keys, c);
			i++;
		} else {
			i++;
			if (means == BLANK) {
				while (i < text.len && text.ptr[i] == ' ')
					i++;
				continue;
			}
			keys->inside = false;
			take_mark(keys, c);
			if (keys->kind == DLP_KEYS_YAML && !keys->deeper &&
			    keys->depth == keys->flow)
				break;
		}
	}
	return i;
}
