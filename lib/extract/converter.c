#include "extract/converter.h"

#include <stdint.h>
#include <string.h>

#include "base/hex.h"

static char *copy(struct dlp_arena *arena, struct dlp_span s)
{
	char *p = dlp_arena_alloc(arena, s.len + 1, 1);

	if (p && s.len)
		memcpy(p, s.ptr, s.len);
	return p;
}

static struct dlp_span cut_at(struct dlp_span *rest, char c)
{
	const char *end = rest->len ? memchr(rest->ptr, c, rest->len) : NULL;
	struct dlp_span part = *rest;

	if (end)
		part.len = (size_t)(end - part.ptr);
	rest->ptr += part.len + (end != NULL);
	rest->len -= part.len + (end != NULL);
	return part;
}

/* NULL, or what is wrong. */
static const char *take_types(struct dlp_converter *converter,
			      struct dlp_span value)
{
	struct dlp_span rest = value;

	while (rest.len) {
		struct dlp_span type = dlp_span_trim(cut_at(&rest, ','));
		bool known = false;

		for (unsigned i = 0; i < DLP_FORMATS && !known; i++) {
			const struct dlp_format_info *info =
				dlp_format_info((enum dlp_format)i);

			known = dlp_span_is(type, info->name) ||
				dlp_span_is(type, info->media_type);
		}
		if (!known)
			return "no such format or media type";
	}
	converter->types = value;
	return value.len ? NULL : "no type is named";
}

static const char *take_magic(struct dlp_converter *converter, char *value,
			      size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (value[i] == '\\') {
			int high =
				len - i > 3 ? dlp_hex_digit(value[i + 2]) : -1;
			int low = high < 0 ? -1 : dlp_hex_digit(value[i + 3]);

			if (low < 0 || value[i + 1] != 'x')
				return "a backslash without xHH";
			value[n++] = (char)(high << 4 | low);
			i += 3;
		} else {
			value[n++] = value[i];
		}
	}
	converter->magic = (struct dlp_span){ value, n };
	if (n > DLP_CONVERTER_MAGIC)
		return "too many bytes";
	return n ? NULL : "no bytes";
}

static const char *take_command(struct dlp_converter *converter, char *value)
{
	size_t n = 0;

	while (*value) {
		if (n == DLP_CONVERTER_WORDS)
			return "too many words";
		converter->argv[n++] = value;
		value += strcspn(value, " \t");
		if (*value)
			*value++ = '\0';
		value += strspn(value, " \t");
	}
	converter->argv[n] = NULL;
	return n && *converter->argv[0] == '/'
		       ? NULL
		       : "a command begins with a path from /";
}

static const char *take_line(struct dlp_converter *converter,
			     struct dlp_arena *arena, struct dlp_span line)
{
	struct dlp_span value = line, key = dlp_span_trim(cut_at(&value, '='));
	char *own;

	if (key.len == dlp_span_trim(line).len)
		return "not key = value";
	value = dlp_span_trim(value);
	own = copy(arena, value);
	if (!own)
		return "out of memory";
	if (strlen(own) != value.len)
		return "NUL in a line";
	if (dlp_span_is(key, "type"))
		return take_types(converter,
				  (struct dlp_span){ own, value.len });
	if (dlp_span_is(key, "magic"))
		return take_magic(converter, own, value.len);
	if (dlp_span_is(key, "command"))
		return take_command(converter, own);
	if (!dlp_span_is(key, "output"))
		return "no such key";
	converter->records = dlp_span_is(value, "records");
	return converter->records || dlp_span_is(value, "text")
		       ? NULL
		       : "output is text or records";
}

enum dlp_status dlp_converter_parse(const char *name, struct dlp_span text,
				    struct dlp_arena *arena,
				    struct dlp_converter **converter,
				    struct dlp_error *err)
{
	struct dlp_converter *c = dlp_arena_alloc(arena, 1, sizeof(*c));
	unsigned number = 0;

	if (!c)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	*c = (struct dlp_converter){ .types = DLP_SPAN(""),
				     .magic = DLP_SPAN("") };
	c->name = copy(arena, (struct dlp_span){ name, strlen(name) });
	while (text.len) {
		struct dlp_span line = dlp_span_trim(cut_at(&text, '\n'));
		const char *bad;

		number++;
		if (!line.len || *line.ptr == '#')
			continue;
		bad = take_line(c, arena, line);
		if (bad)
			return dlp_error_set(err, DLP_SKIP, 0, "line %u: %s",
					     number, bad);
	}
	if (!c->name || !c->argv[0] || (!c->types.len && !c->magic.len))
		return dlp_error_set(err, DLP_SKIP, 0,
				     "line %u: a command, and a type or a "
				     "magic, are needed",
				     number);
	*converter = c;
	return DLP_OK;
}

static bool is_type(const struct dlp_converter *converter,
		    enum dlp_format format)
{
	const struct dlp_format_info *info = dlp_format_info(format);
	struct dlp_span rest = converter->types;

	if (!rest.len)
		return true;
	while (rest.len) {
		struct dlp_span type = dlp_span_trim(cut_at(&rest, ','));

		if (dlp_span_is(type, info->name) ||
		    dlp_span_is(type, info->media_type))
			return true;
	}
	return false;
}

const struct dlp_converter *dlp_converter_find(const struct dlp_converter *list,
					       enum dlp_format format,
					       struct dlp_span head)
{
	for (; list; list = list->next)
		if (is_type(list, format) && head.len >= list->magic.len &&
		    (!list->magic.len ||
		     !memcmp(head.ptr, list->magic.ptr, list->magic.len)))
			return list;
	return NULL;
}
