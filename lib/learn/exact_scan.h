#ifndef DLP_EXACT_SCAN_H
#define DLP_EXACT_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "learn/bare.h"
#include "learn/exact.h"

/*
 * Rows of a table (exact.h) in a text: where values of two or more columns of
 * the same row stand near one another.  A value counts at word borders only,
 * whatever stands between its words (cell.h).
 */

enum {
	DLP_EXACT_PARTS = 8, /* of one hit; further ones are not told */
	DLP_EXACT_NEAR = 512 /* bytes between neighbours, at most; by default */
};

struct dlp_exact_hit {
	uint32_t row;  /* the first of those that have all these values */
	uint32_t rows; /* how many these are */
	size_t cells;  /* values that differ */
	size_t parts;
	struct dlp_exact_part {
		uint64_t start, end; /* bytes of the text, half-open */
		size_t cell;         /* the first of those with its hash */
	} part[DLP_EXACT_PARTS];     /* in order, none over another */
};

struct dlp_exact_scan;

/*
 * A scan that tells hits to `tell` as soon as the text is `near` bytes past
 * them, in the order in which they end; a hit has `least` values or
 * more, 2 at least.  `exact` is borrowed.  NULL without memory.
 */
struct dlp_exact_scan *
dlp_exact_scan_new(const struct dlp_exact *exact, uint64_t near, size_t least,
		   void (*tell)(void *arg, const struct dlp_exact_hit *hit),
		   void *arg);
void dlp_exact_scan_free(struct dlp_exact_scan *scan);

/* The next piece of a text, cut anywhere; and its end, behind which another
 * text may begin. */
void dlp_exact_scan_add(struct dlp_exact_scan *scan, struct dlp_span piece);
void dlp_exact_scan_end(struct dlp_exact_scan *scan);

/* No hit that is still to be told begins before this place. */
uint64_t dlp_exact_scan_first(const struct dlp_exact_scan *scan);

#endif
