#ifndef DLP_LITERAL_GRAM_H
#define DLP_LITERAL_GRAM_H

#include "match/literal_set.h"

/*
 * How often four bytes stand in a row in texts of the kinds that are scanned:
 * source, logs, records, prose.  Bytes are folded to codes of 6 bits; a gram
 * is four codes, the first in its lowest bits.  Only the most frequent are
 * here; the others are taken for independent of each other.
 *
 * In an element the gram takes 24 bits; above stand 5 bits of exponent and 3
 * of fraction of its weight, which is in parts of DLP_LITERAL_GRAM_UNIT.
 */
enum {
	DLP_LITERAL_GRAMS = 8192,
	DLP_LITERAL_GRAM_UNIT = 1 << 28,
};

extern const uint32_t dlp_literal_gram[DLP_LITERAL_GRAMS];

static inline unsigned dlp_literal_gram_code(uint32_t gram, unsigned i)
{
	return gram >> 6 * i & 63;
}

/* (8 + fraction) * 2^exponent */
static inline float dlp_literal_gram_weight(uint32_t gram)
{
	return (float)((uint64_t)(8 + (gram >> 24 & 7)) << (gram >> 27));
}

#endif
