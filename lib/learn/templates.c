#include "learn/templates.h"

/* Xorshift (Marsaglia 2003). */
static size_t draw(struct dlp_templates *t, size_t below)
{
	if (!t->random)
		t->random = UINT64_C(88172645463325252);
	t->random ^= t->random << 13;
	t->random ^= t->random >> 7;
	t->random ^= t->random << 17;
	return (size_t)((t->random >> 24) % below);
}

/* What is before the first `c`, or all; `*rest` becomes what is behind. */
static struct dlp_span cut(struct dlp_span s, char c, struct dlp_span *rest)
{
	const char *end = s.len ? memchr(s.ptr, c, s.len) : NULL;
	size_t len = end ? (size_t)(end - s.ptr) : s.len;

	rest->ptr = s.ptr + len + (end != NULL);
	rest->len = s.len - len - (end != NULL);
	return (struct dlp_span){ s.ptr, len };
}

static size_t count(struct dlp_span s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.ptr[i] == c;
	return n;
}

/* One of the parts that `c` separates. */
static struct dlp_span choose(struct dlp_templates *t, struct dlp_span s,
			      char c)
{
	size_t n = draw(t, count(s, c) + 1);
	struct dlp_span part;

	do
		part = cut(s, c, &s);
	while (n--);
	return dlp_span_trim(part);
}

static bool starts(struct dlp_span s, const char *word)
{
	return s.len >= strlen(word) && !memcmp(s.ptr, word, strlen(word));
}

/* A word of a list, where the field is one. */
static bool add_listed(struct dlp_templates *t, struct dlp_span name,
		       struct dlp_buf *out)
{
	bool small = starts(name, "small");
	struct dlp_span word;
	size_t at = out->len;

	if (small)
		name.ptr += strlen("small"), name.len -= strlen("small");
	if (dlp_span_is(name, "given"))
		word = t->given;
	else if (dlp_span_is(name, "family"))
		word = t->family;
	else
		return false;
	if (word.len && word.ptr[word.len - 1] == '\n')
		word.len--;
	word = choose(t, word, '\n');
	if (dlp_buf_addspan(out, word) || small || !word.len)
		return true;
	if (out->ptr[at] >= 'a' && out->ptr[at] <= 'z')
		out->ptr[at] = (char)(out->ptr[at] - 0x20);
	/* The letters of Latin-1 have their capitals 0x20 below too. */
	else if (out->ptr[at] == '\xc3' && word.len > 1)
		out->ptr[at + 1] = (char)(out->ptr[at + 1] & ~0x20);
	return true;
}

static const struct dlp_template_field *find(const struct dlp_templates *t,
					     struct dlp_span name)
{
	for (size_t i = 0; i < t->fields; i++)
		if (dlp_span_eq(t->field[i].name, name))
			return &t->field[i];
	return NULL;
}

static enum dlp_status fault(const struct dlp_templates *t,
			     struct dlp_error *err, const char *what)
{
	return dlp_error_set(err, DLP_SKIP, 0, "line %zu: %s", t->lines, what);
}

static void mark(struct dlp_conll *out, enum dlp_name_kind kind, size_t start)
{
	if (out->marks < DLP_CONLL_MARKS && out->text.len > start)
		out->mark[out->marks++] =
			(struct dlp_name){ kind, start, out->text.len, 1 };
}

/* Add `s` with its fields; `named`: it is in a name already. */
static enum dlp_status add(struct dlp_templates *t, struct dlp_span s,
			   bool named, struct dlp_conll *out,
			   struct dlp_error *err)
{
	while (s.len) {
		const struct dlp_template_field *field;
		struct dlp_span name;
		size_t start;
		bool is;

		dlp_buf_addspan(&out->text, cut(s, '{', &s));
		if (!s.len)
			break;
		name = cut(s, '}', &s);
		if (add_listed(t, name, &out->text))
			continue;
		field = find(t, name);
		if (!field)
			return fault(t, err, "no such field");
		if (t->uses++ == DLP_TEMPLATE_USES)
			return fault(t, err, "too many fields in a sentence");
		start = out->text.len;
		is = !named && field->kind != DLP_NAME_KINDS;
		if (add(t, choose(t, field->choices, '|'), named || is, out,
			err))
			return DLP_SKIP;
		if (is)
			mark(out, field->kind, start);
	}
	return DLP_OK;
}

static enum dlp_status define(struct dlp_templates *t, struct dlp_span line,
			      struct dlp_error *err)
{
	struct dlp_template_field field = { .kind = DLP_NAME_KINDS };
	struct dlp_span tag;

	line.ptr++, line.len--;
	field.name = cut(line, ' ', &line);
	tag = cut(line, ' ', &field.choices);
	if (!field.name.len || !field.choices.len)
		return fault(t, err, "not a field");
	if (!dlp_span_is(tag, "-") && !dlp_conll_kind(tag, &field.kind))
		return fault(t, err, "no such kind of name");
	if (t->fields == DLP_TEMPLATE_FIELDS)
		return fault(t, err, "too many fields");
	t->field[t->fields++] = field;
	return DLP_OK;
}

static enum dlp_status read_line(struct dlp_templates *t, struct dlp_error *err)
{
	struct dlp_span line = dlp_span_trim(cut(t->rest, '\n', &t->rest));

	t->lines++;
	if (!line.len || *line.ptr == '#')
		return DLP_OK;
	if (*line.ptr == '=')
		return define(t, line, err);
	t->line = line;
	t->times = count(line, '{') ? DLP_TEMPLATE_TIMES : DLP_TEMPLATE_PLAIN;
	return DLP_OK;
}

enum dlp_status dlp_templates_next(struct dlp_templates *t,
				   struct dlp_conll *out, struct dlp_error *err)
{
	while (!t->times) {
		if (!t->rest.len)
			return DLP_EOF;
		if (read_line(t, err))
			return DLP_SKIP;
	}
	t->times--;
	t->uses = 0;
	dlp_buf_clear(&out->text);
	out->marks = 0;
	if (add(t, t->line, false, out, err))
		return DLP_SKIP;
	return out->text.status ? DLP_FATAL : DLP_OK;
}
