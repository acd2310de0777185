#include "base/json.h"

#include <string.h>

#include "base/utf8.h"

struct parser {
	const char *start, *p, *end;
	struct dlp_arena *arena;
	struct dlp_error *err;
	unsigned depth;
};

static enum dlp_status fail(struct parser *ps, const char *why)
{
	dlp_error_set(ps->err, DLP_SKIP, 0, "%s", why);
	ps->err->offset = (size_t)(ps->p - ps->start);
	return DLP_SKIP;
}

static void skip_space(struct parser *ps)
{
	while (ps->p < ps->end && (*ps->p == ' ' || *ps->p == '\t' ||
				   *ps->p == '\n' || *ps->p == '\r'))
		ps->p++;
}

/* Four hex digits at `p`, or -1. */
static int32_t hex4(const char *p, const char *end)
{
	int32_t v = 0;

	if (end - p < 4)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			v = v << 4 | (c - 'A' + 10);
		else
			return -1;
	}
	return v;
}

/* The escape at ps->p, behind its backslash; its bytes in `out`. */
static size_t unescape(struct parser *ps, char out[DLP_UTF8_MAX])
{
	static const char name[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *known;
	int32_t cp, low;

	if (ps->p == ps->end)
		return 0;
	if (*ps->p != 'u') {
		known = memchr(name, *ps->p, sizeof(name) - 1);
		if (!known)
			return 0;
		ps->p++;
		*out = meant[known - name];
		return 1;
	}
	cp = hex4(ps->p + 1, ps->end);
	if (cp < 0 || (cp >= 0xdc00 && cp <= 0xdfff))
		return 0;
	ps->p += 5;
	if (cp >= 0xd800 && cp <= 0xdbff) {
		if (ps->end - ps->p < 6 || ps->p[0] != '\\' || ps->p[1] != 'u')
			return 0;
		low = hex4(ps->p + 2, ps->end);
		if (low < 0xdc00 || low > 0xdfff)
			return 0;
		ps->p += 6;
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	}
	return dlp_utf8_encode((uint32_t)cp, out);
}

/* How far from `p` a string goes on without quote, backslash or control. */
static const char *plain_run(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p >= 0x20 && *p != '"' && *p != '\\')
		p++;
	return p;
}

/* The end of the token whose first byte stands at `p`; NULL without one. */
static const char *string_end(const char *p, const char *end)
{
	while ((p = plain_run(p, end)) < end && *p == '\\')
		p = end - p < 2 ? end : p + 2;
	return p < end && *p == '"' ? p : NULL;
}

static enum dlp_status parse_string(struct parser *ps, struct dlp_span *text)
{
	const char *from = ++ps->p, *quote = string_end(from, ps->end);
	struct dlp_span token;
	char *out;

	if (!quote)
		return fail(ps, "string without an end or with a control byte");
	token = (struct dlp_span){ from, (size_t)(quote - from) };
	if (dlp_utf8_valid(token) != token.len)
		return fail(ps, "string is not UTF-8");
	if (!memchr(from, '\\', token.len)) {
		*text = token;
		ps->p = quote + 1;
		return DLP_OK;
	}
	/* Decoded text is never longer than its token. */
	out = dlp_arena_alloc(ps->arena, 1, token.len);
	if (!out)
		return fail(ps, "value over the memory limit");
	*text = (struct dlp_span){ out, 0 };
	while (ps->p < quote) {
		const char *stop = plain_run(ps->p, quote);
		size_t n = (size_t)(stop - ps->p);

		memcpy(out + text->len, ps->p, n);
		text->len += n;
		ps->p = stop;
		if (stop == quote)
			break;
		ps->p++;
		n = unescape(ps, out + text->len);
		if (!n)
			return fail(ps, "bad escape in a string");
		text->len += n;
	}
	ps->p = quote + 1;
	return DLP_OK;
}

static size_t digits(struct parser *ps)
{
	const char *from = ps->p;

	while (ps->p < ps->end && *ps->p >= '0' && *ps->p <= '9')
		ps->p++;
	return (size_t)(ps->p - from);
}

/* RFC 8259, section 6. */
static enum dlp_status parse_number(struct parser *ps)
{
	const char *lead;

