#ifndef DLP_IMPORT_H
#define DLP_IMPORT_H

#include "pattern/dialect.h"
#include "pattern/foreign.h"
#include "pattern/tree.h"

/*
 * A rule of another tool on its way to one of ours: what the readers of their
 * formats share.  Functions that fail set im->status, which is sticky, and do
 * nothing from then on; what can't be said is a note and no failure.
 */
struct dlp_import {
	struct dlp_arena *arena;
	struct dlp_span file;
	const struct dlp_foreign_calls *calls;
	struct dlp_error *err;
	enum dlp_status status;
	enum dlp_dialect dialect;
	struct dlp_rule rule; /* the one at hand */
};

/* One for each format: what its tree says, told rule by rule. */
void dlp_import_gitleaks(struct dlp_import *im, const struct dlp_tree *root);
void dlp_import_noseyparker(struct dlp_import *im, const struct dlp_tree *root);

/* No memory. */
void dlp_import_fail(struct dlp_import *im);

/* Begin a rule: defaults, and the id made of `prefix` and theirs. */
void dlp_import_begin(struct dlp_import *im, const struct dlp_tree *table,
		      const char *prefix, struct dlp_span id);

/* Note of the rule at hand, or of the file where it has no id. */
void dlp_import_note(struct dlp_import *im, enum dlp_note_kind kind,
		     const struct dlp_tree *at, const char *fmt, ...)
	DLP_PRINTF(4, 5);

/* The text of a node; a note and an empty one where it is none. */
struct dlp_span dlp_import_text(struct dlp_import *im,
				const struct dlp_tree *node);
/* A number without sign, up to `max`, and one that may have a fraction. */
bool dlp_import_number(struct dlp_import *im, const struct dlp_tree *node,
		       uint32_t max, uint32_t *out);
bool dlp_import_decimal(struct dlp_import *im, const struct dlp_tree *node);
bool dlp_import_is_true(const struct dlp_tree *node);

/* Add to a list, copying no text. */
void dlp_import_append(struct dlp_import *im, struct dlp_list *list,
		       struct dlp_span item);
/* The texts of a list, or a text alone. */
void dlp_import_texts(struct dlp_import *im, const struct dlp_tree *node,
		      struct dlp_list *out);

/* A copy with a NUL behind it, printed. */
struct dlp_span dlp_import_print(struct dlp_import *im, const char *fmt, ...)
	DLP_PRINTF(2, 3);

/*
 * `node`, a regex of the dialect, as one of ours that compiles.  False, with a
 * note of `kind`, where it can't be one.
 */
bool dlp_import_translate(struct dlp_import *im, enum dlp_note_kind kind,
			  const struct dlp_tree *node, struct dlp_span *out,
			  bool *utf);

/* Whether it could be, without a word. */
bool dlp_import_compiles(struct dlp_import *im, const struct dlp_tree *node);

/* Several as few, each of which matches where one of them does, added to
 * `out`. */
void dlp_import_regexes(struct dlp_import *im, const struct dlp_tree *list,
			struct dlp_list *out);

/* The rule is for paths that the regex matches in. */
void dlp_import_path(struct dlp_import *im, const struct dlp_tree *node);

enum dlp_import_value {
	DLP_IMPORT_FIRST = 0, /* the first group that takes part */
	DLP_IMPORT_LAST = -1, /* the last one */
};

/*
 * The regex of the rule, and its value: a group by number, or as above; of
 * Rust one of the name TOKEN goes before, and all others are parts.  With it
 * come the keywords: what the regex requires, or `keywords` (a node, or NULL),
 * or none.  False where the rule has to be left out, with a note.
 */
bool dlp_import_regex(struct dlp_import *im, const struct dlp_tree *node,
		      int value, const struct dlp_tree *keywords);

/* Hand the rule on. */
void dlp_import_end(struct dlp_import *im);

#endif
