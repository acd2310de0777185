#include "pattern/expression.h"

#include <string.h>

enum { ITEMS_MAX = 4096 }; /* of one list */

struct reader {
	struct dlp_import *im;
	const struct dlp_tree *node; /* for notes */
	const char *p, *end;
	unsigned depth;
	struct dlp_allows *out;
};

enum target { SECRET, MATCH, LINE, PATH, OTHER };

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && *r->p && strchr(" \t\r\n", *r->p))
		r->p++;
}

/* Take `word`, where it stands next. */
static bool take(struct reader *r, const char *word)
{
	size_t n = strlen(word);

	skip_blanks(r);
	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return false;
	r->p += n;
	return true;
}

/* `raw`, or "with escapes" of which only \\ and \" are known. */
static bool read_string(struct reader *r, struct dlp_span *out)
{
	const char *from, *p;
	char quote, *copy;
	size_t n = 0;

	skip_blanks(r);
	if (r->p == r->end || (*r->p != '`' && *r->p != '"' && *r->p != '\''))
		return false;
	quote = *r->p;
	from = p = r->p + 1;
	while (p < r->end && *p != quote)
		p += *p == '\\' && quote != '`' && r->end - p > 1 ? 2 : 1;
	if (p >= r->end)
		return false;
	r->p = p + 1;
	copy = dlp_arena_alloc(r->im->arena, 1, (size_t)(p - from) + 1);
	if (!copy) {
		dlp_import_fail(r->im);
		return false;
	}
	for (; from < p; from++) {
		if (*from == '\\' && quote != '`' &&
		    (!*++from || !strchr("\\\"'", *from)))
			return false;
		copy[n++] = *from;
	}
	*out = (struct dlp_span){ copy, n };
	return true;
}

/* finding["secret"], or get(attributes, "path", ""). */
static enum target read_target(struct reader *r)
{
	static const char *const name[] = { "secret", "match", "line" };
	struct dlp_span key, none;

	if (take(r, "finding")) {
		if (!take(r, "[") || !read_string(r, &key) || !take(r, "]"))
			return OTHER;
		for (int i = 0; i < 3; i++)
			if (dlp_span_is(key, name[i]))
				return (enum target)i;
		return OTHER;
	}
	if (take(r, "get") && take(r, "(") && take(r, "attributes") &&
	    take(r, ",") && read_string(r, &key) && take(r, ",") &&
	    read_string(r, &none) && take(r, ")") && dlp_span_is(key, "path"))
		return PATH;
	return OTHER;
}

/* [ "…", … ] as a list of texts. */
static bool read_list(struct reader *r, struct dlp_tree *list)
{
	struct dlp_tree *last = NULL;

	if (!take(r, "["))
		return false;
	*list = (struct dlp_tree){ .type = DLP_TREE_LIST,
				   .line = r->node->line,
				   .key = r->node->key };
	while (!take(r, "]")) {
		struct dlp_tree *item =
			dlp_arena_alloc(r->im->arena, 1, sizeof(*item));

		if (!item)
			dlp_import_fail(r->im);
		if (!item || list->count++ == ITEMS_MAX ||
		    !read_string(r, &item->text))
			return false;
		item->line = r->node->line;
		if (last)
			last->next = item;
		else
			list->child = item;
		last = item;
		if (!take(r, ",") && (r->p == r->end || *r->p != ']'))
			return false;
	}
	return true;
}

static bool read_entropy(struct reader *r)
{
	struct dlp_span number;

	if (!take(r, "(") || read_target(r) != SECRET || !take(r, ")") ||
	    (!take(r, "<=") && !take(r, "<")))
		return false;
	skip_blanks(r);
	number = (struct dlp_span){ r->p, 0 };
	while (r->p < r->end && *r->p && strchr("0123456789.", *r->p))
		r->p++, number.len++;
	if (!number.len || number.len > 6)
		return false;
	r->out->entropy = number;
	return true;
}

static bool read_any(struct reader *r, bool regexes)
{
	struct dlp_list *to[] = { &r->out->value, &r->out->match, &r->out->line,
				  &r->out->paths };
	struct dlp_tree list;
	enum target target;

	if (!take(r, "("))
		return false;
	target = read_target(r);
	if (target == OTHER || (!regexes && target != SECRET) ||
	    !take(r, ",") || !read_list(r, &list) || !take(r, ")"))
		return false;
	if (regexes)
		dlp_import_regexes(r->im, &list, to[target]);
	else
		dlp_import_texts(r->im, &list, &r->out->words);
	return true;
}

/* A test, or several in brackets; false where it is not known. */
static bool read_test(struct reader *r)
{
	if (take(r, "(")) {
		bool ok = ++r->depth < DLP_TREE_DEPTH && read_test(r);

		while (ok && take(r, "||"))
			ok = read_test(r);
		r->depth--;
		return ok && take(r, ")");
	}
	take(r, "filter.");
	if (take(r, "entropy"))
		return read_entropy(r);
	if (take(r, "matchesAny"))
		return read_any(r, true);
	return take(r, "containsAny") && read_any(r, false);
}

void dlp_expression_read(struct dlp_import *im, const struct dlp_tree *node,
			 struct dlp_allows *out)
{
	struct dlp_allows read = { 0 };
	struct reader r = { .im = im,
			    .node = node,
			    .p = node->text.ptr,
			    .end = node->text.ptr + node->text.len,
			    .out = &read };
	bool ok = node->text.len && read_test(&r);

	while (ok && take(&r, "||"))
		ok = read_test(&r);
	skip_blanks(&r);
	if (ok && r.p == r.end)
		*out = read;
	else
		dlp_import_note(im, DLP_NOTE_PART, node,
				"an expression that is not known: ignored");
}
