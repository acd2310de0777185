#include "match/literal.h"

#include <stdlib.h>
#include <string.h>

enum {
	GRAM = 3,         /* bytes of a key */
	BITMAP_BITS = 18, /* 32 KiB: stays in the first-level cache */
	BUCKET_BITS = 12,
};

struct entry {
	uint32_t key;    /* folded bytes */
	uint32_t offset; /* of the key in its literal */
	uint32_t id;
};

struct dlp_literals {
	const struct dlp_span *literal;
	size_t longest;
	uint32_t bucket[(1 << BUCKET_BITS) + 1]; /* first entry of each */
	uint64_t bitmap[(1 << BITMAP_BITS) / 64];
	struct entry entry[];
};

/* Any fold serves as long as both sides use it; |0x20 is one instruction. */
static uint32_t gram_at(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return ((uint32_t)u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16) |
	       0x202020;
}

static uint32_t hash(uint32_t key)
{
	return key * UINT32_C(2654435761);
}

static unsigned char fold(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? u | 0x20 : u;
}

/*
 * How common a byte is in source, logs and prose, as a weight: a key of rare
 * bytes lets fewer positions through.
 */
static unsigned weight(char c)
{
	static const char common[] = "etaoinsrlcdpumhgfbyv_kwx./-:1023=";
	unsigned char u = fold(c);
	const char *p = u ? strchr(common, u) : NULL;

	return p ? 64 - (unsigned)(p - common) : 8;
}

static size_t rarest(struct dlp_span literal)
{
	size_t best = 0;
	unsigned long least = 0;

	for (size_t i = 0; i + GRAM <= literal.len; i++) {
		unsigned long w = 1;

		for (size_t j = i; j < i + GRAM; j++)
			w *= weight(literal.ptr[j]);
		if (!i || w < least) {
			least = w;
			best = i;
		}
	}
	return best;
}

struct dlp_literals *dlp_literals_new(const struct dlp_span *literal,
				      size_t count)
{
	struct dlp_literals *set;
	uint32_t *next;

	set = calloc(1, sizeof(*set) + count * sizeof(*set->entry));
	next = calloc(1 << BUCKET_BITS, sizeof(*next));
	if (!set || !next) {
		free(set);
		free(next);
		return NULL;
	}
	set->literal = literal;
	for (size_t i = 0; i < count; i++) {
		uint32_t h = hash(gram_at(literal[i].ptr + rarest(literal[i])));

		if (literal[i].len > set->longest)
			set->longest = literal[i].len;
		set->bucket[(h >> (32 - BUCKET_BITS)) + 1]++;
		h >>= 32 - BITMAP_BITS;
		set->bitmap[h / 64] |= UINT64_C(1) << h % 64;
	}
	for (size_t b = 0; b < 1 << BUCKET_BITS; b++) {
		next[b] = set->bucket[b];
		set->bucket[b + 1] += set->bucket[b];
	}
	for (size_t i = 0; i < count; i++) {
		size_t offset = rarest(literal[i]);
		uint32_t key = gram_at(literal[i].ptr + offset);
		uint32_t b = hash(key) >> (32 - BUCKET_BITS);

		set->entry[next[b]++] =
			(struct entry){ key, (uint32_t)offset, (uint32_t)i };
	}
	free(next);
	return set;
}

void dlp_literals_free(struct dlp_literals *set)
{
	free(set);
}

void dlp_literal_hits_release(struct dlp_literal_hits *hits)
{
	free(hits->hit);
	*hits = (struct dlp_literal_hits){ 0 };
}

static enum dlp_status append(struct dlp_literal_hits *hits, size_t pos,
			      uint32_t id)
{
	if (hits->count == hits->cap) {
		size_t cap = hits->cap ? hits->cap * 2 : 256;
		struct dlp_literal_hit *grown =
			realloc(hits->hit, cap * sizeof(*grown));

		if (!grown)
			return DLP_FATAL;
		hits->hit = grown;
		hits->cap = cap;
	}
	hits->hit[hits->count++] = (struct dlp_literal_hit){ pos, id };
	return DLP_OK;
}

static int stands_at(struct dlp_span literal, const char *p)
{
	for (size_t i = 0; i < literal.len; i++)
		if (fold(literal.ptr[i]) != fold(p[i]))
			return 0;
	return 1;
}

/* Report the literals whose key is the one at `at`. */
static enum dlp_status verify(const struct dlp_literals *set,
			      struct dlp_span text, size_t at, size_t from,
			      size_t to, struct dlp_literal_hits *hits)
{
	uint32_t key = gram_at(text.ptr + at);
	uint32_t b = hash(key) >> (32 - BUCKET_BITS);

	for (uint32_t e = set->bucket[b]; e < set->bucket[b + 1]; e++) {
		const struct entry *entry = &set->entry[e];
		struct dlp_span literal = set->literal[entry->id];
		size_t pos = at - entry->offset;

		if (entry->key != key || entry->offset > at || pos < from ||
		    pos >= to || literal.len > text.len - pos)
			continue;
		if (stands_at(literal, text.ptr + pos) &&
		    append(hits, pos, entry->id))
			return DLP_FATAL;
	}
	return DLP_OK;
}

/* By position, then the longer literal, then the id. */
static int precedes(const struct dlp_literals *set,
		    const struct dlp_literal_hit *a,
		    const struct dlp_literal_hit *b)
{
	size_t la = set->literal[a->id].len, lb = set->literal[b->id].len;

	if (a->pos != b->pos)
		return a->pos < b->pos;
	return la != lb ? la > lb : a->id < b->id;
}

/* Keys come in order; what they belong to is at most a literal's length off. */
static void sort(const struct dlp_literals *set, struct dlp_literal_hit *hit,
		 size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct dlp_literal_hit h = hit[i];
		size_t j = i;

		for (; j && precedes(set, &h, &hit[j - 1]); j--)
			hit[j] = hit[j - 1];
		hit[j] = h;
	}
}

enum dlp_status dlp_literals_scan(const struct dlp_literals *set,
				  struct dlp_span text, size_t from, size_t to,
				  struct dlp_literal_hits *hits)
{
	size_t first = hits->count,
	       last = text.len < GRAM ? 0 : text.len - GRAM + 1;

	if (to > text.len)
		to = text.len;
	if (set->longest < last && to < last - set->longest)
		last = to + set->longest;
	for (size_t i = from; i < last; i++) {
		uint32_t h = hash(gram_at(text.ptr + i)) >> (32 - BITMAP_BITS);

		if (!(set->bitmap[h / 64] >> h % 64 & 1))
			continue;
		if (verify(set, text, i, from, to, hits))
			return DLP_FATAL;
	}
	if (hits->count > first)
		sort(set, hits->hit + first, hits->count - first);
	return DLP_OK;
}
