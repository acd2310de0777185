#ifndef DLP_WIDE_H
#define DLP_WIDE_H

#include "decode/derived.h"

/*
 * Text of two bytes a character (UTF-16, either order) among other bytes, as
 * programs and databases have it: characters up to U+00FF with a NUL each.
 */

enum { DLP_WIDE_LEAST = 6 }; /* characters of the shortest */

/*
 * Such a text around the NUL at text.ptr[nul], the first of it, that begins at
 * `low` or behind: [*start, *end).  False where there is none.
 */
bool dlp_wide_find(struct dlp_span text, size_t low, size_t nul, size_t *start,
		   size_t *end);

/* Add what [start, end) of `source`, found so, is decoded to. */
void dlp_wide_decode(struct dlp_derived *out, struct dlp_span source,
		     size_t start, size_t end);

#endif
