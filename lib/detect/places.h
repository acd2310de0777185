#ifndef DLP_PLACES_H
#define DLP_PLACES_H

#include <stddef.h>
#include <stdint.h>

/*
 * How often each place of a document, with the value there, has occurred, so
 * that fingerprints of equal ones differ: a table of fixed size, made when it
 * is first needed.  When it is full, or there is no memory, further ones count
 * as the first.
 */

enum {
	DLP_PLACES_SLOTS = 1 << 14,
	/* Where more were taken, searches would be long. */
	DLP_PLACES_MAX = DLP_PLACES_SLOTS / 4 * 3,
};

struct dlp_place_count {
	uint64_t place;
	uint16_t count; /* 0: the slot is free */
};

struct dlp_places {
	struct dlp_place_count *slot;
	uint16_t *at; /* the slots in use, in the order they came */
	size_t used;
};

/* Count `place`, a hash; how many like it went before, 65,534 at most. */
uint16_t dlp_places_add(struct dlp_places *places, uint64_t place);

/* Forget what was counted. */
void dlp_places_clear(struct dlp_places *places);
void dlp_places_release(struct dlp_places *places);

#endif
