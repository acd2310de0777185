#ifndef DLP_LITERAL_CHOOSER_H
#define DLP_LITERAL_CHOOSER_H

#include "match/literal_bucket.h"
#include "match/literal_gram.h"

/*
 * What a chooser knows, for the two files that it is made of: what fills it
 * (literal_bucket.c) and what asks it (literal_choose.c).
 */
enum {
	CODES = DLP_LITERAL_CODES,
	PAIRS = CODES * CODES,
	KEY = DLP_LITERAL_KEY,
	GRAMS = DLP_LITERAL_GRAMS,
	QUICK_GRAMS = 2048, /* known to one that is not thorough */
	QUICK_TRIES = 3,    /* keys of a literal that it weighs */
	PAIR_BUCKETS = DLP_LITERAL_PAIR_BUCKETS,
	COLUMN_BUCKETS = DLP_LITERAL_COLUMN_BUCKETS,
	OFFSETS = DLP_LITERAL_LEAD - 1, /* of keys that are looked at */
};

/* Grams by a property of them: list i is gram[at[i]] to gram[at[i + 1]]. */
struct index {
	uint16_t at[PAIRS + 1];
	uint16_t gram[GRAMS];
};

/* How many keys want a bit of a table. */
struct wants {
	uint16_t first[PAIR_BUCKETS][PAIRS], second[PAIR_BUCKETS][PAIRS];
	uint16_t column[COLUMN_BUCKETS][KEY][CODES];
};

struct dlp_literal_chooser {
	/* Buckets are weighed by grams; or by pairs alone, as if those were
	 * independent of each other, and grams tell of keys only. */
	bool thorough;
	size_t tries; /* keys of a literal */
	size_t grams; /* the most frequent, that are known */
	float weight[GRAMS];
	uint8_t code[GRAMS][KEY];
	struct index by_first, by_second; /* pair */
	struct index by_code[KEY];
	uint16_t first[PAIRS], second[PAIRS];      /* buckets of a pair */
	uint32_t column[KEY][CODES];               /* buckets of a code */
	bool pair_lets[GRAMS], column_lets[GRAMS]; /* through */
	/* For grams that are not known: what of all pairs and codes text has,
	 * and of it those in a bucket. */
	float pair_share[PAIRS], code_share[CODES];
	float in_first[PAIR_BUCKETS], in_second[PAIR_BUCKETS];
	float in_column[KEY][COLUMN_BUCKETS];
	float unknown;       /* share of text that is of other grams */
	struct wants *wants; /* NULL where no key is taken out again */
};

/* The codes that a byte of a key may have: one, or all where it is not of the
 * literal. */
struct range {
	unsigned from, to;
};

static inline unsigned first_of(const uint8_t *code)
{
	return code[0] | (unsigned)code[1] << 6;
}

static inline unsigned second_of(const uint8_t *code)
{
	return code[2] | (unsigned)code[3] << 6;
}

/* Add a weight to the sums of some buckets. */
static inline void spread(float *sum, uint32_t buckets, float weight)
{
	for (; buckets; buckets &= buckets - 1)
		sum[__builtin_ctz(buckets)] += weight;
}

/* What stands at a key from byte `at` of its literal on. */
static inline void window(struct dlp_span literal, size_t at,
			  struct range key[KEY])
{
	/* `at` may be before 0: it wraps. */
	for (size_t j = 0; j < KEY; j++, at++) {
		key[j] = (struct range){ 0, CODES };
		if (at < literal.len) {
			key[j].from = dlp_literal_code(literal.ptr[at]);
			key[j].to = key[j].from + 1;
		}
	}
}

#endif
