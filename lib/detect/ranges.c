#include "detect/ranges.h"

#include <stdlib.h>

struct dlp_ranges {
	struct dlp_engine *engine;
	const struct dlp_findings *findings;
	struct dlp_pool *pool;
	size_t size, ahead;
	struct dlp_range **slot; /* made when first needed, then kept */
	size_t slots, first, count;
};

struct dlp_ranges *dlp_ranges_new(struct dlp_engine *engine,
				  const struct dlp_findings *findings,
				  struct dlp_pool *pool, size_t size)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(engine);
	const struct dlp_brief *brief = dlp_engine_briefs(engine);
	struct dlp_ranges *ranges = calloc(1, sizeof(*ranges));

	if (!ranges)
		return NULL;
	ranges->engine = engine;
	ranges->findings = findings;
	ranges->pool = pool;
	ranges->size = size ? size : DLP_RANGE_SIZE;
	ranges->slots = dlp_pool_helps(pool);
	ranges->slot = calloc(ranges->slots, sizeof(struct dlp_range *));
	if (!ranges->slot) {
		free(ranges);
		return NULL;
	}
	ranges->ahead = DLP_RULE_WINDOW;
	for (size_t r = 0; r < dlp_catalog_count(catalog); r++)
		if (brief[r].window > ranges->ahead)
			ranges->ahead = brief[r].window;
	ranges->ahead += DLP_MATCHER_AHEAD;
	if (ranges->ahead < DLP_VIEWS_REACH)
		ranges->ahead = DLP_VIEWS_REACH;
	return ranges;
}

void dlp_ranges_free(struct dlp_ranges *ranges)
{
	if (!ranges)
		return;
	dlp_ranges_clear(ranges);
	for (size_t i = 0; i < ranges->slots; i++)
		dlp_range_free(ranges->slot[i]);
	free(ranges->slot);
	free(ranges);
}

uint64_t dlp_ranges_end(const struct dlp_ranges *ranges, uint64_t from)
{
	uint64_t to = from + ranges->size;

	if (dlp_engine_any_window(ranges->engine)) {
		to -= to % DLP_MATCHER_BLOCK;
		if (to <= from)
			to += DLP_MATCHER_BLOCK;
	}
	return to;
}

size_t dlp_ranges_room(const struct dlp_ranges *ranges)
{
	return ranges->size * 24;
}

uint64_t dlp_ranges_least(const struct dlp_ranges *ranges)
{
	return ranges->count ? ranges->size : 2 * ranges->size;
}

size_t dlp_ranges_ahead(const struct dlp_ranges *ranges)
{
	return ranges->ahead;
}

static struct dlp_range **slot_at(struct dlp_ranges *ranges, size_t i)
{
	return &ranges->slot[(ranges->first + i) % ranges->slots];
}

/* Where to begin for a range at `from` that others go before. */
static uint64_t begin_at(const struct dlp_window *text, uint64_t from)
{
	uint64_t least = text->base;

	if (!text->first)
		least += DLP_MATCHER_BACK;
	if (from - text->base > DLP_RANGE_BEFORE &&
	    from - DLP_RANGE_BEFORE > least)
		return from - DLP_RANGE_BEFORE;
	if (text->first)
		return least;
	/* Blocks begin where they do for all. */
	least += DLP_MATCHER_BLOCK - least % DLP_MATCHER_BLOCK;
	return least < from ? least : from;
}

bool dlp_ranges_send(struct dlp_ranges *ranges, const struct dlp_window *text,
		     uint64_t from, uint64_t to,
		     const struct dlp_matcher_memory *memory,
		     const struct dlp_matcher *views)
{
	const uint64_t begin = ranges->count ? begin_at(text, from) : from;
	const size_t early = (size_t)(begin - text->base);
	const size_t skip = early > DLP_RANGE_BACK ? early - DLP_RANGE_BACK : 0;
	const struct dlp_window part = {
		.text = { text->text.ptr + skip,
			  (size_t)(to - text->base) + ranges->ahead - skip },
		.base = text->base + skip,
		.first = text->first && !skip,
		.from = early - skip,
	};
	struct dlp_range **slot = slot_at(ranges, ranges->count);

	if (ranges->count == ranges->slots)
		return false;
	if (!*slot)
		*slot = dlp_range_new(ranges->engine, ranges->findings);
	if (!*slot)
		return false;
	dlp_range_begin(*slot, &part, begin, from, to, memory, views);
	if (!dlp_pool_offer(ranges->pool, dlp_range_job(*slot)))
		return false;
	ranges->count++;
	return true;
}

struct dlp_range *dlp_ranges_first(struct dlp_ranges *ranges)
{
	return ranges->count ? *slot_at(ranges, 0) : NULL;
}

bool dlp_ranges_ready(struct dlp_ranges *ranges)
{
	return ranges->count &&
	       dlp_pool_done(ranges->pool, dlp_range_job(*slot_at(ranges, 0)));
}

void dlp_ranges_join(struct dlp_ranges *ranges)
{
	dlp_pool_join(ranges->pool, dlp_range_job(*slot_at(ranges, 0)));
}

void dlp_ranges_drop(struct dlp_ranges *ranges)
{
	dlp_ranges_join(ranges);
	ranges->first = (ranges->first + 1) % ranges->slots;
	ranges->count--;
}

void dlp_ranges_clear(struct dlp_ranges *ranges)
{
	while (ranges->count)
		dlp_ranges_drop(ranges);
	for (size_t i = 0; i < ranges->slots; i++)
		if (ranges->slot[i])
			dlp_range_clear(ranges->slot[i]);
}
