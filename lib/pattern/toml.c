#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "pattern/tree.h"

/* What a header has made of a table: tree->mark. */
enum { OPEN, NAMED, CLOSED, LIST_OF_TABLES };

struct reader {
	struct dlp_tree_maker *maker;
	const char *p, *end;
	uint32_t line;
};

static const struct dlp_span nothing;

static enum dlp_status fail(struct reader *r, const char *why,
			    struct dlp_span name)
{
	return dlp_tree_fail(r->maker, r->line, why, name);
}

static bool is_at(const struct reader *r, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(r->end - r->p) >= n && !memcmp(r->p, word, n);
}

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
		r->p++;
}

static void skip_comment(struct reader *r)
{
	if (r->p < r->end && *r->p == '#')
		while (r->p < r->end && *r->p != '\n')
			r->p++;
}

static bool skip_newline(struct reader *r)
{
	if (r->p < r->end && *r->p == '\r' && r->end - r->p > 1 &&
	    r->p[1] == '\n')
		r->p++;
	if (r->p == r->end || *r->p != '\n')
		return false;
	r->p++;
	r->line++;
	return true;
}

/* Blanks, comments and line ends, between statements and in arrays. */
static void skip_lines(struct reader *r)
{
	do {
		skip_blanks(r);
		skip_comment(r);
	} while (skip_newline(r));
}

/* \uHHHH and \UHHHHHHHH, behind the letter; NULL for what is none. */
static char *put_scalar(struct reader *r, char *out, size_t digits)
{
	uint32_t c = 0;

	if ((size_t)(r->end - r->p) < digits)
		return NULL;
	for (size_t i = 0; i < digits; i++) {
		int v = dlp_hex_digit(*r->p++);

		if (v < 0)
			return NULL;
		c = c << 4 | (uint32_t)v;
	}
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return NULL;
	/* The escape is never shorter than what it stands for. */
	return out + dlp_utf8_encode(c, out);
}

/* One escape of a basic string, behind its backslash; NULL for none. */
static char *unescape(struct reader *r, char *out, bool lines)
{
	static const char name[] = "btnfr\"\\", meant[] = "\b\t\n\f\r\"\\";
	const char *known;
	char c;

	if (r->p == r->end)
		return NULL;
	c = *r->p++;
	known = c ? strchr(name, c) : NULL;
	if (known) {
		*out++ = meant[known - name];
		return out;
	}
	if (c == 'u' || c == 'U')
		return put_scalar(r, out, c == 'u' ? 4 : 8);
	if (!lines || (c != ' ' && c != '\t' && c != '\r' && c != '\n'))
		return NULL;
	/* At the end of a line: that, and what the next begins with. */
	r->p--;
	skip_blanks(r);
	if (!skip_newline(r))
		return NULL;
	do
		skip_blanks(r);
	while (skip_newline(r));
	return out;
}

/* What stands between the quotes, which the reader is then behind. */
static enum dlp_status find_string(struct reader *r, size_t quotes,
				   struct dlp_span *raw)
{
	char quote = *r->p;
	uint32_t first = r->line;

	r->p += quotes;
	if (quotes == 3)
		skip_newline(r);
	raw->ptr = r->p;
	for (;; r->p++) {
		size_t same = 0;

		while (r->p + same < r->end && r->p[same] == quote &&
		       same < quotes + (quotes == 3 ? 2 : 0))
			same++;
		if (same >= quotes) {
			/* Up to two more quotes may stand before the last. */
			raw->len = (size_t)(r->p - raw->ptr) + same - quotes;
			r->p += same;
			return DLP_OK;
		}
		if (r->p == r->end || (quotes == 1 && *r->p == '\n')) {
			r->line = first;
			return fail(r, "a string without an end", nothing);
		}
		if (*r->p == '\\' && quote == '"' && r->end - r->p > 1)
			r->p++;
		r->line += *r->p == '\n';
	}
}

/* A string of any kind; borrowed, or a copy where escapes stood in it. */
static enum dlp_status read_string(struct reader *r, struct dlp_span *text)
{
	size_t quotes = is_at(r, "\"\"\"") || is_at(r, "'''") ? 3 : 1;
	bool basic = *r->p == '"';
	struct reader in = *r;
	char *copy, *out;

	if (find_string(r, quotes, text))
		return DLP_SKIP;
	if (!basic || !memchr(text->ptr, '\\', text->len))
		return DLP_OK;
	copy = out = dlp_arena_alloc(r->maker->arena, 1, text->len);
	if (!copy)
		return fail(r, "out of memory", nothing);
	in.p = text->ptr;
	in.end = text->ptr + text->len;
	while (in.p < in.end) {
		in.line += *in.p == '\n';
		if (*in.p != '\\') {
			*out++ = *in.p++;
			continue;
		}
		in.p++;
		out = unescape(&in, out, quotes == 3);
		if (!out)
			return fail(&in, "bad escape in a string", nothing);
	}
	*text = (struct dlp_span){ copy, (size_t)(out - copy) };
	return DLP_OK;
}

