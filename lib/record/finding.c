#include "record/finding.h"

#include <string.h>

#include "base/base64.h"
#include "base/json_string.h"
#include "base/utf8.h"

enum {
	NUMBER = 20, /* digits of the longest */
	/* What is written of a finding beside texts: names, numbers, marks. */
	FRAME = 512,
};

/*
 * Each of these writes at `to`, where room was made for all, and returns the
 * end of what it wrote.
 */
static inline char *put(char *to, const char *s, size_t len)
{
	memcpy(to, s, len);
	return to + len;
}

/* A literal: its length is known when this is compiled. */
#define PUT(to, literal) put(to, literal, sizeof(literal) - 1)

static char *put_number(char *to, uint64_t value)
{
	char digit[NUMBER], *p = digit + sizeof(digit);

	do
		*--p = (char)('0' + value % 10);
	while (value /= 10);
	return put(to, p, (size_t)(digit + sizeof(digit) - p));
}

static char *put_text(char *to, struct dlp_span text)
{
	*to++ = '"';
	to = dlp_json_escape_at(to, text);
	*to++ = '"';
	return to;
}

static char *put_list(char *to, const struct dlp_span *list, size_t count)
{
	*to++ = '[';
	for (size_t i = 0; i < count; i++) {
		to = put_text(to, list[i]);
		*to++ = ',';
	}
	to[-1] = ']';
	return to;
}

/* A member that is left out where there is nothing to say. */
#define PUT_TEXT(to, name, text) \
	((text).len ? put_text(PUT(to, ",\"" name "\":"), text) : (to))
#define PUT_LIST(to, name, list, count) \
	((count) ? put_list(PUT(to, ",\"" name "\":"), list, count) : (to))

static char *put_parts(char *to, const struct dlp_finding *f)
{
	to = PUT(to, ",\"parts\":{");
	for (size_t i = 0; i < f->parts; i++) {
		to = put_text(to, f->part[i].name);
		to = PUT(to, ":[");
		to = put_number(to, f->part[i].offset);
		*to++ = ',';
		to = put_number(to, f->part[i].length);
		to = PUT(to, "],");
	}
	to[-1] = '}';
	return to;
}

/* Two decimals, whatever the locale says. */
static char *put_score(char *to, double score)
{
	unsigned hundredths = (unsigned)(score * 100 + 0.5);

	to = put_number(to, hundredths / 100);
	*to++ = '.';
	*to++ = (char)('0' + hundredths / 10 % 10);
	*to++ = (char)('0' + hundredths % 10);
	return to;
}

static size_t list_room(const struct dlp_span *list, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += list[i].len;
	return DLP_JSON_ROOM(n) + 3 * count; /* quotes, comma */
}

/* As many bytes as what is written here can be. */
static size_t room(const struct dlp_finding *f)
{
	const struct dlp_span text[] = { f->rule,        f->name,      f->match,
					 f->excerpt,     f->value_id,  f->value,
					 f->fingerprint, f->suppressed };
	size_t n = FRAME + f->at.len;

	for (size_t i = 0; i < f->parts; i++)
		n += DLP_JSON_ROOM(f->part[i].name.len) + 2 * NUMBER + 7;
	return n + list_room(text, sizeof(text) / sizeof(*text)) +
	       list_room(f->why, f->whys) + list_room(f->also, f->alsos) +
	       list_room(f->decoded, f->decodes);
}

/* A word of ours: nothing in it is escaped. */
static char *put_word(char *to, const char *word)
{
	*to++ = '"';
	to = put(to, word, strlen(word));
	*to++ = '"';
	return to;
}

static char *put_level(char *to, const struct dlp_finding *f)
{
	to = put_word(PUT(to, ",\"category\":"),
		      dlp_category_name(f->category));
	to = put_word(PUT(to, ",\"severity\":"),
		      dlp_severity_name(f->severity));
	to = put_word(PUT(to, ",\"confidence\":"),
		      dlp_confidence_name(f->confidence));
	return put_score(PUT(to, ",\"score\":"), f->score);
}

void dlp_finding_write(struct dlp_buf *out, const struct dlp_finding *f)
{
	const bool is_text = dlp_utf8_valid(f->value) == f->value.len;
	char *to;

	if (dlp_buf_reserve(out, room(f)))
		return;
	to = out->ptr + out->len;
	if (f->at.len)
		to = put(PUT(to, ",\"at\":"), f->at.ptr, f->at.len);
	to = put_number(PUT(to, ",\"line\":"), f->line);
	to = put_number(PUT(to, ",\"column\":"), f->column);
	to = put_number(PUT(to, ",\"offset\":"), f->offset);
	to = put_number(PUT(to, ",\"length\":"), f->length);
	if (f->parts)
		to = put_parts(to, f);
	to = PUT_TEXT(to, "rule", f->rule);
	to = PUT_TEXT(to, "name", f->name);
	to = put_level(to, f);
	to = PUT_LIST(to, "why", f->why, f->whys);
	to = PUT_TEXT(to, "match", f->match);
	to = PUT_TEXT(to, "excerpt", f->excerpt);
	to = PUT_TEXT(to, "fingerprint", f->fingerprint);
	to = PUT_TEXT(to, "value_id", f->value_id);
	to = PUT_LIST(to, "decoded", f->decoded, f->decodes);
	to = PUT_LIST(to, "also", f->also, f->alsos);
	to = PUT_TEXT(to, "suppressed", f->suppressed);
	if (is_text)
		to = PUT_TEXT(to, "value", f->value);
	out->len = (size_t)(to - out->ptr);
	if (is_text)
		return;
	dlp_json_key(out, "value_bytes");
	dlp_buf_addc(out, '"');
	dlp_base64_encode(out, f->value);
	dlp_buf_addc(out, '"');
}
