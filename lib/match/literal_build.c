#include "match/literal_build.h"

#include <stdlib.h>
#include <string.h>

#include "match/literal_bucket.h"
#include "match/literal_verify.h"

/* A set that is being made. */
struct draft {
	struct dlp_literals *set;
	/* Its arrays, behind it in the same allocation. */
	struct dlp_literal_entry *entry;
	uint8_t *len;
	char *rest;
	struct dlp_literal_entry *unsorted; /* by id */
};

static bool draft_open(struct draft *draft, size_t count, size_t rests)
{
	size_t entries = (count + 1) * sizeof(*draft->entry);
	size_t size = sizeof(*draft->set) + entries;
	char *p = calloc(1, size + count + rests);

	draft->unsorted = calloc(count + 1, sizeof(*draft->unsorted));
	draft->set = (void *)p;
	if (!p || !draft->unsorted)
		return false;
	draft->entry = (void *)(p + sizeof(*draft->set));
	draft->len = (void *)(p + size);
	draft->rest = p + size + count;
	draft->set->entry = draft->entry;
	draft->set->len = draft->len;
	draft->set->rest = draft->rest;
	draft->set->entries = count + 1;
	/* Equal to nothing: no byte is under the mask. */
	draft->entry[0].head = 1;
	draft->entry[0].last = true;
	return true;
}

static struct dlp_literals *draft_drop(struct draft *draft)
{
	free(draft->unsorted);
	free(draft->set);
	return NULL;
}

/* All that `base` has, but for the order of its entries. */
static void draft_copy(struct draft *draft, const struct dlp_literals *base)
{
	struct dlp_literals *set = draft->set;

	memcpy(set->beside, base->beside, sizeof(set->beside));
	memcpy(set->bit, base->bit, sizeof(set->bit));
	memcpy(set->bit3, base->bit3, sizeof(set->bit3));
	memcpy(draft->len, base->len, base->count);
	memcpy(draft->rest, base->rest, base->rests);
	for (size_t e = 1; e < base->entries; e++)
		draft->unsorted[base->entry[e].id] = base->entry[e];
	set->count = base->count;
	set->rests = base->rests;
	set->reach = base->reach;
}

/* A byte and the mask under which it is compared: without case if a letter. */
static void put_byte(uint64_t *value, uint64_t *mask, unsigned shift, char c)
{
	unsigned char u = dlp_literal_fold(c), m = 0xff;

	if (u >= 'a' && u <= 'z')
		m = 0xdf;
	*value |= (uint64_t)(u & m) << shift;
	*mask |= (uint64_t)m << shift;
}

/* The bytes that may stand beside a key. */
static uint16_t beside(struct dlp_span literal, size_t offset)
{
	const size_t end = offset + DLP_LITERAL_KEY;
	unsigned before = 0xff, behind = 0xff00;

	if (offset)
		before = 1u << dlp_literal_before(literal.ptr[offset - 1]);
	if (end < literal.len)
		behind = 1u << dlp_literal_behind(literal.ptr[end]);
	return (uint16_t)(before | behind);
}

/* Mark the hash of a key; its slot. */
static uint16_t mark(struct dlp_literals *set, struct dlp_span literal,
		     size_t offset)
{
	char key[DLP_LITERAL_KEY] = { 0 };
	uint32_t h, b;

	memcpy(key, literal.ptr + offset,
	       literal.len < sizeof(key) ? literal.len : sizeof(key));
	if (literal.len > DLP_LITERAL_MIN) {
		h = dlp_literal_hash(dlp_literal_load4(key));
		b = h >> DLP_LITERAL_BIT_SHIFT;
		set->bit[b / 32] |= UINT32_C(1) << b % 32;
		set->beside[dlp_literal_slot(h)] |= beside(literal, offset);
		return (uint16_t)dlp_literal_slot(h);
	}
	h = dlp_literal_hash3(dlp_literal_load4(key));
	b = h >> DLP_LITERAL_BIT3_SHIFT;
	set->bit3[b / 32] |= UINT32_C(1) << b % 32;
	return (uint16_t)dlp_literal_slot3(h);
}