static bool is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static enum dlp_status read_key(struct reader *r, struct dlp_span *key)
{
	skip_blanks(r);
	if (r->p < r->end && (*r->p == '"' || *r->p == '\''))
		return read_string(r, key);
	*key = (struct dlp_span){ r->p, 0 };
	while (r->p < r->end && is_bare(*r->p))
		r->p++, key->len++;
	return key->len ? DLP_OK : fail(r, "a key is missing", nothing);
}

static bool take(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static enum dlp_status read_value(struct reader *r, struct dlp_tree *parent,
				  struct dlp_span key, unsigned depth);

/* What a.b = … in `table` puts its value into; `key` is the last name. */
static enum dlp_status read_path(struct reader *r, struct dlp_tree **table,
				 struct dlp_span *key)
{
	enum dlp_status status = read_key(r, key);

	for (unsigned depth = 0; !status && take(r, '.'); depth++) {
		struct dlp_tree *t = dlp_tree_get(*table, *key);

		if (depth == DLP_TREE_DEPTH)
			return fail(r, "too deep", nothing);
		if (!t)
			t = dlp_tree_add(r->maker, *table, DLP_TREE_TABLE, *key,
					 r->line);
		if (!t)
			return DLP_SKIP;
		if (t->type != DLP_TREE_TABLE || t->mark != OPEN)
			return fail(r, "is no table to add to", *key);
		*table = t;
		status = read_key(r, key);
	}
	return status;
}

static enum dlp_status read_pair(struct reader *r, struct dlp_tree *table,
				 unsigned depth)
{
	struct dlp_span key = { 0 };

	if (read_path(r, &table, &key))
		return DLP_SKIP;
	if (!take(r, '='))
		return fail(r, "no = behind a key", key);
	skip_blanks(r);
	return read_value(r, table, key, depth);
}

static enum dlp_status read_array(struct reader *r, struct dlp_tree *list,
				  unsigned depth)
{
	r->p++;
	for (;;) {
		skip_lines(r);
		if (take(r, ']'))
			return DLP_OK;
		if (r->p == r->end)
			return fail(r, "an array without an end", nothing);
		if (read_value(r, list, nothing, depth + 1))
			return DLP_SKIP;
		skip_lines(r);
		if (!take(r, ',') && (r->p == r->end || *r->p != ']'))
			return fail(r, "neither , nor ] in an array", nothing);
	}
}

static enum dlp_status read_inline(struct reader *r, struct dlp_tree *table,
				   unsigned depth)
{
	r->p++;
	if (take(r, '}')) {
		table->mark = CLOSED;
		return DLP_OK;
	}
	do
		if (read_pair(r, table, depth + 1))
			return DLP_SKIP;
	while (take(r, ','));
	table->mark = CLOSED;
	return take(r, '}') ? DLP_OK
			    : fail(r, "neither , nor } in a table", nothing);
}

static bool all_in(struct dlp_span s, const char *set)
{
	for (size_t i = 0; i < s.len; i++)
		if (!s.ptr[i] || !strchr(set, s.ptr[i]))
			return false;
	return true;
}

/* Numbers are kept as they are written: who wants one reads it. */
static bool is_plain(struct dlp_span word)
{
	if (dlp_span_is(word, "true") || dlp_span_is(word, "false"))
		return true;
	if (word.len > 2 && *word.ptr == '0' && strchr("xob", word.ptr[1]))
		return all_in((struct dlp_span){ word.ptr + 2, word.len - 2 },
			      word.ptr[1] == 'x'   ? "0123456789abcdefABCDEF_"
			      : word.ptr[1] == 'o' ? "01234567_"
						   : "01_");
	if (word.len && (*word.ptr == '+' || *word.ptr == '-'))
		word.ptr++, word.len--;
	if (dlp_span_is(word, "inf") || dlp_span_is(word, "nan"))
		return true;
	if (!word.len || *word.ptr < '0' || *word.ptr > '9')
		return false;
	return all_in(word, "0123456789_.eE+-");
}

static enum dlp_status read_plain(struct reader *r, struct dlp_tree *node)
{
	struct dlp_span word = { r->p, 0 };
	size_t dashes = 0, colons = 0;

	while (r->p < r->end && (is_bare(*r->p) || strchr("+.:", *r->p))) {
		dashes += *r->p == '-';
		colons += *r->p == ':';
		r->p++, word.len++;
	}
	if (word.len >= 5 && *word.ptr >= '0' && *word.ptr <= '9' &&
	    (colons || dashes == 2))
		return fail(r, "dates and times are not read", word);
	if (!is_plain(word))
		return fail(r, "is no value: quotes missing?", word);
	node->text = word;
	node->plain = true;
	return DLP_OK;
}

static enum dlp_status read_value(struct reader *r, struct dlp_tree *parent,
				  struct dlp_span key, unsigned depth)
{
	enum dlp_tree_type type = DLP_TREE_TEXT;
	struct dlp_tree *node;
	char c = r->p < r->end ? *r->p : '\n';

	if (depth >= DLP_TREE_DEPTH)
		return fail(r, "too deep", nothing);
	if (c == '[')
		type = DLP_TREE_LIST;
	else if (c == '{')
		type = DLP_TREE_TABLE;
	node = dlp_tree_add(r->maker, parent, type, key, r->line);
	if (!node)
		return DLP_SKIP;
	if (c == '[')
		return read_array(r, node, depth);
	if (c == '{')
		return read_inline(r, node, depth);
	if (c == '"' || c == '\'')
		return read_string(r, &node->text);
	return read_plain(r, node);
}

/* The table that a name of a header leads to, made where it is not there. */
static struct dlp_tree *step(struct reader *r, struct dlp_tree *table,
			     struct dlp_span key)
{
	struct dlp_tree *t = dlp_tree_get(table, key);

	if (!t)
		return dlp_tree_add(r->maker, table, DLP_TREE_TABLE, key,
				    r->line);
	if (t->type == DLP_TREE_LIST && t->mark == LIST_OF_TABLES)
		return t->last;
	if (t->type == DLP_TREE_TABLE && t->mark != CLOSED)
		return t;
	fail(r, "is no table", key);
	return NULL;
}

/* [a.b] and [[a.b]]. */
static enum dlp_status read_header(struct reader *r, struct dlp_tree *root,
				   struct dlp_tree **current)
{
	bool list = is_at(r, "[[");
	struct dlp_tree *table = root, *t;
	struct dlp_span key = { 0 };

	r->p += list ? 2 : 1;
	if (read_key(r, &key))
		return DLP_SKIP;
	for (unsigned depth = 0; take(r, '.'); depth++) {
		if (depth == DLP_TREE_DEPTH)
			return fail(r, "too deep", nothing);
		table = step(r, table, key);
		if (!table || read_key(r, &key))
			return DLP_SKIP;
	}
	if (!take(r, ']') || (list && !take(r, ']')))
		return fail(r, "a header without an end", key);
	t = dlp_tree_get(table, key);
	if (!list) {
		if (t && (t->type != DLP_TREE_TABLE || t->mark != OPEN))
			return fail(r, "table given twice", key);
		t = step(r, table, key);
		if (t)
			t->mark = NAMED;
		*current = t;
		return t ? DLP_OK : DLP_SKIP;
	}
	if (!t) {
		t = dlp_tree_add(r->maker, table, DLP_TREE_LIST, key, r->line);
		if (t)
			t->mark = LIST_OF_TABLES;
	}
	if (t && t->mark != LIST_OF_TABLES)
		return fail(r, "is no array of tables", key);
	*current =
		t ? dlp_tree_add(r->maker, t, DLP_TREE_TABLE, nothing, r->line)
		  : NULL;
	return *current ? DLP_OK : DLP_SKIP;
}

enum dlp_status dlp_toml_read(struct dlp_tree_maker *maker,
			      struct dlp_span text, struct dlp_tree **root)
{
	struct reader r = { maker, text.ptr, text.ptr + text.len, 1 };
	size_t valid = dlp_utf8_valid(text);
	struct dlp_tree *current;

	if (valid < text.len) {
		for (size_t i = 0; i < valid; i++)
			r.line += text.ptr[i] == '\n';
		return fail(&r, "not UTF-8", nothing);
	}
	if (is_at(&r, "\xef\xbb\xbf"))
		r.p += 3;
	*root = current = dlp_tree_add(maker, NULL, DLP_TREE_TABLE, nothing, 1);
	if (!current)
		return DLP_SKIP;
	for (;;) {
		enum dlp_status status;

		skip_lines(&r);
		if (r.p == r.end)
			return DLP_OK;
		if (*r.p == '[')
			status = read_header(&r, *root, &current);
		else
			status = read_pair(&r, current, 0);
		if (status)
			return status;
		skip_blanks(&r);
		skip_comment(&r);
		if (r.p < r.end && !skip_newline(&r))
			return fail(&r, "more on the line than one value",
				    nothing);
	}
}
