#ifndef DLP_EVIDENCE_H
#define DLP_EVIDENCE_H

#include "match/matcher.h"
#include "record/record.h"

/*
 * What speaks for and against a match: checks, words nearby, the column or key
 * it stands in, and what marks samples.  Evidence moves the confidence of the
 * rule up or down a step; only a rule's own allowlist, or a failed check of a
 * rule that says so, takes the finding away.  Of a rule that is scored the
 * model of secrets (learn/secret.h) knows what those say, and more: its odds
 * are the score, and give the confidence; samples are low all the same.
 */

enum dlp_outcome {
	DLP_OUTCOME_FINDING,
	DLP_OUTCOME_DROPPED,    /* a check failed, and on-invalid = drop */
	DLP_OUTCOME_SUPPRESSED, /* allow-words or allow-regex of the rule */
};

/* One reason: a label, and a word of the rule's or a constant behind it, never
 * of the text. */
struct dlp_why {
	const char *label;
	struct dlp_span word;
};

enum {
	DLP_EVIDENCE_WHYS = 8,
	DLP_EVIDENCE_LINE = 512, /* bytes beside a match, for allow-line */
};

struct dlp_evidence {
	enum dlp_confidence confidence;
	double score;
	struct dlp_why why[DLP_EVIDENCE_WHYS];
	size_t whys;
	bool decoded; /* of what was found in a view: detect/views.h */
};

/* A place in a text: bytes, half open; both 0 for none. */
struct dlp_rule_place {
	uint64_t start, end;
};

/*
 * What weighing needs: workspace, and what is remembered of the text at hand,
 * so that it is looked through once however many matches ask.  One for a
 * thread.
 */
struct dlp_weigher;
struct dlp_model; /* learn/model.h */

/*
 * Findings below `least` need not be made: dlp_weigher_wants().  `secret` is
 * as in struct dlp_scanner_learned.  NULL without memory.  The engine outlives
 * it.
 */
struct dlp_weigher *dlp_weigher_new(struct dlp_engine *engine,
				    enum dlp_confidence least,
				    const struct dlp_model *secret);
void dlp_weigher_free(struct dlp_weigher *weigher);

/*
 * The document that texts are of from here on, whose path counts for scored
 * rules: borrowed, and read at each match.  NULL for none, as at first.
 */
void dlp_weigher_where(struct dlp_weigher *weigher,
		       const struct dlp_where *where);

/*
 * Matches are in `text` from here on, until the next call: borrowed.  To be
 * called for every window, also when another text lies at the same address.
 */
void dlp_weigher_begin(struct dlp_weigher *weigher, struct dlp_span text);

/*
 * Weigh `match`, one that is suppressed as well.  `column` is the name of the
 * column or key that the text's source gave, empty for none: else the key is
 * looked for in front of the match.
 */
enum dlp_outcome dlp_weigher_weigh(struct dlp_weigher *weigher,
				   const struct dlp_match *match,
				   struct dlp_span column,
				   struct dlp_evidence *out);

/* What dlp_weigher_weigh() answers, without the evidence. */
enum dlp_outcome dlp_weigher_judge(struct dlp_weigher *weigher,
				   const struct dlp_match *match);

/*
 * The rules a match of which may come to a confidence of `least` when its value
 * is [start, end): by the rule's own, or by what stands around; and those that
 * others want nearby, or that want others there.  Borrowed until the next call.
 * `name` is the `column` above.
 */
const struct dlp_rule_set *dlp_weigher_wants(struct dlp_weigher *weigher,
					     struct dlp_span name, size_t start,
					     size_t end);

/* Whether a rule counts a column of that name for its values. */
bool dlp_weigher_knows(struct dlp_weigher *weigher, struct dlp_span name);

/*
 * The rules no match of which comes to `least`, whatever stands around: a bit
 * set that lives as long as the weigher.
 */
const uint64_t *dlp_weigher_never(const struct dlp_weigher *weigher);

/* Whether memory has run out: what was weighed since counts for nothing. */
bool dlp_weigher_failed(const struct dlp_weigher *weigher);

/* Whether a finding of that confidence is to be kept. */
bool dlp_weigher_keeps(const struct dlp_weigher *weigher, size_t index,
		       enum dlp_confidence confidence);

/*
 * What a rule wants nearby is there: `id` names it.  It raises confidence by a
 * step where the rule says so.
 */
void dlp_evidence_near(struct dlp_evidence *evidence, struct dlp_span id,
		       bool raises);

#endif