	if (*ps->p == '-')
		ps->p++;
	lead = ps->p;
	if (!digits(ps) || (*lead == '0' && ps->p - lead > 1))
		return fail(ps, "bad number");
	if (ps->p < ps->end && *ps->p == '.') {
		ps->p++;
		if (!digits(ps))
			return fail(ps, "bad number");
	}
	if (ps->p < ps->end && (*ps->p == 'e' || *ps->p == 'E')) {
		ps->p++;
		if (ps->p < ps->end && (*ps->p == '+' || *ps->p == '-'))
			ps->p++;
		if (!digits(ps))
			return fail(ps, "bad number");
	}
	return DLP_OK;
}

static enum dlp_status parse_word(struct parser *ps, enum dlp_json_type *type)
{
	static const struct {
		const char *word;
		size_t len;
		enum dlp_json_type type;
	} known[] = {
		{ "null", 4, DLP_JSON_NULL },
		{ "false", 5, DLP_JSON_FALSE },
		{ "true", 4, DLP_JSON_TRUE },
	};
	size_t left = (size_t)(ps->end - ps->p);

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (left >= known[i].len &&
		    !memcmp(ps->p, known[i].word, known[i].len)) {
			ps->p += known[i].len;
			*type = known[i].type;
			return DLP_OK;
		}
	return fail(ps, "not JSON");
}

static enum dlp_status parse_value(struct parser *ps, struct dlp_json *value);

static enum dlp_status parse_member(struct parser *ps, struct dlp_json *parent,
				    struct dlp_json *member)
{
	if (ps->p == ps->end || *ps->p != '"')
		return fail(ps, "member without a name");
	if (parse_string(ps, &member->key))
		return DLP_SKIP;
	for (struct dlp_json *m = parent->child; m; m = m->next)
		if (m != member && dlp_span_eq(m->key, member->key))
			return fail(ps, "duplicate member");
	skip_space(ps);
	if (ps->p == ps->end || *ps->p != ':')
		return fail(ps, "member without a value");
	ps->p++;
	skip_space(ps);
	return DLP_OK;
}

/* What stands between the brackets of `parent`, and the closing one. */
static enum dlp_status parse_children(struct parser *ps,
				      struct dlp_json *parent)
{
	const bool object = parent->type == DLP_JSON_OBJECT;
	const char close = object ? '}' : ']';
	struct dlp_json **link = &parent->child;
	size_t count = 0;

	if (++ps->depth > DLP_JSON_DEPTH)
		return fail(ps, "nested too deeply");
	ps->p++;
	skip_space(ps);
	if (ps->p < ps->end && *ps->p == close)
		goto done;
	for (;;) {
		struct dlp_json *value;

		value = dlp_arena_alloc(ps->arena, 1, sizeof(*value));
		if (!value)
			return fail(ps, "value over the memory limit");
		if (object && ++count > DLP_JSON_MEMBERS)
			return fail(ps, "too many members");
		if (object && parse_member(ps, parent, value))
			return DLP_SKIP;
		if (parse_value(ps, value))
			return DLP_SKIP;
		*link = value;
		link = &value->next;
		skip_space(ps);
		if (ps->p == ps->end)
			return fail(ps, "cut off");
		if (*ps->p == close)
			break;
		if (*ps->p != ',')
			return fail(ps, "comma or closing bracket expected");
		ps->p++;
		skip_space(ps);
	}
done:
	ps->p++;
	ps->depth--;
	return DLP_OK;
}

static enum dlp_status parse_value(struct parser *ps, struct dlp_json *value)
{
	const char *from = ps->p;
	enum dlp_status status;

	if (ps->p == ps->end)
		return fail(ps, "cut off");
	switch (*ps->p) {
	case '"':
		value->type = DLP_JSON_STRING;
		status = parse_string(ps, &value->text);
		break;
	case '{':
		value->type = DLP_JSON_OBJECT;
		status = parse_children(ps, value);
		break;
	case '[':
		value->type = DLP_JSON_ARRAY;
		status = parse_children(ps, value);
		break;
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		value->type = DLP_JSON_NUMBER;
		status = parse_number(ps);
		break;
	default:
		status = parse_word(ps, &value->type);
	}
	if (status)
		return status;
	value->raw = (struct dlp_span){ from, (size_t)(ps->p - from) };
	if (value->type == DLP_JSON_NUMBER)
		value->text = value->raw;
	return DLP_OK;
}

