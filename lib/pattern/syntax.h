#ifndef DLP_SYNTAX_H
#define DLP_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

/*
 * What a regex is made of, pcre2pattern(3) in bytes, as far as its meaning can
 * be told from its text: which bytes, how often, in which order.  What can't
 * be told (a reference back, a condition, a recursion) is DLP_SYNTAX_ANY,
 * which may be anything of any length; what looks around is empty.
 */

enum {
	DLP_SYNTAX_DEPTH = 64,       /* groups within one another */
	DLP_SYNTAX_NODES = 32 << 10, /* of one regex */
};

#define DLP_SYNTAX_ENDLESS UINT32_MAX

enum dlp_syntax_kind {
	DLP_SYNTAX_EMPTY,  /* and what looks around: no bytes */
	DLP_SYNTAX_SET,    /* one byte of a set */
	DLP_SYNTAX_ROW,    /* children one after another */
	DLP_SYNTAX_CHOICE, /* one of the children */
	DLP_SYNTAX_REPEAT, /* the child, `least` to `most` times */
	DLP_SYNTAX_GROUP,  /* the child, captured as `group` */
	DLP_SYNTAX_ANY,
};

struct dlp_syntax {
	enum dlp_syntax_kind kind;
	bool edge;            /* of an empty one: ^, \b and their like */
	uint32_t group;       /* from 1 */
	uint32_t least;       /* times */
	uint32_t most;        /* DLP_SYNTAX_ENDLESS: without end */
	size_t start, end;    /* bytes of the regex */
	const uint8_t *set;   /* 32 bytes, a bit for each byte value */
	struct dlp_span name; /* of a group */
	struct dlp_syntax *child, *next;
};

/*
 * Parse `regex` into `arena`.  DLP_SKIP for what is not well formed, passes a
 * limit, or begins in a way that changes everything ((*UTF), the flag x).
 */
DLP_MUST_CHECK enum dlp_status dlp_syntax_parse(struct dlp_span regex,
						struct dlp_arena *arena,
						struct dlp_syntax **root,
						struct dlp_error *err);

/* Bytes of the longest match; DLP_SYNTAX_ENDLESS where there is none. */
uint32_t dlp_syntax_longest(const struct dlp_syntax *node);

/* The group of that number; NULL where there is none. */
const struct dlp_syntax *dlp_syntax_group(const struct dlp_syntax *node,
					  uint32_t group);

/* Whether each match of `node` has something in that group. */
bool dlp_syntax_sure(const struct dlp_syntax *node, uint32_t group);

#endif
