#ifndef DLP_HUMAN_H
#define DLP_HUMAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Passwords as people choose them: a word or two, a capital, digits for
 * letters, a number, a sign.  The same ones each time.
 */
struct dlp_human {
	struct dlp_buf text;    /* words, one behind the other */
	struct dlp_span *words; /* of 4 to 9 letters; NULL for none */
	size_t count;
	uint64_t state; /* of the lot */
};

/*
 * The words of a file, one a line; zero-initialise it.  False, with errno, when
 * it cannot be read or has none that fits.
 */
bool dlp_human_open(struct dlp_human *human, const char *path);
void dlp_human_release(struct dlp_human *human);

/* Append one to `out`. */
void dlp_human_password(struct dlp_human *human, struct dlp_buf *out);

#endif
