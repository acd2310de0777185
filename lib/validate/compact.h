#ifndef DLP_COMPACT_H
#define DLP_COMPACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/*
 * A number as its authority computes with it: letters in upper case and
 * digits, without the separators that people write between them.
 */
enum { DLP_COMPACT_MAX = 64 };

struct dlp_compact {
	char c[DLP_COMPACT_MAX + 1]; /* terminated */
	size_t len;
	bool digits; /* and nothing else */
};

/*
 * Separators are space, tab, no-break and thin spaces, `-`, `.`, `/` and the
 * Unicode dashes.  False for anything else, an empty number, or a longer one
 * than DLP_COMPACT_MAX.
 */
bool dlp_compact(struct dlp_compact *out, struct dlp_span in);

/* As above, and all of it digits, `min` to `max` of them. */
bool dlp_compact_digits(struct dlp_compact *out, struct dlp_span in, size_t min,
			size_t max);

/* Whether `s` has `n` digits and nothing else. */
bool dlp_all_digits(const char *s, size_t n);
/* Whether all `n` characters of `s` are the same. */
bool dlp_all_same(const char *s, size_t n);

/* The number that `n` digits write; n <= 18. */
unsigned long long dlp_digits_value(const char *s, size_t n);

#endif
