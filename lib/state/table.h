#ifndef DLP_STATE_TABLE_H
#define DLP_STATE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where in a journal the entry of a unit is: 8 bytes a slot, of which three
 * quarters are used at most, so that a million units take 16 MiB.  It keeps 31
 * bits of a unit's hash, and asks whoever can read the entry whether it is the
 * one.  Zero-initialise.
 */
struct dlp_state_table {
	uint64_t *slot;
	size_t used, size; /* size is 0 or a power of two */
};

/* Whether the entry at `at` is of the unit that is looked for. */
typedef bool dlp_state_is_fn(void *arg, uint64_t at);

/* Where the entry of a unit with this hash is; 0 where there is none. */
uint64_t dlp_state_table_find(const struct dlp_state_table *table,
			      uint64_t hash, dlp_state_is_fn *is, void *arg);

/*
 * It is at `at`, a multiple of 16 and not 0, and no longer at `old`, which is 0
 * where there was none.  It is not marked.  False without memory.
 */
bool dlp_state_table_set(struct dlp_state_table *table, uint64_t hash,
			 uint64_t old, uint64_t at);

/* Whether the entry at `at` is that of a unit, and not one of before. */
bool dlp_state_table_has(const struct dlp_state_table *table, uint64_t hash,
			 uint64_t at);

/* Mark the entry at `at`; true when there is one and it was not marked. */
bool dlp_state_table_mark(struct dlp_state_table *table, uint64_t hash,
			  uint64_t at);
bool dlp_state_table_marked(const struct dlp_state_table *table, uint64_t hash,
			    uint64_t at);

void dlp_state_table_release(struct dlp_state_table *table);

#endif
