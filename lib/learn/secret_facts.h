#ifndef DLP_SECRET_FACTS_H
#define DLP_SECRET_FACTS_H

#include "base/buf.h"
#include "learn/secret.h"

/*
 * What a model of secrets is worth, by values that it had not learned from: the
 * thresholds, and lines of "name: value" for the section "facts".
 */

/* A value that a rule proposes. */
struct dlp_secret_point {
	double odds;
	bool is;
};

struct dlp_secret_tally {
	size_t values, secrets; /* labelled, in all */
	size_t found;           /* secrets that a rule proposes */
};

enum {
	/* Percent of secrets among what is told at a confidence. */
	DLP_SECRET_MEDIUM = 92,
	DLP_SECRET_HIGH = 97,
};

/*
 * Set fit->medium and fit->high to the least odds from which on so many of the
 * values are secrets, and write the facts.  The points are sorted.
 */
void dlp_secret_facts(struct dlp_secret_point *point, size_t count,
		      const struct dlp_secret_tally *tally,
		      struct dlp_secret_fit *fit, struct dlp_buf *facts);

#endif
