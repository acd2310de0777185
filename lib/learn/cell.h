#ifndef DLP_CELL_H
#define DLP_CELL_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * A value of a table as it is kept in an index: its letters and digits (bare.h)
 * under a keyed hash, so that who has no key can neither read nor try it.
 */

enum {
	DLP_CELL_LEAST = 4,    /* letters; fewer say nothing */
	DLP_CELL_LETTERS = 96, /* at most */
	DLP_CELL_WORDS = 10,   /* at most */
	DLP_CELL_GAP = 4,      /* bytes between two words of it, at most */
};

/* SipHash-2-4 (Aumasson, Bernstein, 2012). */
struct dlp_cell_key {
	uint64_t k0, k1;
};

/* Derived from the bytes of a key file, for this use alone; and 8 bytes by
 * which an index knows its key. */
struct dlp_cell_key dlp_cell_key(struct dlp_span key);
uint64_t dlp_cell_key_check(struct dlp_span key);

/* Of the letters of a value. */
uint64_t dlp_cell_hash(const struct dlp_cell_key *key,
		       const unsigned char *letter, size_t count);

/*
 * The letters of a whole value, in `letter`, which has room for
 * DLP_CELL_LETTERS.  0 when it has fewer than DLP_CELL_LEAST, more than there
 * is room for, or more than DLP_CELL_WORDS words.
 */
size_t dlp_cell_letters(struct dlp_span value, unsigned char *letter);

#endif
