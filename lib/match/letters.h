#ifndef DLP_LETTERS_H
#define DLP_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/*
 * A summary of a short text: which pairs of letters, case ignored, and digits
 * follow each other in it, whatever stands between the two, by bits that few
 * pairs share.  A word can stand only in a text that has all of its pairs,
 * which refuses nearly all words without looking at them.
 */
enum { DLP_LETTERS_PAIRS = 256 }; /* that are told apart */

struct dlp_letters {
	uint64_t set[DLP_LETTERS_PAIRS / 64];
};

struct dlp_letters dlp_letters_of(struct dlp_span text);

enum { DLP_LETTERS_KINDS = 37 };

/* 1 to 36 for a letter, case ignored, or a digit; 0 for anything else. */
unsigned dlp_letters_number(char c);

/* Whether `text` lacks a pair of `word`. */
static inline bool dlp_letters_lack(const struct dlp_letters *text,
				    const struct dlp_letters *word)
{
	uint64_t lacks = 0;

	for (size_t i = 0; i < 4; i++)
		lacks |= word->set[i] & ~text->set[i];
	return lacks != 0;
}

#endif
