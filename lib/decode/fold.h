#ifndef DLP_FOLD_H
#define DLP_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Characters that people and programs put where ASCII is meant: digits of
 * other scripts, full-width and mathematical letters, blanks and dashes of
 * every width, and those that can't be seen (Unicode 15: general categories
 * Nd, Zs, Pd and Cf; compatibility decompositions of letters).
 */

enum {
	DLP_FOLD_NONE = 0,  /* stands for itself */
	DLP_FOLD_GONE = -1, /* can't be seen */
};

/* The ASCII character that `cp` stands for, or one of the above. */
int dlp_fold(uint32_t cp);

/* Whether any character of `text` stands for a letter or digit. */
bool dlp_fold_any(struct dlp_span text);

#endif
