#include "detect/places.h"

#include <stdlib.h>
#include <string.h>

uint16_t dlp_places_add(struct dlp_places *places, uint64_t place)
{
	size_t i = place % DLP_PLACES_SLOTS;
	struct dlp_place_count *slot;

	if (!places->slot)
		places->slot = calloc(DLP_PLACES_SLOTS, sizeof(*places->slot));
	if (!places->slot)
		return 0;
	slot = &places->slot[i];
	while (slot->count && slot->place != place)
		slot = &places->slot[++i % DLP_PLACES_SLOTS];
	if (!slot->count) {
		/* One must stay free, or the search would not end. */
		if (places->used == DLP_PLACES_SLOTS - 1)
			return 0;
		places->used++;
		slot->place = place;
	}
	if (slot->count < UINT16_MAX)
		slot->count++;
	return (uint16_t)(slot->count - 1);
}

void dlp_places_clear(struct dlp_places *places)
{
	if (places->used)
		memset(places->slot, 0,
		       DLP_PLACES_SLOTS * sizeof(*places->slot));
	places->used = 0;
}

void dlp_places_release(struct dlp_places *places)
{
	free(places->slot);
	*places = (struct dlp_places){ 0 };
}
