#ifndef DLP_TREE_H
#define DLP_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

/*
 * What a TOML or YAML file says, as far as rule files need it: texts, lists
 * and tables, each with its line.  The files are hostile input: how much there
 * is of it, how deep, and how many keys a table has is bounded.
 */

enum {
	DLP_TREE_DEPTH = 64,        /* tables and lists within one another */
	DLP_TREE_NODES = 512 << 10, /* in one file */
	DLP_TREE_KEYS = 256,        /* of one table */
};

enum dlp_tree_type { DLP_TREE_TEXT, DLP_TREE_LIST, DLP_TREE_TABLE };

struct dlp_tree {
	enum dlp_tree_type type;
	bool plain;           /* a text without quotes: a number, say */
	uint8_t mark;         /* the reader's */
	uint32_t line;        /* from 1 */
	struct dlp_span key;  /* in a table */
	struct dlp_span text; /* of a text */
	struct dlp_tree *child, *last, *next;
	size_t count; /* of children */
};

/* Where one is made: everything lives as long as the arena. */
struct dlp_tree_maker {
	struct dlp_arena *arena;
	struct dlp_span file; /* for messages */
	size_t nodes;
	struct dlp_error *err;
};

/*
 * A new last child of `parent`, or a root where that is NULL.  NULL with the
 * error set: no memory, too many, or a key that is there already.
 */
struct dlp_tree *dlp_tree_add(struct dlp_tree_maker *maker,
			      struct dlp_tree *parent, enum dlp_tree_type type,
			      struct dlp_span key, uint32_t line);

/* DLP_SKIP with "file:line: why: name". */
enum dlp_status dlp_tree_fail(const struct dlp_tree_maker *maker, uint32_t line,
			      const char *why, struct dlp_span name);

/* The member of a table whose key it is; NULL where there is none. */
struct dlp_tree *dlp_tree_get(const struct dlp_tree *table,
			      struct dlp_span key);

/*
 * Read a whole file into `*root`, a table or, of YAML, a list.  DLP_SKIP with
 * file, line and what is wrong.
 */

/*
 * TOML 1.0 but for dates, which no rule file has.
 */
DLP_MUST_CHECK enum dlp_status dlp_toml_read(struct dlp_tree_maker *maker,
					     struct dlp_span text,
					     struct dlp_tree **root);

/*
 * The first document of a YAML 1.1 stream, by libyaml.  Aliases are refused:
 * no rule file has them, and they are how a small file becomes a large one.
 */
DLP_MUST_CHECK enum dlp_status dlp_yaml_read(struct dlp_tree_maker *maker,
					     struct dlp_span text,
					     struct dlp_tree **root);

#endif