enum dlp_status dlp_json_parse(struct dlp_span in, struct dlp_arena *arena,
			       struct dlp_json **root, struct dlp_error *err)
{
	struct parser ps = { in.ptr, in.ptr, in.ptr + in.len, arena, err, 0 };
	struct dlp_json *value = dlp_arena_alloc(arena, 1, sizeof(*value));

	if (!value)
		return fail(&ps, "value over the memory limit");
	skip_space(&ps);
	if (parse_value(&ps, value))
		return DLP_SKIP;
	skip_space(&ps);
	if (ps.p != ps.end)
		return fail(&ps, "bytes behind the value");
	*root = value;
	return DLP_OK;
}

const struct dlp_json *dlp_json_get(const struct dlp_json *object,
				    const char *key)
{
	struct dlp_span name = { key, strlen(key) };

	if (!object || object->type != DLP_JSON_OBJECT)
		return NULL;
	for (const struct dlp_json *m = object->child; m; m = m->next)
		if (dlp_span_eq(m->key, name))
			return m;
	return NULL;
}

bool dlp_json_uint(const struct dlp_json *value, uint64_t *out)
{
	uint64_t v = 0;

	if (!value || value->type != DLP_JSON_NUMBER)
		return false;
	for (size_t i = 0; i < value->text.len; i++) {
		unsigned digit = (unsigned)value->text.ptr[i] - '0';

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

/* Whether a value that comes now follows another one. */
static bool follows(const struct dlp_buf *out)
{
	return out->len && !strchr("{[:,\n", out->ptr[out->len - 1]);
}

static void separate(struct dlp_buf *out)
{
	if (follows(out))
		dlp_buf_addc(out, ',');
}

void dlp_json_open(struct dlp_buf *out, char bracket)
{
	separate(out);
	dlp_buf_addc(out, bracket);
}

void dlp_json_close(struct dlp_buf *out, char bracket)
{
	dlp_buf_addc(out, bracket);
}

/* One for each line of a text: not through printf(3). */
static void add_escape(struct dlp_buf *out, char c)
{
	const char pair[] = { '\\', c };

	dlp_buf_add(out, pair, sizeof(pair));
}

void dlp_json_escape(struct dlp_buf *out, struct dlp_span text)
{
	static const char name[] = "btnvfr";

	while (text.len) {
		const char *stop = plain_run(text.ptr, text.ptr + text.len);
		size_t n = (size_t)(stop - text.ptr);
		size_t good = dlp_utf8_valid((struct dlp_span){ text.ptr, n });
		unsigned char c;

		dlp_buf_add(out, text.ptr, good);
		text.ptr += good;
		text.len -= good;
		if (!text.len)
			break;
		c = (unsigned char)*text.ptr;
		if (good < n)
			dlp_buf_adds(out, "\xef\xbf\xbd");
		else if (c == '"' || c == '\\')
			add_escape(out, (char)c);
		else if (c >= '\b' && c <= '\r' && c != '\v')
			add_escape(out, name[c - '\b']);
		else
			dlp_buf_addf(out, "\\u%04x", c);
		text.ptr++;
		text.len--;
	}
}

void dlp_json_text(struct dlp_buf *out, struct dlp_span text)
{
	separate(out);
	dlp_buf_addc(out, '"');
	dlp_json_escape(out, text);
	dlp_buf_addc(out, '"');
}

void dlp_json_key(struct dlp_buf *out, const char *key)
{
	dlp_json_text(out, (struct dlp_span){ key, strlen(key) });
	dlp_buf_addc(out, ':');
}

void dlp_json_number(struct dlp_buf *out, uint64_t value)
{
	separate(out);
	dlp_buf_addf(out, "%llu", (unsigned long long)value);
}

void dlp_json_bool(struct dlp_buf *out, bool value)
{
	separate(out);
	dlp_buf_adds(out, value ? "true" : "false");
}

void dlp_json_raw(struct dlp_buf *out, struct dlp_span json)
{
	separate(out);
	dlp_buf_addspan(out, json);
}

void dlp_json_add_text(struct dlp_buf *out, const char *key,
		       struct dlp_span text)
{
	dlp_json_key(out, key);
	dlp_json_text(out, text);
}

void dlp_json_add_number(struct dlp_buf *out, const char *key, uint64_t value)
{
	dlp_json_key(out, key);
	dlp_json_number(out, value);
}
