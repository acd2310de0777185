#include "base/json.h"

#include <string.h>

#include "base/json_string.h"

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

static enum dlp_status parse_string(struct parser *ps, struct dlp_span *text)
{
	struct dlp_span rest = { ++ps->p, (size_t)(ps->end - ps->p) };
	size_t n = dlp_json_plain(rest), len;
	struct dlp_json_fault fault;
	char *out;

	if (n < rest.len && rest.ptr[n] == '"') {
		*text = (struct dlp_span){ rest.ptr, n };
		ps->p += n + 1;
		return DLP_OK;
	}
	/* Decoded text is never longer than its token. */
	out = dlp_arena_claim(ps->arena, rest.len);
	if (!out)
		return fail(ps, "value over the memory limit");
	n = dlp_json_unescape(rest, out, &len, &fault);
	if (n == SIZE_MAX) {
		ps->p += fault.at;
		return fail(ps, fault.why);
	}
	dlp_arena_settle(ps->arena, out, len);
	*text = (struct dlp_span){ out, len };
	ps->p += n + 1;
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
	if (!out->len)
		return false;
	switch (out->ptr[out->len - 1]) {
	case '{':
	case '[':
	case ':':
	case ',':
	case '\n':
		return false;
	default:
		return true;
	}
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

void dlp_json_text(struct dlp_buf *out, struct dlp_span text)
{
	separate(out);
	dlp_buf_addc(out, '"');
	dlp_json_escape(out, text);
	dlp_buf_addc(out, '"');
}

void dlp_json_key(struct dlp_buf *out, const char *key)
{
	const size_t n = strlen(key);
	const bool comma = follows(out);
	char *p;

	if (dlp_buf_reserve(out, n + 3 + comma))
		return;
	p = out->ptr + out->len;
	*p = ',';
	p += comma;
	*p++ = '"';
	memcpy(p, key, n);
	p += n;
	*p++ = '"';
	*p++ = ':';
	out->len += n + 3 + comma;
}

void dlp_json_number(struct dlp_buf *out, uint64_t value)
{
	char digit[20], *p = digit + sizeof(digit);

	do
		*--p = (char)('0' + value % 10);
	while (value /= 10);
	separate(out);
	dlp_buf_add(out, p, (size_t)(digit + sizeof(digit) - p));
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
