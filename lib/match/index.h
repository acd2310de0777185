#ifndef DLP_INDEX_H
#define DLP_INDEX_H

#include "base/error.h"
#include "match/literal.h"
#include "match/rows.h"
#include "pattern/rule.h"

/*
 * Which rules a place in a text calls up: by the literal that stands there,
 * by its shape, by how many digits it has.  Rules are numbered as they were
 * given.  That of the built-in rules is made by the build, as const tables.
 */

enum { DLP_INDEX_NONE = UINT32_MAX >> 1 };

struct dlp_index {
	const struct dlp_literals *literals; /* of all keyword rules */
	struct dlp_rows by_literal, by_shape, by_digits;
	/* By rule: the one that its `near` names, or DLP_INDEX_NONE; and
	 * whether it is one that others name so. */
	const uint32_t *near;
	const bool *is_near;
	/* By rule: no match begins behind a letter or digit. */
	const bool *alone;
	bool has_near;
	/* The fewest digits or token bytes that any rule of a shape wants. */
	unsigned least[DLP_SHAPE_ANY + 1];
	uint32_t any_window; /* the widest of the rules that nothing calls */
};

extern const struct dlp_index dlp_builtin_index;

/*
 * Make one, with literals that `base` has, where it is not NULL, and more;
 * `passes` are those of dlp_literals_build().  The caller frees it.  DLP_SKIP
 * for a `near` that names no other rule,
 * `*rule` being the one that does; DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_index_new(const struct dlp_rule *rule, size_t rules,
	      const struct dlp_index *base, unsigned passes,
	      struct dlp_index **out, size_t *wrong);
void dlp_index_free(struct dlp_index *index);

#endif
