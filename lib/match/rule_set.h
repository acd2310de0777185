#ifndef DLP_RULE_SET_H
#define DLP_RULE_SET_H

#include <stdint.h>

/*
 * Rules of a catalog, a bit for each.  Sets of the same number from the same
 * source are equal, so that what was made of one may be kept.
 */
struct dlp_rule_set {
	const uint64_t *rules;
	uint64_t number; /* from 1 */
};

#endif
