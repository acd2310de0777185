#include "validate/shape.h"

#include <string.h>

enum state {
	START,  /* before the object */
	VALUE,  /* a value must come */
	FIRST,  /* the same, or the end of an empty array */
	NAME,   /* a member's name must come */
	MEMBER, /* the same, or the end of an empty object */
	COLON,
	STRING,
	ESCAPE, /* behind a backslash */
	HEX,    /* the digits behind \u */
	WORD,   /* number, true, false, null */
	AFTER,  /* a comma or the end must come */
	DONE,
	BAD,
};

void dlp_shape_init(struct dlp_shape *shape, const char *key)
{
	*shape = (struct dlp_shape){ .key = key, .state = START };
}

bool dlp_shape_done(const struct dlp_shape *shape)
{
	return shape->state == DONE;
}

static enum state open_bracket(struct dlp_shape *shape, bool object)
{
	uint64_t bit = (uint64_t)1 << shape->depth % DLP_SHAPE_DEPTH;

	if (shape->depth == DLP_SHAPE_DEPTH)
		return BAD;
	if (object)
		shape->object |= bit;
	else
		shape->object &= ~bit;
	shape->depth++;
	return object ? MEMBER : FIRST;
}

static bool in_object(const struct dlp_shape *shape)
{
	return shape->object >> (shape->depth - 1) & 1;
}

static enum state close_bracket(struct dlp_shape *shape, char c)
{
	if (in_object(shape) != (c == '}'))
		return BAD;
	return --shape->depth ? AFTER : DONE;
}

static enum state begin_string(struct dlp_shape *shape, bool name)
{
	shape->name = name;
	shape->fits = name && shape->depth == 1;
	shape->at = 0;
	return STRING;
}

static enum state in_string(struct dlp_shape *shape, char c)
{
	if ((unsigned char)c < ' ')
		return BAD;
	if (c == '"') {
		shape->found |= shape->fits && !shape->key[shape->at];
		return shape->name ? COLON : AFTER;
	}
	shape->fits = shape->fits && c != '\\' && shape->key[shape->at] == c;
	shape->at++;
	return c == '\\' ? ESCAPE : STRING;
}

static enum state in_escape(struct dlp_shape *shape, char c)
{
	shape->at = 0;
	if (c == 'u')
		return HEX;
	return c && strchr("\"\\/bfnrt", c) ? STRING : BAD;
}

static enum state in_hex(struct dlp_shape *shape, char c)
{
	if (!c || !strchr("0123456789abcdefABCDEF", c))
		return BAD;
	return ++shape->at == 4 ? STRING : HEX;
}

static bool is_word_part(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' ||
	       c == '+' || c == '.' || c == 'E';
}

static bool is_word(const struct dlp_shape *shape)
{
	static const char *const known[] = { "true", "false", "null" };
	char first = shape->word[0];

	for (size_t i = 0; i < 3; i++)
		if (shape->at == strlen(known[i]) &&
		    !memcmp(shape->word, known[i], shape->at))
			return true;
	return first == '-' ? shape->at > 1 : first >= '0' && first <= '9';
}

static enum state in_word(struct dlp_shape *shape, char c)
{
	if (shape->at < sizeof(shape->word))
		shape->word[shape->at] = c;
	shape->at++;
	return WORD;
}

static enum state in_value(struct dlp_shape *shape, char c)
{
	if (c == '{' || c == '[')
		return open_bracket(shape, c == '{');
	if (c == '"')
		return begin_string(shape, false);
	shape->at = 0;
	return is_word_part(c) ? in_word(shape, c) : BAD;
}

static enum state after_value(struct dlp_shape *shape, char c)
{
	if (c == ',')
		return in_object(shape) ? NAME : VALUE;
	return c == '}' || c == ']' ? close_bracket(shape, c) : BAD;
}

static enum state next(struct dlp_shape *shape, char c)
{
	switch ((enum state)shape->state) {
	case START:
		return c == '{' ? open_bracket(shape, true) : BAD;
	case FIRST:
		return c == ']' ? close_bracket(shape, c) : in_value(shape, c);
	case VALUE:
		return in_value(shape, c);
	case MEMBER:
		if (c == '}')
			return close_bracket(shape, c);
		return c == '"' ? begin_string(shape, true) : BAD;
	case NAME:
		return c == '"' ? begin_string(shape, true) : BAD;
	case COLON:
		return c == ':' ? VALUE : BAD;
	case AFTER:
		return after_value(shape, c);
	default:
		return BAD;
	}
}

bool dlp_shape_add(struct dlp_shape *shape, char c)
{
	enum state state = (enum state)shape->state;

	if (state == WORD && !is_word_part(c))
		state = is_word(shape) ? AFTER : BAD;
	shape->state = (unsigned char)state;
	if (state == STRING)
		state = in_string(shape, c);
	else if (state == ESCAPE)
		state = in_escape(shape, c);
	else if (state == HEX)
		state = in_hex(shape, c);
	else if (state == WORD)
		state = in_word(shape, c);
	else if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
		state = next(shape, c);
	shape->state = (unsigned char)state;
	return state != BAD;
}
