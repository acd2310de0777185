#ifndef DLP_CELL_H
#define DLP_CELL_H

#include <stdbool.h>
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

/* What a value is made of: most of a text is of one kind, and most tables have
 * few of that. */
enum dlp_cell_kind {
	DLP_CELL_WORDS_ONLY,
	DLP_CELL_MIXED,
	DLP_CELL_DIGITS,
	DLP_CELL_KINDS
};

static inline enum dlp_cell_kind dlp_cell_kind(size_t letters, size_t digits)
{
	if (!digits)
		return DLP_CELL_WORDS_ONLY;
	return digits == letters ? DLP_CELL_DIGITS : DLP_CELL_MIXED;
}

static inline bool dlp_cell_is_digit(unsigned char letter)
{
	return (unsigned)letter - '0' < 10;
}

/* SipHash-2-4 (Aumasson, Bernstein, 2012). */
struct dlp_cell_key {
	uint64_t k0, k1;
	uint64_t base; /* of dlp_cell_roll() */
};

/* Derived from the bytes of a key file, for this use alone; and 8 bytes by
 * which an index knows its key. */
struct dlp_cell_key dlp_cell_key(struct dlp_span key);
uint64_t dlp_cell_key_check(struct dlp_span key);

/*
 * A weaker hash by letters, for a sieve (sieve.h): a polynomial modulo 2^64
 * whose base is secret.  From 0, letter by letter; that of letters behind
 * others is sum(both) - sum(others) * base^(how many they are).
 */
static inline uint64_t dlp_cell_roll(const struct dlp_cell_key *key,
				     uint64_t sum, unsigned char letter)
{
	return (sum + letter) * key->base;
}

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
