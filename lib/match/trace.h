#ifndef DLP_TRACE_H
#define DLP_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "pattern/rule.h"

/*
 * What becomes of each place that a rule is called up at, told by those who
 * decide it, as they do: for whoever asks why something is a finding, or none.
 * Where nobody asks there is no trace, and it costs a test of a pointer.
 *
 * In the order in which they come of one place: CALLED, then what the matcher
 * says; WEIGHED for each match; much later, and of several places together,
 * what the findings say.
 */

enum dlp_trace_step {
	/* By a keyword, `word`, or without one by the rule's shape. */
	DLP_TRACE_CALLED,
	/* By a number or id, and no regex of the rule can match its layout. */
	DLP_TRACE_LAYOUT,
	/* A match of the rule reaches over the place. */
	DLP_TRACE_TAKEN,
	/* It can't come to the confidence that is asked for. */
	DLP_TRACE_UNWANTED,
	DLP_TRACE_REFUSED,    /* the check `word` denies the whole of it */
	DLP_TRACE_UNASSIGNED, /* no value is given to a name there */
	DLP_TRACE_UNMATCHED,  /* by regex `number` */
	DLP_TRACE_LIMIT,      /* a regex was given up */
	DLP_TRACE_MATCHED,    /* by regex `number`, or 0: by the shape alone */
	DLP_TRACE_WEIGHED,    /* the value; `evidence`, `outcome` */
	/* Of a match, which is none of the findings: */
	DLP_TRACE_ALONE, /* what the rule wants nearby is not there */
	DLP_TRACE_WEAK,  /* its confidence is too low */
	/* Of a finding, with the matches that are merged in it: */
	DLP_TRACE_LOW,
	DLP_TRACE_FILTERED,   /* severity or category */
	DLP_TRACE_SUPPRESSED, /* by `word` */
	DLP_TRACE_TOLD,
	/* Of no rule: from here to there the model of names is not asked, by
	 * `word`. */
	DLP_TRACE_SHUT,
};

struct dlp_evidence;

struct dlp_trace_event {
	enum dlp_trace_step step;
	const struct dlp_rule *rule;
	/* What it is about: a keyword, a shape, a match, a value, a finding;
	 * offsets in the document's text. */
	uint64_t start, end;
	/* Where it can be read, `len` bytes at text.ptr[at]; borrowed for the
	 * call, and empty where that text is gone. */
	struct dlp_span text;
	size_t at, len;
	/* What that was decoded by, outermost first; 0 for the text itself.
	 * `plain`: there is nothing decoded in it all the same. */
	const struct dlp_span *how;
	size_t hows;
	bool plain;
	size_t number;        /* of a regex, or a finding's confidence */
	struct dlp_span word; /* the rule's or a constant, never of the text */
	const struct dlp_evidence *evidence;
	int outcome; /* enum dlp_outcome */
	/* Of a finding that is told: what it stands in, as its record has it.
	 * Borrowed for the call. */
	struct dlp_span stands;
};

struct dlp_where;

struct dlp_trace {
	/* What comes from here on is of this document; borrowed for the call.
	 */
	void (*begin)(void *arg, const struct dlp_where *where);
	void (*step)(void *arg, const struct dlp_trace_event *event);
	void *arg;
};

#endif
