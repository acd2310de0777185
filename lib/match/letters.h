#ifndef DLP_LETTERS_H
#define DLP_LETTERS_H

#include <stdint.h>

#include "base/span.h"

/*
 * A summary of a short text: which pairs of letters, case ignored, and digits
 * follow each other in it, whatever stands between the two, by 64 bits that
 * pairs share.  A word can stand only in a text that has all of its pairs,
 * which refuses most words without looking at them.
 */
uint64_t dlp_letters(struct dlp_span text);

#endif
