#ifndef DLP_WINNOW_H
#define DLP_WINNOW_H

#include <stddef.h>
#include <stdint.h>

#include "learn/bare.h"

/*
 * Prints of a text, by which a passage of it is known in another one
 * (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003).
 *
 * Of the text count letters and digits (bare.h).  Each run of DLP_WINNOW_GRAM
 * such bytes has a hash; of each window of DLP_WINNOW_WINDOW such hashes the
 * least is taken, the last of equals.  So two texts that share DLP_WINNOW_SURE
 * such bytes share a print, wherever it stands, and one byte in six or so has
 * one.
 *
 * A text may come in pieces of any size, cut anywhere: the prints are the same.
 */

enum {
	DLP_WINNOW_GRAM = 30,
	DLP_WINNOW_WINDOW = 11,
	DLP_WINNOW_SURE = DLP_WINNOW_GRAM + DLP_WINNOW_WINDOW - 1,
	/* Bytes of a piece; and the most prints that it has, with a character
	 * that was begun before. */
	DLP_WINNOW_PIECE = 4096,
	DLP_WINNOW_PRINTS = DLP_WINNOW_PIECE + 4,
	/* Letters and digits that are looked at together. */
	DLP_WINNOW_BATCH = 512,
	DLP_WINNOW_ROOM = DLP_WINNOW_SURE - 1 + DLP_WINNOW_BATCH,
	DLP_WINNOW_LETTERS = DLP_WINNOW_ROOM + DLP_BARE_SLACK,
};

/*
 * The hash of a run from that of the one before it, with the letter that comes
 * in, and the one that goes out or 0: a polynomial modulo 2^64.  Its base is
 * far from small numbers, so that the upper bits of a sum depend on each of
 * its bytes; the other number is its power DLP_WINNOW_GRAM.
 */
static inline uint64_t dlp_winnow_roll(uint64_t hash, unsigned char in,
				       unsigned char out)
{
	return hash * UINT64_C(0x9e3779b97f4a7c15) + in -
	       out * UINT64_C(0xf0f4b4b9b5c8e209);
}

struct dlp_print {
	uint64_t hash;
	uint64_t start, end; /* bytes of the text that it is of */
	uint64_t nth;        /* its place among the letters and digits */
};

/* Zero-initialise it for each text; all of it is the module's. */
struct dlp_winnow {
	struct dlp_bare bare;
	uint64_t rolling; /* of the last run */
	/* Letters and digits: those that windows still need, and behind them
	 * those that were not looked at, from `fresh` on; where the first
	 * stands among all. */
	uint64_t first;
	size_t have, fresh;
	uint64_t least; /* where the run ends that was told last, among all */
	/* Where the character of each begins, and the bytes that it has; the
	 * hash of the run that ends there. */
	uint64_t at[DLP_WINNOW_LETTERS];
	uint64_t hash[DLP_WINNOW_LETTERS];
	unsigned char size[DLP_WINNOW_LETTERS];
	unsigned char byte[DLP_WINNOW_LETTERS];
};

/*
 * The next piece of the text, at most DLP_WINNOW_PIECE bytes; `print` has room
 * for DLP_WINNOW_PRINTS.  Returns how many there are.
 */
size_t dlp_winnow_add(struct dlp_winnow *winnow, struct dlp_span piece,
		      struct dlp_print *print);

/* At the end of the text: at most one print, of a text of one run or more that
 * had none. */
size_t dlp_winnow_end(struct dlp_winnow *winnow, struct dlp_print *print);

#endif
