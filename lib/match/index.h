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

/* What is asked of many rules of which few are ever tried: a rule that is not
 * need not be unpacked then. */
struct dlp_brief {
	uint32_t near; /* the rule that its `near` names, or DLP_INDEX_NONE */
	uint32_t window;
	uint16_t least, most; /* of its shape */
	/* What a match begins with that its keyword calls up, or is laid out
	 * like: match/probe.h; 0 for any. */
	uint16_t probe;
	uint8_t confidence;
	bool is_near;  /* it is one that others name so */
	bool alone;    /* no match begins behind a letter or digit */
	bool assigned; /* all its matches are values; `probe` is of them */
	bool grouped;  /* its value is a part of the match */
	bool words;    /* it has words of context */
	bool columns;  /* it has names of columns */
	bool scoped;   /* it does not look at every path */
	bool scored;   /* its confidence may become any */
};

struct dlp_index {
	const struct dlp_literals *literals; /* of all keyword rules */
	struct dlp_rows by_literal, by_shape, by_digits;
	const struct dlp_brief *brief; /* by rule */
	bool has_near;
	/* The fewest digits or token bytes that any rule of a shape wants. */
	unsigned least[DLP_SHAPE_ANY + 1];
	uint32_t any_window; /* the widest of the rules that nothing calls */
};

extern const struct dlp_index dlp_builtin_index;

/* What is given to make one. */
struct dlp_index_rules {
	const struct dlp_rule *const *rule;
	size_t count;
	/*
	 * One whose literals are taken first, or NULL, and how many of the
	 * rules are its own: all, or none.  These are not looked at, and may
	 * be NULL, but for a `near` of another rule.
	 */
	const struct dlp_index *base;
	size_t known;
};

/*
 * Make one; `passes` are those of dlp_literals_build().  The caller frees it.
 * DLP_SKIP for a `near` that names no other rule, `*wrong` being the one that
 * does; DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_index_new(const struct dlp_index_rules *rules, unsigned passes,
	      struct dlp_index **out, size_t *wrong);
void dlp_index_free(struct dlp_index *index);

#endif
