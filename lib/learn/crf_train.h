#ifndef DLP_CRF_TRAIN_H
#define DLP_CRF_TRAIN_H

#include <stdbool.h>

#include "base/error.h"
#include "learn/crf.h"

/*
 * Learns the weights of a field (crf.h) from sequences whose labels are known:
 * gradient descent on the likelihood, a sequence at a time, with a rate for
 * each weight by AdaGrad (Duchi, Hazan, Singer, JMLR 12, 2011).  The order is
 * shuffled by a generator with a fixed seed: the same sequences give the same
 * weights.
 */

/* One word: features [first, first + count) of the list. */
struct dlp_crf_word {
	uint32_t first;
	uint8_t count;
	uint8_t special; /* of them the first ones, which drop out at times */
	uint8_t label;
};

struct dlp_crf_data {
	const uint32_t *feature; /* each less than `features` */
	uint32_t features;
	const struct dlp_crf_word *word;
	/* The first word of each sequence, and behind the last one. */
	const uint32_t *begin;
	uint32_t sequences;
};

struct dlp_crf_plan {
	unsigned rounds;
	float rate;
	float decay;      /* of weights, at each use of them */
	unsigned dropout; /* of 256 times: special features of a word count for
			   * nothing then, so that others must do */
};

/* What was learned. */
struct dlp_crf_weights {
	float (*weight)[DLP_CRF_SCORED]; /* of each feature */
	struct dlp_crf_steps steps;
};

/* `tell`, or NULL, hears of each round: how many words got another label than
 * theirs.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_crf_train(const struct dlp_crf_data *data, const struct dlp_crf_plan *plan,
	      struct dlp_crf_weights *out,
	      void (*tell)(void *arg, unsigned round, uint64_t wrong),
	      void *arg);
void dlp_crf_weights_release(struct dlp_crf_weights *weights);

#endif
