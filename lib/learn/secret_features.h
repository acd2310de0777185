#ifndef DLP_SECRET_FEATURES_H
#define DLP_SECRET_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * What is looked at to tell a secret from what only stands in the place of one:
 * the letters and the shape of the value, the name it is given, the words
 * around, the line before and the path.  Each is a row of one table of weights,
 * found by a hash.  The same for who learns and who scores.
 */

enum {
	DLP_SECRET_VERSION = 2, /* of all of this: a change is a new number */
	DLP_SECRET_ROWS = 1 << 16,
	DLP_SECRET_MAX = 384, /* rows of one value; what is more is left out */
	/* Bytes that count: of its line before and behind the value, of the
	 * line before, of the value's letters, of the name. */
	DLP_SECRET_BEFORE = 80,
	DLP_SECRET_BEHIND = 40,
	DLP_SECRET_PREVIOUS = 80,
	DLP_SECRET_LETTERS = 40,
	DLP_SECRET_NAME = 24,
};

/* A value in its text: borrowed. */
struct dlp_secret_place {
	struct dlp_span text;
	size_t start, end;    /* of the value: not empty */
	struct dlp_span name; /* that the source gave: of a column; or empty */
	struct dlp_span path; /* empty for none */
};

struct dlp_secret_features {
	uint16_t row[DLP_SECRET_MAX];
	size_t count;
};

/* Nothing but what the enum says of the text is looked at, wherever it was
 * cut. */
void dlp_secret_look(const struct dlp_secret_place *place,
		     struct dlp_secret_features *out);

#endif
