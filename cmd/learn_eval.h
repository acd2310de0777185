#ifndef DLP_CMD_LEARN_EVAL_H
#define DLP_CMD_LEARN_EVAL_H

#include "learn/measure.h"
#include "learn_opts.h"
#include "record/level.h"

/* dlp-learn eval: what a model or an index gets right, by its kind.  An exit
 * status. */
int learn_eval(const struct learn_opts *opts);

/* What was told of things that are known to be what is looked for, or not. */
struct learn_tally {
	struct dlp_measure measure;
	/* By the confidence that it was told with. */
	size_t right[DLP_CONFIDENCE_HIGH + 1], wrong[DLP_CONFIDENCE_HIGH + 1];
};

/* One thing more, told with a score; ends the process without memory. */
void learn_tally_add(struct learn_tally *tally, bool is, double score,
		     enum dlp_confidence confidence);

/* Areas, and the table "told" by confidence and by score, as dlp-learn(1) says;
 * with `odds` the table of that name, too.  The tally can only be released
 * then. */
void learn_tally_print(struct learn_tally *tally, bool odds);
void learn_tally_release(struct learn_tally *tally);

#endif
