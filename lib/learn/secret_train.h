#ifndef DLP_SECRET_TRAIN_H
#define DLP_SECRET_TRAIN_H

#include "base/buf.h"
#include "learn/secret.h"

/*
 * From labelled values to a model of secrets.  Same values in the same order,
 * same bytes.
 *
 * It learns five times from the values of four fifths of the sources
 * (repositories), and scores those of the others: what it says of its quality,
 * the odds and the thresholds are from values of sources that it had not seen.
 * What is shipped is learned from all.
 */

enum {
	DLP_SECRET_FOLDS = 5,
	/* Values; more are refused. */
	DLP_SECRET_VALUES = 4 << 20,
};

/* What is known of a value. */
struct dlp_secret_label {
	bool is;                /* a secret */
	struct dlp_span source; /* of which no value is in two folds */
	/*
	 * One that a rule proposes: the odds and thresholds are of those, and
	 * the others only show what names and words are about.
	 */
	bool proposed;
	/* Learned from, never measured: made up. */
	bool made;
	/* Measured, never learned from. */
	bool held;
};

struct dlp_secret_trainer;

/* NULL without memory. */
struct dlp_secret_trainer *dlp_secret_trainer_new(void);
void dlp_secret_trainer_free(struct dlp_secret_trainer *trainer);

/* DLP_FATAL without memory, DLP_SKIP for one too many. */
DLP_MUST_CHECK enum dlp_status
dlp_secret_trainer_add(struct dlp_secret_trainer *trainer,
		       const struct dlp_secret_place *place,
		       const struct dlp_secret_label *label,
		       struct dlp_error *err);

/*
 * Learn, measure, and write the model into `out`, which is empty.  DLP_SKIP
 * where there is no secret or nothing else among what was proposed; DLP_FATAL
 * without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_secret_trainer_finish(struct dlp_secret_trainer *trainer,
			  struct dlp_buf *out, struct dlp_error *err);

#endif
