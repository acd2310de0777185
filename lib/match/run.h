#ifndef DLP_RUN_H
#define DLP_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Runs of digits and of letters and digits, found by bit masks: one bit a
 * byte, 64 bytes a word.  What generic engines are slowest at.
 */

enum {
	DLP_RUN_BLOCK = 16 << 10, /* bytes of one set of masks */
	DLP_RUN_AHEAD = 64,       /* bytes behind a block that it looks at */
	DLP_RUN_WORDS = (DLP_RUN_BLOCK + DLP_RUN_AHEAD) / 64,
};

/* Bit i of word w speaks of byte w * 64 + i of the block. */
struct dlp_runs {
	uint64_t digit[DLP_RUN_WORDS + 1];
	uint64_t alpha[DLP_RUN_WORDS + 1]; /* ASCII letters */
	uint64_t capital[DLP_RUN_WORDS + 1];
	uint64_t dash[DLP_RUN_WORDS + 1]; /* - . / */
	uint64_t join[DLP_RUN_WORDS + 1]; /* those, blanks and ( ) */
	size_t words; /* that hold text; one of zeros is behind them */
	/* What stands before the block: a digit; a letter or digit; a digit
	 * and then one of - . / */
	bool digit_before, word_before, joined_before;
};

/* Masks of text [from, from + DLP_RUN_BLOCK + DLP_RUN_AHEAD), or to its end. */
void dlp_runs_mask(struct dlp_runs *runs, struct dlp_span text, size_t from);

/* How the masks are made: all paths make the same. */
enum dlp_runs_path {
	DLP_RUNS_PLAIN,
	DLP_RUNS_SSE2,
	DLP_RUNS_AVX2,
	DLP_RUNS_AVX512,
	DLP_RUNS_PATHS
};

/* Whether this processor has what a path needs. */
bool dlp_runs_path_works(enum dlp_runs_path path);

/* dlp_runs_mask() by a path that works, for tests; it takes the best. */
void dlp_runs_mask_by(enum dlp_runs_path path, struct dlp_runs *runs,
		      struct dlp_span text, size_t from);

/* The index of the lowest bit of `word`, which is not 0. */
static inline unsigned dlp_runs_lowest(uint64_t word)
{
#if defined(__GNUC__)
	return (unsigned)__builtin_ctzll(word);
#else
	unsigned n = 0;

	for (; !(word & 1); word >>= 1)
		n++;
	return n;
#endif
}

/* How many bits of `mask` in a row are set from bit `i` on; 64: or more. */
static inline unsigned dlp_runs_from(const uint64_t *mask, size_t i)
{
	unsigned by = (unsigned)(i % 64);
	uint64_t bits = mask[i / 64] >> by;

	if (by)
		bits |= mask[i / 64 + 1] << (64 - by);
	return ~bits ? dlp_runs_lowest(~bits) : 64;
}

#endif
