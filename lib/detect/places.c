#include "detect/places.h"

#include <stdlib.h>

_Static_assert(DLP_PLACES_SLOTS - 1 <= UINT16_MAX, "a slot fits");

uint16_t dlp_places_add(struct dlp_places *places, uint64_t place)
{
	size_t i = place % DLP_PLACES_SLOTS;
	struct dlp_place_count *slot;

	if (!places->slot)
		places->slot = calloc(DLP_PLACES_SLOTS, sizeof(*places->slot));
	if (!places->at)
		places->at = malloc(DLP_PLACES_SLOTS * sizeof(*places->at));
	if (!places->slot || !places->at)
		return 0;
	slot = &places->slot[i];
	while (slot->count && slot->place != place)
		slot = &places->slot[++i % DLP_PLACES_SLOTS];
	if (!slot->count) {
		if (places->used == DLP_PLACES_MAX)
			return 0;
		places->at[places->used++] = (uint16_t)(slot - places->slot);
		slot->place = place;
	}
	if (slot->count < UINT16_MAX)
		slot->count++;
	return (uint16_t)(slot->count - 1);
}

void dlp_places_clear(struct dlp_places *places)
{
	while (places->used)
		places->slot[places->at[--places->used]].count = 0;
}

void dlp_places_release(struct dlp_places *places)
{
	free(places->slot);
	free(places->at);
	*places = (struct dlp_places){ 0 };
}
