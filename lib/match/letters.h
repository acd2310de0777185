#ifndef DLP_LETTERS_H
#define DLP_LETTERS_H

#include <stdint.h>

#include "base/span.h"

/*
 * Which ASCII letters, case ignored, and digits stand in a text: one bit each.
 * A word can stand only in a text that has all of its letters, which refuses
 * most words without looking at them.
 */
static inline uint64_t dlp_letters(struct dlp_span text)
{
	uint64_t set = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		unsigned letter = (c | 0x20u) - 'a', digit = c - '0';

		set |= letter < 26  ? UINT64_C(1) << letter
		       : digit < 10 ? UINT64_C(1) << (26 + digit)
				    : 0;
	}
	return set;
}

#endif
