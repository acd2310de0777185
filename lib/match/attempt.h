#ifndef DLP_ATTEMPT_H
#define DLP_ATTEMPT_H

#include "match/assignment.h"
#include "match/matcher.h"
#include "match/route.h"
#include "match/run.h"
#include "validate/compact.h"

/*
 * A rule tried at a place of the window: what the parts of a matcher share.
 * Failures are left in the matcher, for dlp_matcher_scan() to tell.
 */

/* Where matches of a rule were searched for, in which scan. */
struct dlp_attempt_tried {
	uint64_t scan;
	size_t to;
};

struct dlp_matcher {
	struct dlp_engine *engine;
	struct dlp_matcher_calls calls;
	struct dlp_regex_space *space;
	struct dlp_literal_hits hits;
	struct dlp_runs runs;
	struct dlp_routes *routes;
	uint64_t digit_rules; /* bit n: rules want n digits */
	uint64_t id_rules;    /* bit n: rules want ids of n */
	/* Digits that stand alone: bit n is set until n are known to lead to
	 * no rule. */
	uint64_t bare_digits, bare_phones;
	/* A shape of the window, without groups; no value: of none. */
	struct dlp_candidate whole;
	struct dlp_compact compact; /* of it */
	/* Where a name with the keyword at `assigned_at` of the window may be
	 * given values; SIZE_MAX: of none. */
	size_t assigned_at;
	size_t assigned[DLP_ASSIGNMENT_NAME];
	size_t assigns;
	uint64_t scan;                   /* number of this one */
	struct dlp_attempt_tried *tried; /* by rule */
	struct dlp_matcher_memory *state;
	const uint64_t *without; /* rules that are always muted, or NULL */
	size_t rules;
	const struct dlp_catalog *catalog;
	const struct dlp_brief *brief;           /* by rule */
	const struct dlp_engine_rule **compiled; /* those that were called up */
	const struct dlp_window *window;
	struct dlp_error *err;
	bool failed; /* err says why */
	/* The rules whose `state` is not as at first, each once, `touches`. */
	uint32_t *touched;
	size_t touches;
	size_t only; /* the rule that is tried alone; SIZE_MAX for all */
	bool no_shapes;
};

/* Before the `state` of a rule changes: what is to be put back is known. */
static inline void dlp_attempt_touch(struct dlp_matcher *m, size_t index)
{
	if (!m->state[index].next && !m->state[index].muted)
		m->touched[m->touches++] = (uint32_t)index;
}

/* The compiled rule, or NULL where it is to be left out. */
const struct dlp_engine_rule *dlp_attempt_rule(struct dlp_matcher *m,
					       size_t index);

/* Where the next match of a rule may begin, as an index into the window. */
size_t dlp_attempt_next(const struct dlp_matcher *m, size_t index);

/*
 * All matches of a regex that begin in [from, last] of the window and end
 * before `end`.
 */
void dlp_attempt_search(struct dlp_matcher *m, size_t index,
			const struct dlp_engine_rule *compiled,
			const struct dlp_engine_regex *regex, size_t from,
			size_t last, size_t end);

/* What a name with the keyword at `pos` is given: m->assigned, `assigns`. */
void dlp_attempt_assign(struct dlp_matcher *m, size_t pos);

/* A keyword of the rule stands at `pos`. */
void dlp_attempt_keyword(struct dlp_matcher *m, size_t index, size_t pos);

/*
 * A shape stands in [start, end): it is the match, or the regex begins where
 * it does.  Of the first 32 regexes those in `regexes` may match.  Whether it
 * was taken.
 */
bool dlp_attempt_shape(struct dlp_matcher *m, size_t index, size_t start,
		       size_t end, uint32_t regexes);

/*
 * Tell a trace, if there is one, what becomes of the rule at [start, end) of
 * the window; `number` is of a regex, from 1.
 */
void dlp_attempt_tell(const struct dlp_matcher *m, enum dlp_trace_step step,
		      size_t index, size_t start, size_t end, size_t number,
		      struct dlp_span word);

static inline void dlp_attempt_trace(const struct dlp_matcher *m,
				     enum dlp_trace_step step, size_t index,
				     size_t start, size_t end, size_t number)
{
	if (m->calls.trace)
		dlp_attempt_tell(m, step, index, start, end, number,
				 (struct dlp_span){ 0 });
}

/* Look for the shapes that begin in [from, to), at most DLP_RUN_BLOCK. */
void dlp_shapes_scan(struct dlp_matcher *m, size_t from, size_t to);

#endif
