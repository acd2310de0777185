#include "state/table.h"

#include "base/pages.h"

/*
 * A slot, from its highest bit: marked, 31 bits of hash, 32 of place in units
 * of 16 bytes.  0 is a free one: no entry is at 0.  The upper bits of the hash
 * say where to look first, so that a larger table needs nothing else.
 */
enum { MARK = 63, TAG = 32, TAG_BITS = 31, FIRST = 1024 };

static uint64_t tag_of(uint64_t hash)
{
	return hash >> (64 - TAG_BITS);
}

static uint64_t slot_tag(uint64_t slot)
{
	return slot >> TAG & ((UINT64_C(1) << TAG_BITS) - 1);
}

static uint64_t slot_at(uint64_t slot)
{
	return (slot & UINT32_MAX) << 4;
}

/* Where to look first for it, in a table of `size` slots. */
static size_t home(uint64_t tag, size_t size)
{
	return (size_t)(tag * size >> TAG_BITS);
}

static void put(uint64_t *slots, size_t size, uint64_t slot)
{
	size_t i = home(slot_tag(slot), size);

	while (slots[i])
		i = (i + 1) & (size - 1);
	slots[i] = slot;
}

static bool grow(struct dlp_state_table *t)
{
	size_t size = t->size ? t->size * 2 : FIRST;
	uint64_t *slots;

	if (size > (size_t)1 << TAG_BITS)
		return false;
	slots = dlp_pages_new(size, sizeof(*slots));
	if (!slots)
		return false;
	for (size_t i = 0; i < t->size; i++)
		if (t->slot[i])
			put(slots, size, t->slot[i]);
	dlp_pages_free(t->slot);
	t->slot = slots;
	t->size = size;
	return true;
}

uint64_t dlp_state_table_find(const struct dlp_state_table *t, uint64_t hash,
			      dlp_state_is_fn *is, void *arg)
{
	uint64_t tag = tag_of(hash);

	if (!t->size)
		return 0;
	for (size_t i = home(tag, t->size); t->slot[i];
	     i = (i + 1) & (t->size - 1))
		if (slot_tag(t->slot[i]) == tag && is(arg, slot_at(t->slot[i])))
			return slot_at(t->slot[i]);
	return 0;
}

/* The slot of the entry at `at`, or NULL. */
static uint64_t *slot_of(const struct dlp_state_table *t, uint64_t hash,
			 uint64_t at)
{
	if (!t->size)
		return NULL;
	for (size_t i = home(tag_of(hash), t->size); t->slot[i];
	     i = (i + 1) & (t->size - 1))
		if (slot_at(t->slot[i]) == at)
			return &t->slot[i];
	return NULL;
}

bool dlp_state_table_set(struct dlp_state_table *t, uint64_t hash, uint64_t old,
			 uint64_t at)
{
	uint64_t slot = tag_of(hash) << TAG | at >> 4;
	uint64_t *was = old ? slot_of(t, hash, old) : NULL;

	if (was) {
		*was = slot;
		return true;
	}
	if ((t->used + 1) * 4 > t->size * 3 && !grow(t))
		return false;
	put(t->slot, t->size, slot);
	t->used++;
	return true;
}

bool dlp_state_table_has(const struct dlp_state_table *t, uint64_t hash,
			 uint64_t at)
{
	return slot_of(t, hash, at) != NULL;
}

bool dlp_state_table_mark(struct dlp_state_table *t, uint64_t hash, uint64_t at)
{
	uint64_t *slot = slot_of(t, hash, at);

	if (!slot || *slot >> MARK)
		return false;
	*slot |= UINT64_C(1) << MARK;
	return true;
}

bool dlp_state_table_marked(const struct dlp_state_table *t, uint64_t hash,
			    uint64_t at)
{
	const uint64_t *slot = slot_of(t, hash, at);

	return slot && *slot >> MARK;
}

void dlp_state_table_release(struct dlp_state_table *t)
{
	dlp_pages_free(t->slot);
	*t = (struct dlp_state_table){ 0 };
}
