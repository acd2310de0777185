#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

#if defined(__x86_64__)

/*
 * Most lines are a plain key and its value, or a plain entry of a list: those
 * are taken at once, by masks of 64 bytes.
 */
enum { WINDOW = 64 };

struct line {
	uint64_t space, newline;
	uint64_t stop; /* what is no letter of a plain key */
};

__attribute__((target("avx2"))) static inline uint64_t join(__m256i low,
							    __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

__attribute__((target("avx2"))) static inline __m256i find_stops(__m256i v)
{
	const __m256i space = _mm256_set1_epi8(' ');
	const __m256i colon = _mm256_set1_epi8(':');
	const __m256i hash = _mm256_set1_epi8('#');
	/* Blanks and controls: unsigned, up to the space. */
	const __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(v, space), v);

	return _mm256_or_si256(low,
			       _mm256_or_si256(_mm256_cmpeq_epi8(v, colon),
					       _mm256_cmpeq_epi8(v, hash)));
}

__attribute__((target("avx2"))) static inline void find(struct line *line,
							const char *p)
{
	const __m256i *v = (const __m256i *)(const void *)p;
	const __m256i low = _mm256_loadu_si256(v);
	const __m256i high = _mm256_loadu_si256(v + 1);
	const __m256i space = _mm256_set1_epi8(' ');
	const __m256i newline = _mm256_set1_epi8('\n');

	line->space = join(_mm256_cmpeq_epi8(low, space),
			   _mm256_cmpeq_epi8(high, space));
	line->newline = join(_mm256_cmpeq_epi8(low, newline),
			     _mm256_cmpeq_epi8(high, newline));
	line->stop = join(find_stops(low), find_stops(high));
}

/* The first of `bits` at `from` or behind it; WINDOW for none. */
static inline size_t first(uint64_t bits, size_t from)
{
	bits = from < WINDOW ? bits >> from << from : 0;
	return bits ? (size_t)__builtin_ctzll(bits) : WINDOW;
}

/* Whether a node that begins so is a plain word, and no marker. */
static inline bool begins_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* As take_key() of `name`, which is plain; 64 bytes can be read of it. */
static inline void take_plain_key(struct dlp_keys *keys, struct dlp_span name)
{
	struct dlp_keys_level *top = dlp_keys_top(keys);

	if (!top || top->list || top->column != keys->start) {
		dlp_keys_push(keys, false, keys->start);
		top = dlp_keys_top(keys);
	}
	if (!top)
		return;
	top->named = true;
	top->name.len = name.len;
	top->name.cut = top->name.escaped = false;
	if (name.len <= WINDOW / 2)
		memcpy(top->name.text, name.ptr, WINDOW / 2);
	else
		memcpy(top->name.text, name.ptr, name.len);
}

/* The value that a line ends with, of which `from` is known to be in it. */
static inline size_t take_value(struct dlp_keys *keys, struct dlp_span text,
				size_t i, const struct line *line, size_t from)
{
	const size_t at = first(~line->space, from);
	size_t end = first(line->newline, from);

	keys->state = VALUE;
	keys->column = at;
	if (at == WINDOW || (at != end && !begins_word(text.ptr[i + at])))
		return i + at;
	if (end == WINDOW) {
		const char *nl = memchr(text.ptr + i + WINDOW, '\n',
					text.len - i - WINDOW);

		keys->state = REST;
		end = nl ? (size_t)(nl - text.ptr) - i : text.len - i;
		keys->column = end;
		if (!nl)
			return text.len;
	}
	keys->state = INDENT;
	keys->column = 0;
	return i + end + 1;
}

/*
 * As much as is plain of the line that begins at `i`, behind which WINDOW bytes
 * stand: all of it, or what is left is read byte by byte.
 */
__attribute__((target("avx2"))) static size_t
take_line(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	const char *const p = text.ptr + i;
	const struct dlp_keys_level *top;
	struct line line;
	size_t at, end;

	find(&line, p);
	at = first(~line.space, 0);
	while (at < WINDOW - 1 && p[at] == '-' && p[at + 1] == ' ') {
		keys->start = at;
		settle(keys, true);
		take_entry(keys);
		at = first(~line.space, at + 1);
	}
	keys->column = at;
	if (at >= WINDOW / 2 || !begins_word(p[at]))
		return i + at;
	end = first(line.stop, at);
	if (end >= WINDOW - 1 || p[end] == '#')
		return i + at;
	/* What else begins a line may be a marker. */
	if (p[end] == '\n' && at) {
		keys->start = at;
		settle(keys, false);
		keys->blank = false;
		keys->column = 0;
		return i + end + 1;
	}
	if (p[end] != ':' || (p[end + 1] != ' ' && p[end + 1] != '\n'))
		return i + at;
	keys->start = at;
	keys->blank = false;
	/* Most keys follow on one of the same map. */
	top = dlp_keys_top(keys);
	if (!top || top->list || top->column != at)
		settle(keys, false);
	take_plain_key(keys, (struct dlp_span){ p + at, end - at });
	return take_value(keys, text, i, &line, end + 1);
}

/* Lines from the one that begins at `i`, while all of one is plain. */
static size_t take_lines(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	size_t from = text.len;

	if (!__builtin_cpu_supports("avx2"))
		return i;
	while (from != i && keys->state == INDENT && !keys->column &&
	       !keys->block && text.len - i > WINDOW) {
		from = i;
		i = take_line(keys, text, i);
	}
	return i;
}

#else

static size_t take_lines(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	(void)keys;
	(void)text;
	return i;
}

#endif

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
			i = take_lines(keys, text, i + 1);
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
