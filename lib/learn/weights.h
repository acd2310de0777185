#ifndef DLP_WEIGHTS_H
#define DLP_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "learn/crf.h"
#include "learn/model.h"

/*
 * The weights of features in a model: for each feature one of 8 bits for each
 * label but label 0.  A line of 64 bytes has 8 features, each with 16 bits of
 * its hash, so that one look at memory finds a feature or that there is none.
 */

enum { DLP_WEIGHTS_LINE = 8 };

struct dlp_weights {
	const struct dlp_weights_line {
		uint16_t check[DLP_WEIGHTS_LINE]; /* 0: nothing */
		int8_t weight[DLP_WEIGHTS_LINE][DLP_CRF_SCORED];
	} * line;
	size_t lines; /* a power of two */
};

/* Where a feature is, and by what it is known there. */
static inline size_t dlp_weights_line(uint64_t feature, size_t lines)
{
	return (size_t)(feature >> 20) & (lines - 1);
}

static inline uint16_t dlp_weights_check(uint64_t feature)
{
	uint16_t check = (uint16_t)(feature ^ feature >> 48);

	return check ? check : 1;
}

/* Add the weights of features. */
void dlp_weights_sum(const struct dlp_weights *weights, const uint64_t *feature,
		     size_t count, int32_t sum[DLP_CRF_SCORED]);

/* The section of a model; DLP_SKIP where it has none. */
DLP_MUST_CHECK enum dlp_status dlp_weights_use(struct dlp_weights *weights,
					       const struct dlp_model *model,
					       struct dlp_error *err);

#endif