static void draft_add(struct draft *draft, struct dlp_span literal, size_t id,
		      size_t offset)
{
	struct dlp_literals *set = draft->set;
	struct dlp_literal_entry *e = &draft->unsorted[id];

	e->id = (uint32_t)id;
	e->len = (uint8_t)literal.len;
	e->offset = (uint8_t)offset;
	e->slot = mark(set, literal, offset);
	e->rest = (uint32_t)set->rests;
	if (literal.len > 8)
		e->tail_at = literal.len > 16 ? 8 : (uint8_t)(literal.len - 8);
	for (unsigned i = 0; i < 8; i++) {
		if (i < literal.len)
			put_byte(&e->head, &e->head_mask, 8 * i,
				 literal.ptr[i]);
		if (literal.len > 8)
			put_byte(&e->tail, &e->tail_mask, 8 * i,
				 literal.ptr[e->tail_at + i]);
	}
	for (size_t i = 16; i < literal.len; i++)
		draft->rest[set->rests++] =
			(char)dlp_literal_fold(literal.ptr[i]);
	draft->len[id] = (uint8_t)literal.len;
	set->count++;
	if (offset > set->reach)
		set->reach = offset;
}

/* Entries in the order of their slots; the set is done. */
static struct dlp_literals *draft_close(struct draft *draft)
{
	struct dlp_literals *set = draft->set;
	uint32_t at = 1;

	for (size_t i = 0; i < set->count; i++)
		set->slot[draft->unsorted[i].slot]++;
	for (size_t s = 0; s < DLP_LITERAL_SLOTS; s++) {
		at += set->slot[s];
		set->slot[s] = set->slot[s] ? at : 0;
	}
	/* From the last to the first: each start moves down to its place. */
	for (size_t i = set->count; i--;) {
		uint32_t *start = &set->slot[draft->unsorted[i].slot];

		draft->entry[--*start] = draft->unsorted[i];
	}
	for (size_t e = 1; e < set->entries; e++)
		draft->entry[e].last =
			e + 1 == set->entries ||
			draft->entry[e].slot != draft->entry[e + 1].slot;
	free(draft->unsorted);
	return set;
}

static void choose_all(struct dlp_literal_chooser *chooser,
		       const struct dlp_span *literal, size_t count, bool again,
		       struct dlp_literal_choice *choice)
{
	/* Short ones first: they have the least choice. */
	for (size_t len = DLP_LITERAL_MIN; len <= DLP_LITERAL_MAX; len++)
		for (size_t i = 0; i < count; i++) {
			if (literal[i].len != len)
				continue;
			if (again)
				dlp_literal_take(chooser, literal[i],
						 choice[i]);
			choice[i] = dlp_literal_choose(chooser, literal[i]);
			dlp_literal_put(chooser, literal[i], choice[i]);
		}
}

static struct dlp_literals *build(const struct dlp_literals *base,
				  const struct dlp_span *literal, size_t count,
				  unsigned passes)
{
	size_t had = base ? base->count : 0, rests = base ? base->rests : 0;
	struct dlp_literal_choice *choice = calloc(count + 1, sizeof(*choice));
	struct dlp_literal_chooser *chooser =
		dlp_literal_chooser_new(base, passes != 0);
	struct dlp_literals *set = NULL;
	struct draft draft = { 0 };

	for (size_t i = 0; i < count; i++)
		if (literal[i].len > 16)
			rests += literal[i].len - 16;
	if (!choice || !chooser || !draft_open(&draft, had + count, rests)) {
		draft_drop(&draft);
		goto out;
	}
	if (base)
		draft_copy(&draft, base);
	for (unsigned pass = 0; pass <= passes; pass++)
		choose_all(chooser, literal, count, pass, choice);
	dlp_literal_chooser_tables(chooser, draft.set);
	for (size_t i = 0; i < count; i++)
		draft_add(&draft, literal[i], had + i, choice[i].offset);
	set = draft_close(&draft);
out:
	dlp_literal_chooser_free(chooser);
	free(choice);
	return set;
}

struct dlp_literals *dlp_literals_new(const struct dlp_span *literal,
				      size_t count)
{
	return build(NULL, literal, count, 0);
}

struct dlp_literals *dlp_literals_build(const struct dlp_span *literal,
					size_t count, unsigned passes)
{
	return build(NULL, literal, count, passes);
}

struct dlp_literals *dlp_literals_extend(const struct dlp_literals *base,
					 const struct dlp_span *literal,
					 size_t count)
{
	return build(base, literal, count, 0);
}

void dlp_literals_free(struct dlp_literals *set)
{
	free(set);
}
