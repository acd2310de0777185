#include "pattern/tree.h"

#include <errno.h>

enum dlp_status dlp_tree_fail(const struct dlp_tree_maker *maker, uint32_t line,
			      const char *why, struct dlp_span name)
{
	struct dlp_span file = maker->file;

	return dlp_error_set(maker->err, DLP_SKIP, 0, "%.*s:%u: %s%s%.*s",
			     (int)(file.len > 60 ? 60 : file.len), file.ptr,
			     line, why, name.len ? ": " : "",
			     (int)(name.len > 40 ? 40 : name.len),
			     name.len ? name.ptr : "");
}

struct dlp_tree *dlp_tree_get(const struct dlp_tree *table, struct dlp_span key)
{
	if (!table || table->type != DLP_TREE_TABLE)
		return NULL;
	for (struct dlp_tree *t = table->child; t; t = t->next)
		if (dlp_span_eq(t->key, key))
			return t;
	return NULL;
}

struct dlp_tree *dlp_tree_add(struct dlp_tree_maker *maker,
			      struct dlp_tree *parent, enum dlp_tree_type type,
			      struct dlp_span key, uint32_t line)
{
	bool in_table = parent && parent->type == DLP_TREE_TABLE;
	struct dlp_tree *node;

	if (in_table && dlp_tree_get(parent, key)) {
		dlp_tree_fail(maker, line, "key given twice", key);
		return NULL;
	}
	if (maker->nodes == DLP_TREE_NODES ||
	    (in_table && parent->count == DLP_TREE_KEYS)) {
		dlp_tree_fail(maker, line, "too many values",
			      (struct dlp_span){ 0 });
		return NULL;
	}
	node = dlp_arena_alloc(maker->arena, 1, sizeof(*node));
	if (!node) {
		dlp_error_set(maker->err, DLP_SKIP, ENOMEM, "out of memory");
		return NULL;
	}
	maker->nodes++;
	node->type = type;
	node->key = key;
	node->line = line;
	if (!parent)
		return node;
	if (parent->last)
		parent->last->next = node;
	else
		parent->child = node;
	parent->last = node;
	parent->count++;
	return node;
}
