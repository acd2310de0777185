#ifndef DLP_SCORED_H
#define DLP_SCORED_H

#include "learn/secret.h"
#include "match/matcher.h"
#include "record/record.h"

/*
 * How sure a match of a rule is that is scored: by a model of secrets.
 */

struct dlp_scored {
	bool on; /* false in a build without a model: rules speak then */
	struct dlp_secret secret;
};

/* One secret in so many, or fewer, speaks against what a rule is sure of. */
enum { DLP_SCORED_DENIES = 3 };

struct dlp_scored_odds {
	double odds; /* from 0 to 1 */
	enum dlp_confidence confidence;
	bool denies;          /* it is one in DLP_SCORED_DENIES or fewer */
	struct dlp_span text; /* to the hundredth, "0.93"; a constant */
};

/* With `model`, or, for NULL, what is built in.  False where that can't be
 * used, or without memory. */
bool dlp_scored_open(struct dlp_scored *scored, const struct dlp_model *model);

/*
 * Of a match in `text`, under the name that its source gave, or none, in a
 * document, or NULL; once it is on.
 */
struct dlp_scored_odds dlp_scored_weigh(const struct dlp_scored *scored,
					struct dlp_span text,
					const struct dlp_match *match,
					struct dlp_span name,
					const struct dlp_where *where);

#endif
