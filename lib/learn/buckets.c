#include "learn/buckets.h"

#include <stdlib.h>

/* A bucket holds 8 to 16 hashes, as one line of cache does. */
enum { BUCKET_BITS = 3, LEAST_BITS = 4, MOST_BITS = 26 };

enum dlp_status dlp_buckets_add(struct dlp_bucket_draft *draft, uint64_t hash,
				uint32_t owner)
{
	if (draft->count == draft->cap) {
		size_t cap = draft->cap ? 2 * draft->cap : 1024;
		void *p = realloc(draft->entry, cap * sizeof(*draft->entry));

		if (!p)
			return DLP_FATAL;
		draft->entry = p;
		draft->cap = cap;
	}
	draft->entry[draft->count++] = (struct dlp_bucket_entry){ hash, owner };
	return DLP_OK;
}

static int compare(const void *a, const void *b)
{
	const struct dlp_bucket_entry *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->owner < y->owner ? -1 : x->owner > y->owner;
}

/* What is kept of a hash: the bits that choose a bucket, and 32 more. */
static uint64_t kept(uint64_t hash, unsigned bits)
{
	return hash >> (32 - bits);
}

void dlp_buckets_settle(struct dlp_bucket_draft *draft, size_t most)
{
	struct dlp_bucket_entry *entry = draft->entry;
	size_t n = 0, end;

	draft->bits = LEAST_BITS;
	while (draft->bits < MOST_BITS &&
	       draft->count >> (draft->bits + BUCKET_BITS + 1))
		draft->bits++;
	for (size_t i = 0; i < draft->count; i++)
		entry[i].hash = kept(entry[i].hash, draft->bits);
	if (draft->count)
		qsort(entry, draft->count, sizeof(*entry), compare);
	for (size_t i = 0; i < draft->count; i = end) {
		uint64_t hash = entry[i].hash;
		size_t start = n;

		for (end = i; end < draft->count && entry[end].hash == hash;
		     end++)
			if (n == start ||
			    entry[n - 1].owner != entry[end].owner)
				entry[n++] = entry[end];
		if (entry[n - 1].owner == (uint32_t)DLP_BUCKETS_BAR) {
			draft->barred += n - start - 1;
			n = start;
		} else if (n - start > most) {
			draft->shared += n - start;
			n = start;
		}
	}
	draft->count = n;
}

uint64_t dlp_buckets_hash(const struct dlp_bucket_draft *draft, size_t i)
{
	return draft->entry[i].hash << (32 - draft->bits);
}

enum dlp_status dlp_buckets_lay_out(const struct dlp_bucket_draft *draft,
				    struct dlp_bucket_sections *sections,
				    struct dlp_model_draft *model)
{
	size_t buckets = ((size_t)1 << draft->bits) + 1, next = 0;
	uint32_t *bucket = malloc(buckets * sizeof(*bucket));
	uint32_t *rest = malloc((draft->count + 1) * sizeof(*rest));

	*sections = (struct dlp_bucket_sections){ bucket, rest };
	if (!bucket || !rest)
		return DLP_FATAL;
	for (size_t i = 0; i < draft->count; i++) {
		while (next <= draft->entry[i].hash >> 32)
			bucket[next++] = (uint32_t)i;
		rest[i] = (uint32_t)draft->entry[i].hash;
	}
	while (next < buckets)
		bucket[next++] = (uint32_t)draft->count;
	dlp_model_add(model, "bucket", DLP_SECTION(bucket, buckets));
	dlp_model_add(model, "rest", DLP_SECTION(rest, draft->count));
	return DLP_OK;
}

void dlp_buckets_release(struct dlp_bucket_draft *draft,
			 struct dlp_bucket_sections *sections)
{
	free(draft->entry);
	free(sections->bucket);
	free(sections->rest);
	*draft = (struct dlp_bucket_draft){ .entry = NULL };
	*sections = (struct dlp_bucket_sections){ NULL, NULL };
}

bool dlp_buckets_use(struct dlp_buckets *buckets, const struct dlp_model *model)
{
	size_t n;

	*buckets = (struct dlp_buckets){ .bits = LEAST_BITS };
	buckets->bucket =
		dlp_model_array(model, "bucket", sizeof(uint32_t), &n);
	buckets->rest = dlp_model_array(model, "rest", sizeof(uint32_t),
					&buckets->count);
	while (buckets->bits < MOST_BITS &&
	       ((size_t)1 << buckets->bits) + 1 < n)
		buckets->bits++;
	if (n != ((size_t)1 << buckets->bits) + 1 || buckets->bucket[0] ||
	    buckets->bucket[n - 1] != buckets->count)
		return false;
	for (size_t i = 1; i < n; i++)
		if (buckets->bucket[i] < buckets->bucket[i - 1])
			return false;
	return true;
}

size_t dlp_buckets_find(const struct dlp_buckets *buckets, uint64_t hash,
			size_t *first)
{
	uint64_t all = kept(hash, buckets->bits);
	size_t i = buckets->bucket[all >> 32];
	size_t end = buckets->bucket[(all >> 32) + 1];
	uint32_t rest = (uint32_t)all;
	size_t count = 0;

	while (i < end && buckets->rest[i] < rest)
		i++;
	*first = i;
	while (i + count < end && buckets->rest[i + count] == rest)
		count++;
	return count;
}
