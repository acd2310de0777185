#ifndef DLP_SECRET_H
#define DLP_SECRET_H

#include "learn/model.h"
#include "learn/secret_features.h"

/*
 * How likely it is that a value is a secret which has the name of one: what
 * tells a password from a placeholder, a variable or an identifier.  Logistic
 * regression on the rows of secret_features.h, a byte of weight each, brought
 * to odds on values of other repositories than were learned from.
 *
 * The model (model.h) has the sections "weights", a signed byte for each row,
 * and "fit", a struct dlp_secret_fit.
 */

struct dlp_secret_fit {
	double scale, bias;   /* of the weights, and of none */
	double slope, offset; /* odds of a sum: dlp_odds() */
	double medium, high;  /* confidence from these odds on */
};

/* Zero-initialise it; borrows the model. */
struct dlp_secret {
	const int8_t *weight;
	struct dlp_secret_fit fit;
};

/* DLP_SKIP when the model has not what it takes. */
DLP_MUST_CHECK enum dlp_status dlp_secret_open(struct dlp_secret *secret,
					       const struct dlp_model *model,
					       struct dlp_error *err);

/* From 0 to 1. */
double dlp_secret_score(const struct dlp_secret *secret,
			const struct dlp_secret_place *place);

#endif
