#ifndef DLP_SIEVE_H
#define DLP_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "learn/model.h"

/*
 * A bit for the upper bits of each hash of an index: what has none is not in
 * it, which most of a text is told by at the cost of one access to a small
 * table: of 2 to the power of some bits more of a hash than choose a bucket.
 */

/* At work; it borrows the model. */
struct dlp_sieve {
	const uint64_t *word;
	unsigned bits; /* of a hash */
};

/* Words that `bits` upper bits of hashes take. */
static inline size_t dlp_sieve_words(unsigned bits)
{
	return (size_t)1 << (bits - 6);
}

static inline void dlp_sieve_put(uint64_t *word, unsigned bits, uint64_t hash)
{
	const uint64_t i = hash >> (64 - bits);

	word[i / 64] |= UINT64_C(1) << i % 64;
}

/* A hash will be asked for soon: have its bit on the way. */
static inline void dlp_sieve_soon(const struct dlp_sieve *sieve, uint64_t hash)
{
	__builtin_prefetch(&sieve->word[hash >> (64 - sieve->bits) >> 6]);
}

static inline bool dlp_sieve_may(const struct dlp_sieve *sieve, uint64_t hash)
{
	const uint64_t i = hash >> (64 - sieve->bits);

	return sieve->word[i / 64] >> i % 64 & 1;
}

/* The section "sieve" of a model; false when it has not `bits` of them. */
static inline bool dlp_sieve_use(struct dlp_sieve *sieve,
				 const struct dlp_model *model, unsigned bits)
{
	size_t words;

	sieve->bits = bits;
	sieve->word =
		dlp_model_array(model, "sieve", sizeof(*sieve->word), &words);
	return sieve->word && words == dlp_sieve_words(bits);
}

#endif
