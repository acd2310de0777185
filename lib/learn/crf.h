#ifndef DLP_CRF_H
#define DLP_CRF_H

#include <stddef.h>
#include <stdint.h>

/*
 * A linear-chain conditional random field over DLP_CRF_LABELS labels: what a
 * sequence of words, each with a score for each label, says of the label of
 * each.  Lafferty, McCallum, Pereira: Conditional Random Fields, ICML 2001;
 * the scaled forward-backward of Rabiner, Proc. IEEE 77, 1989.
 *
 * Label 0 is the one that all others are measured by: its scores are 0.
 */

enum {
	DLP_CRF_LABELS = 7,
	DLP_CRF_SCORED = DLP_CRF_LABELS - 1, /* all but label 0 */
	DLP_CRF_LENGTH = 128,                /* words of a sequence, at most */
	/* Labels that are worked at together, those that there are not as
	 * impossible ones. */
	DLP_CRF_LANES = 8,
};

/* Scores of a label behind another one, and at the begin of a sequence. */
struct dlp_crf_steps {
	float begin[DLP_CRF_LABELS];
	float step[DLP_CRF_LABELS][DLP_CRF_LABELS];
};

/* The steps as factors, from and to; and workspace; for one thread. */
struct dlp_crf {
	float begin[DLP_CRF_LANES];
	float step[DLP_CRF_LABELS][DLP_CRF_LANES];
	float back[DLP_CRF_LABELS][DLP_CRF_LANES];
	float factor[DLP_CRF_LENGTH][DLP_CRF_LANES];
	float ahead[DLP_CRF_LENGTH][DLP_CRF_LANES];  /* forward, scaled */
	float behind[DLP_CRF_LENGTH][DLP_CRF_LANES]; /* backward, scaled */
};

/* e to the power of x, the same on every machine; to 1 part in 10^6. */
float dlp_crf_exp(float x);

void dlp_crf_set(struct dlp_crf *crf, const struct dlp_crf_steps *steps);

/*
 * How probable each label is at each of `n` words, 1 to DLP_CRF_LENGTH, all
 * labels of the others considered; crf->ahead, behind and factor stay for
 * dlp_crf_step().
 */
void dlp_crf_marginals(struct dlp_crf *crf, const float score[][DLP_CRF_LABELS],
		       size_t n, float out[][DLP_CRF_LABELS]);

/*
 * The same in two halves: the first tells how probable it is that all labels
 * are 0, and most sequences need no second one then.
 */
float dlp_crf_ahead(struct dlp_crf *crf, const float score[][DLP_CRF_LABELS],
		    size_t n);
void dlp_crf_behind(struct dlp_crf *crf, size_t n, float out[][DLP_CRF_LABELS]);

/* After it: how probable each pair of labels is at words i - 1 and i. */
void dlp_crf_step(const struct dlp_crf *crf, size_t i,
		  float out[DLP_CRF_LABELS][DLP_CRF_LABELS]);

#endif
