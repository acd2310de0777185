#ifndef DLP_EXPLAIN_H
#define DLP_EXPLAIN_H

#include "detect/evidence.h"
#include "match/trace.h"
#include "record/record.h"

/*
 * Why something is a finding, or is none: what a trace told, put in order.  It
 * is what those said who decided; nothing is looked at again.
 *
 * A look is a rule at a place: what called it up, what each stage said, and
 * what became of it.
 */

enum {
	DLP_EXPLAIN_LOOKS = 4096,     /* kept; more are counted */
	DLP_EXPLAIN_STEPS = 24,       /* of a look; further ones are left out */
	DLP_EXPLAIN_REACH = 80,       /* bytes around the offset asked about */
	DLP_EXPLAIN_MEMORY = 4 << 20, /* bytes of masked values */
};

/* What became of a look, in the order in which they are told. */
enum dlp_explain_result {
	DLP_EXPLAIN_FINDING,
	DLP_EXPLAIN_SUPPRESSED, /* by `word` */
	DLP_EXPLAIN_OVERLAP,    /* merged into the finding of rule `word` */
	DLP_EXPLAIN_FILTERED,   /* severity or category */
	DLP_EXPLAIN_LOW,
	DLP_EXPLAIN_ALONE,   /* what the rule wants nearby, `word`, is not */
	DLP_EXPLAIN_HELPER,  /* of a rule that is only there for others */
	DLP_EXPLAIN_DROPPED, /* a check of the match failed */
	DLP_EXPLAIN_REFUSED, /* a check of the number failed, before a regex */
	DLP_EXPLAIN_UNMATCHED,
	DLP_EXPLAIN_UNWANTED, /* it could not come to min_confidence */
	DLP_EXPLAIN_TAKEN,    /* a match of the rule reached over the place */
	DLP_EXPLAIN_LAYOUT, /* no regex of the rule fits the number's layout */
};

struct dlp_explain_step {
	enum dlp_trace_step step;
	uint64_t start, end; /* offsets in the document's text */
	size_t number;       /* of a regex */
	struct dlp_span word;
};

struct dlp_explain_look {
	struct dlp_span where; /* path and members */
	/* What had to be undone to see it, outermost first. */
	struct dlp_span how[DLP_DECODES];
	size_t hows;
	const struct dlp_rule *rule;
	/* What called it up, then what the matcher said. */
	struct dlp_explain_step step[DLP_EXPLAIN_STEPS];
	size_t steps;
	uint64_t start, end; /* of the value, or of what called it up */
	/* Of a match: */
	bool weighed;
	enum dlp_outcome outcome;
	struct dlp_evidence evidence;
	struct dlp_span value; /* masked, unless asked otherwise */
	/* The context word that the evidence names: bytes between it and the
	 * value, SIZE_MAX without one. */
	size_t distance;
	bool before; /* it stands before the value */
	enum dlp_explain_result result;
	/* Of a finding: the highest of what is merged in it, and `at` of its
	 * record, a JSON object: key, column, sheet, page; empty for none. */
	enum dlp_confidence confidence;
	struct dlp_span at;
	struct dlp_span
		word; /* of the rule, a constant, or another rule's id */
	/* The module's. */
	uint64_t order; /* in which they came */
	bool near;      /* to the offset asked about, and not plain */
	bool settled;
};

struct dlp_explain_opts {
	bool show_values;
	bool at_offset;  /* only what is about the byte at `offset` */
	uint64_t offset; /* of a document's text */
};

struct dlp_explain;

/* NULL without memory. */
struct dlp_explain *dlp_explain_new(const struct dlp_explain_opts *opts);
/* Takes NULL. */
void dlp_explain_free(struct dlp_explain *explain);

/* For dlp_scanner_opts; borrowed. */
const struct dlp_trace *dlp_explain_trace(struct dlp_explain *explain);

/*
 * What was told, when all has been: findings first, then what became none, then
 * rules that did not match, each in the order of the text.
 */
const struct dlp_explain_look *dlp_explain_looks(struct dlp_explain *explain,
						 size_t *count);

/* Whether a rule was called up at all. */
bool dlp_explain_called(const struct dlp_explain *explain,
			const struct dlp_rule *rule);

/* Why the model of names was not asked about the last text, of that which was
 * asked about; empty where it was. */
struct dlp_span dlp_explain_shut(const struct dlp_explain *explain);

/* Looks that would have been kept and had no room. */
uint64_t dlp_explain_lost(const struct dlp_explain *explain);

#endif
