#include "detect/near.h"

#include <stdlib.h>

enum dlp_status dlp_sights_add(struct dlp_sights *sights,
			       const struct dlp_sight *sight)
{
	if (sights->count == sights->cap) {
		size_t cap = sights->cap ? sights->cap * 2 : 64;
		struct dlp_sight *grown =
			realloc(sights->sight, cap * sizeof(*grown));

		if (!grown)
			return DLP_FATAL;
		sights->sight = grown;
		sights->cap = cap;
	}
	sights->sight[sights->count++] = *sight;
	return DLP_OK;
}

/* Of two stretches [a, a_end] and [b, b_end]: what lies between them. */
static uint64_t gap(uint64_t a, uint64_t a_end, uint64_t b, uint64_t b_end)
{
	return b > a_end ? b - a_end : a > b_end ? a - b_end : 0;
}

bool dlp_sights_near(const struct dlp_sights *sights, size_t rule,
		     uint32_t lines, const struct dlp_pending *pending)
{
	for (size_t i = 0; i < sights->count; i++) {
		const struct dlp_sight *s = &sights->sight[i];

		if (s->rule == rule &&
		    gap(s->start, s->end, pending->start, pending->end) <=
			    DLP_NEAR_REACH &&
		    gap(s->line, s->last_line, pending->line,
			pending->last_line) <= lines)
			return true;
	}
	return false;
}

void dlp_sights_forget(struct dlp_sights *sights, uint64_t start)
{
	size_t n = 0;

	for (size_t i = 0; i < sights->count; i++)
		if (sights->sight[i].end >= start ||
		    start - sights->sight[i].end <= DLP_NEAR_REACH)
			sights->sight[n++] = sights->sight[i];
	sights->count = n;
}

void dlp_sights_release(struct dlp_sights *sights)
{
	free(sights->sight);
	*sights = (struct dlp_sights){ 0 };
}
