#ifndef DLP_SECRET_LOOK_H
#define DLP_SECRET_LOOK_H

#include "learn/secret_features.h"

/*
 * The measures of a value among its features: how long, how mixed, what it
 * might be instead of a secret, what its name says.  Each is a small number, a
 * step of what was measured.
 */

/* A value and what stands around it. */
struct dlp_secret_lines {
	struct dlp_span value, name;
	struct dlp_span before, behind; /* of its line */
	struct dlp_span previous;       /* line */
};

void dlp_secret_lines(const struct dlp_secret_place *place,
		      struct dlp_secret_lines *out);

enum { DLP_SECRET_MEASURES = 64 }; /* at most */

/* How many there are, always the same. */
size_t dlp_secret_measure(const struct dlp_secret_lines *at,
			  unsigned char out[DLP_SECRET_MEASURES]);

#endif
