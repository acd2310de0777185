#ifndef DLP_LITERAL_VERIFY_H
#define DLP_LITERAL_VERIFY_H

#include "match/literal_set.h"

/*
 * From candidates to literals.  In a header because each path compiles it
 * with the instructions that it may use.
 *
 * Lists are appended to without a branch: an item is always written, and the
 * count moves on when it was wanted.  Whether a candidate is one is as good as
 * random to the processor, and a wrong guess costs more than all the rest.
 */

#if defined(__GNUC__)
#define DLP_LITERAL_INLINE static inline __attribute__((always_inline))
#else
#define DLP_LITERAL_INLINE static inline
#endif

DLP_LITERAL_INLINE uint32_t dlp_literal_load4(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 |
	       (uint32_t)u[3] << 24;
}

DLP_LITERAL_INLINE uint64_t dlp_literal_load8(const char *p)
{
	return dlp_literal_load4(p) | (uint64_t)dlp_literal_load4(p + 4) << 32;
}

#define DLP_LITERAL_FACTOR UINT32_C(2654435761)

/* Of a key as loaded; |0x20 folds more than letters, which does no harm. */
DLP_LITERAL_INLINE uint32_t dlp_literal_hash(uint32_t key)
{
	return (key | 0x20202020) * DLP_LITERAL_FACTOR;
}

DLP_LITERAL_INLINE uint32_t dlp_literal_hash3(uint32_t key)
{
	return ((key | 0x202020) & 0xffffff) * DLP_LITERAL_FACTOR;
}

enum {
	DLP_LITERAL_BIT_SHIFT = 32 - (DLP_LITERAL_SLOT_BITS + 3),
	DLP_LITERAL_BIT3_SHIFT = 32 - (DLP_LITERAL_SLOT3_BITS + 3),
};

DLP_LITERAL_INLINE uint32_t dlp_literal_bit(const uint32_t *bits,
					    uint32_t index)
{
	return bits[index / 32] >> index % 32 & 1;
}

/* Whether some key may have these bytes, by its hash alone. */
DLP_LITERAL_INLINE uint32_t dlp_literal_may(const struct dlp_literals *set,
					    uint32_t key)
{
	return dlp_literal_bit(set->bit,
			       dlp_literal_hash(key) >> DLP_LITERAL_BIT_SHIFT) |
	       dlp_literal_bit(set->bit3, dlp_literal_hash3(key) >>
						  DLP_LITERAL_BIT3_SHIFT);
}

DLP_LITERAL_INLINE size_t dlp_literal_slot(uint32_t hash)
{
	return hash >> (32 - DLP_LITERAL_SLOT_BITS);
}

DLP_LITERAL_INLINE size_t dlp_literal_slot3(uint32_t hash)
{
	return (1u << DLP_LITERAL_SLOT_BITS) +
	       (hash >> (32 - DLP_LITERAL_SLOT3_BITS));
}

/* In struct dlp_literals, what a byte is before a key, and behind one: as many
 * letters as can be are told apart, and no cases. */
DLP_LITERAL_INLINE unsigned dlp_literal_before(char c)
{
	unsigned u = (unsigned char)c;

	return (u ^ (u >> 3 & 3)) & 7;
}

DLP_LITERAL_INLINE unsigned dlp_literal_behind(char c)
{
	return 8 | dlp_literal_before(c);
}

DLP_LITERAL_INLINE bool dlp_literal_equals(const struct dlp_literal_entry *e,
					   const char *p)
{
	uint64_t head = (dlp_literal_load8(p) & e->head_mask) ^ e->head;
	uint64_t tail =
		(dlp_literal_load8(p + e->tail_at) & e->tail_mask) ^ e->tail;

	return !(head | tail);
}

enum { DLP_LITERAL_BLOCK = 4096, DLP_LITERAL_SIGHTS = 256 };

/* Positions behind p, below DLP_LITERAL_BLOCK, and above them in each the slot
 * whose entries are to be compared there. */
struct dlp_literal_queue {
	uint32_t item[2 * DLP_LITERAL_BLOCK + 16];
	size_t count;
};

DLP_LITERAL_INLINE void
dlp_literal_compare(struct dlp_literal_task *task, const char *p, size_t at,
		    const struct dlp_literal_queue *queue)
{
	const struct dlp_literals *set = task->set;
	struct dlp_literal_sight sight[DLP_LITERAL_SIGHTS];
	size_t seen = 0;

	/* What is compared was driven out of the cache by the stages between.
	 */
	for (size_t i = 0; i < queue->count; i++)
		__builtin_prefetch(
			&set->entry[set->slot[queue->item[i] >> 16]]);
	for (size_t i = 0; i < queue->count; i++) {
		uint32_t pos = queue->item[i] & 0xffff;
		uint32_t e = set->slot[queue->item[i] >> 16];

		do {
			const struct dlp_literal_entry *entry = &set->entry[e];

			sight[seen].start = at + pos - entry->offset;
			sight[seen].entry = e;
			seen += dlp_literal_equals(entry,
						   p + pos - entry->offset);
			if (seen == DLP_LITERAL_SIGHTS) {
				dlp_literal_report(task, sight, seen);
				seen = 0;
			}
		} while (!set->entry[e++].last);
	}
	if (seen)
		dlp_literal_report(task, sight, seen);
}

/* Compare what a filter of C let through: positions list[i] to
 * list[i] + step - 1. */
DLP_LITERAL_INLINE void dlp_literal_verify(struct dlp_literal_task *task,
					   const char *p, size_t at,
					   const uint16_t *list, size_t n,
					   const unsigned step)
{
	const struct dlp_literals *set = task->set;
	uint32_t likely[DLP_LITERAL_BLOCK + 1];
	struct dlp_literal_queue queue;
	size_t kept = 0, queued = 0;

	for (size_t i = 0; i < n; i++)
		for (unsigned s = 0; s < step; s++) {
			likely[kept] = list[i] + s;
			kept += dlp_literal_may(
				set, dlp_literal_load4(p + list[i] + s));
		}
	for (size_t i = 0; i < kept; i++) {
		uint32_t pos = likely[i];
		const char *here = p + pos;
		uint32_t key = dlp_literal_load4(here);
		uint32_t h = dlp_literal_hash(key);
		uint32_t h3 = dlp_literal_hash3(key);
		uint32_t slot = (uint32_t)dlp_literal_slot(h);
		uint32_t beside = set->beside[slot];

		queue.item[queued] = pos | slot << 16;
		queued += beside >> dlp_literal_before(here[-1]) &
			  beside >> dlp_literal_behind(here[4]) &
			  dlp_literal_bit(set->bit, h >> DLP_LITERAL_BIT_SHIFT);
		queue.item[queued] = pos | (uint32_t)dlp_literal_slot3(h3)
						   << 16;
		queued += dlp_literal_bit(set->bit3,
					  h3 >> DLP_LITERAL_BIT3_SHIFT);
	}
	queue.count = queued;
	dlp_literal_compare(task, p, at, &queue);
}

#endif
