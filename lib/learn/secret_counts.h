#ifndef DLP_SECRET_COUNTS_H
#define DLP_SECRET_COUNTS_H

#include <stddef.h>

#include "base/span.h"

/*
 * What the characters of a value are: how many of each kind of ASCII, and how
 * they follow one another.
 */
struct dlp_secret_counts {
	size_t upper, lower, digit, other, hex, vowels, distinct, squares;
	size_t changes, same;            /* from one to the next */
	size_t letters, smalls, numbers; /* longest runs */
	size_t slash, dot, dash, low, plus;
	unsigned char seen[256]; /* how often, up to what a byte holds */
};

/* All of them, in one pass. */
void dlp_secret_count(struct dlp_span value, struct dlp_secret_counts *n);

#endif
