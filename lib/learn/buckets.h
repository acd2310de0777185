#ifndef DLP_BUCKETS_H
#define DLP_BUCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "learn/model.h"

/*
 * Hashes and whom they belong to, in memory that can be mapped: sorted, in
 * buckets by their upper bits, 32 further bits each.  So some 20 bits and 32
 * are kept of a hash; another one is taken for one of `count` with a chance of
 * count in 2^52.
 */

/* Hashes that are being gathered; zero-initialise it. */
struct dlp_bucket_draft {
	struct dlp_bucket_entry {
		uint64_t hash;
		uint32_t owner;
	} * entry;
	size_t count, cap;
	/* Once settled: bits of a hash that choose a bucket. */
	unsigned bits;
	uint64_t shared, barred; /* entries left out, and why */
};

enum {
	/* The owner of what shall not be known: a hash that it has is left
	 * out. */
	DLP_BUCKETS_BAR = -1,
};

/* DLP_FATAL without memory. */
enum dlp_status dlp_buckets_add(struct dlp_bucket_draft *draft, uint64_t hash,
				uint32_t owner);
/*
 * Sort; each hash of an owner once, none of more than `most` owners.  What is
 * left is in order of the hash, then of the owner; the same for the same
 * entries in any order.
 */
void dlp_buckets_settle(struct dlp_bucket_draft *draft, size_t most);
/* The upper bits of the i-th hash that was settled, the rest 0. */
uint64_t dlp_buckets_hash(const struct dlp_bucket_draft *draft, size_t i);
/* The sections "bucket" and "rest" of what is settled, behind those that
 * `model` has, in memory that is freed by dlp_buckets_release(). */
struct dlp_bucket_sections {
	uint32_t *bucket, *rest;
};
DLP_MUST_CHECK enum dlp_status
dlp_buckets_lay_out(const struct dlp_bucket_draft *draft,
		    struct dlp_bucket_sections *sections,
		    struct dlp_model_draft *model);
void dlp_buckets_release(struct dlp_bucket_draft *draft,
			 struct dlp_bucket_sections *sections);

/* At work; it borrows the model. */
struct dlp_buckets {
	unsigned bits;
	const uint32_t *bucket, *rest;
	size_t count;
};

/* False when the sections are not whole. */
bool dlp_buckets_use(struct dlp_buckets *buckets,
		     const struct dlp_model *model);

/* A hash will be looked up soon, and then very soon: have its bucket on the
 * way, and its entries. */
static inline void dlp_buckets_soon(const struct dlp_buckets *buckets,
				    uint64_t hash)
{
	__builtin_prefetch(&buckets->bucket[hash >> (64 - buckets->bits)]);
}
static inline void dlp_buckets_near(const struct dlp_buckets *buckets,
				    uint64_t hash)
{
	__builtin_prefetch(
		&buckets->rest[buckets->bucket[hash >> (64 - buckets->bits)]]);
}

/* How many entries have a hash, and the first of them. */
size_t dlp_buckets_find(const struct dlp_buckets *buckets, uint64_t hash,
			size_t *first);

/* `count` items of an array as the bytes of a section. */
#define DLP_SECTION(array, count) \
	((struct dlp_span){ (const char *)(array), (count) * sizeof(*(array)) })

#endif
