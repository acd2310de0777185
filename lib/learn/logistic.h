#ifndef DLP_LOGISTIC_H
#define DLP_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Logistic regression on features that are there or not, rows of a table:
 * learned by AdaGrad (Duchi, Hazan, Singer, JMLR 12, 2011) in an order that a
 * fixed seed shuffles, one example after the other.  Same examples, same
 * weights: no function of the C library that may differ is used.
 */

/* Examples, borrowed: of the i-th the rows row[begin[i]] to row[begin[i + 1]].
 */
struct dlp_logistic_data {
	const uint16_t *row;
	const size_t *begin; /* count + 1 of them */
	const bool *is;      /* what is to be told */
	const float *weight; /* of the example; 0 leaves it out */
	const float *scale;  /* what a row of the example is; NULL: 1 */
	size_t count;
};

struct dlp_logistic_opts {
	unsigned rounds; /* over all examples */
	/* So many of the last rounds, of which the weights are the mean; 0: as
	 * the last one left them. */
	unsigned mean;
	double rate, decay;
};

struct dlp_logistic {
	double *weight; /* of each row */
	double bias;
};

/* `rows` rows, all 0.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_logistic_init(struct dlp_logistic *model,
						 size_t rows);
void dlp_logistic_release(struct dlp_logistic *model);

/* From what the model is on.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_logistic_learn(struct dlp_logistic *model, size_t rows,
		   const struct dlp_logistic_data *data,
		   const struct dlp_logistic_opts *opts);

/* The sum of an example's weights: the logarithm of its odds. */
double dlp_logistic_sum(const struct dlp_logistic *model, const uint16_t *row,
			size_t count);

/*
 * Odds for sums, as measured on examples that were not learned from: find the
 * slope and offset for which slope * sum + offset fits best (Platt, 1999), by
 * Newton's method.
 */
struct dlp_logistic_fit {
	double slope, offset;
};
struct dlp_logistic_fit dlp_logistic_calibrate(const double *sum,
					       const bool *is, size_t count);

#endif
