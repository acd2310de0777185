#include "match/route.h"

#include <stdlib.h>
#include <string.h>

#include "match/probe.h"
#include "match/shadow.h"

enum {
	SETS = 128, /* of layouts remembered; a power of two */
	WAYS = 4, /* in each: so many of one hash do not drive each other out */
	OVER = UINT16_MAX,
	TEXT_MAX = 160, /* bytes of a number whose layout is told */
};

struct dlp_routes {
	struct dlp_engine *engine;
	struct dlp_route slot[SETS][WAYS];
	unsigned char next[SETS]; /* way that the next new one takes */
};

struct dlp_routes *dlp_routes_new(struct dlp_engine *engine)
{
	struct dlp_routes *routes = calloc(1, sizeof(*routes));

	if (routes)
		routes->engine = engine;
	return routes;
}

void dlp_routes_free(struct dlp_routes *routes)
{
	free(routes);
}

/* Ask each rule that takes so many digits, or letters and digits. */
static void explore(struct dlp_engine *engine, struct dlp_route *route,
		    enum dlp_shape shape, struct dlp_engine_rules rules,
		    struct dlp_span number, size_t count,
		    struct dlp_regex_space *space)
{
	char text[TEXT_MAX];

	for (size_t i = 0; i < number.len; i++)
		text[i] = dlp_shadow_char(number.ptr[i]);
	for (size_t r = 0; r < rules.count; r++) {
		const struct dlp_brief *brief =
			&dlp_engine_briefs(engine)[rules.rule[r]];
		uint32_t regexes;

		if (shape == DLP_SHAPE_ID &&
		    (count < brief->least || count > brief->most))
			continue;
		if (!dlp_probe_fits(brief->probe, text, number.len))
			continue;
		regexes = dlp_engine_admits(
			engine, rules.rule[r],
			(struct dlp_span){ text, number.len }, space);
		if (!regexes)
			continue;
		if (route->count == DLP_ROUTE_RULES) {
			route->count = OVER;
			return;
		}
		route->to[route->count].rule = rules.rule[r];
		route->to[route->count++].regexes = regexes;
	}
}

uint64_t dlp_route_choose(struct dlp_route *route,
			  const struct dlp_rule_set *set)
{
	const size_t at = set->number % DLP_ROUTE_CHOICES;
	uint64_t to = 0;

	_Static_assert(DLP_ROUTE_RULES <= 64, "a bit for each");
	if (route->choice[at].number == set->number)
		return route->choice[at].to;
	for (size_t i = 0; i < route->count; i++) {
		const uint32_t rule = route->to[i].rule;

		to |= (set->rules[rule / 64] >> rule % 64 & 1) << i;
	}
	route->choice[at].number = set->number;
	route->choice[at].to = to;
	return to;
}

struct dlp_route *dlp_routes_find(struct dlp_routes *routes,
				  enum dlp_shape shape, struct dlp_span text,
				  const struct dlp_place *place, size_t end,
				  struct dlp_regex_space *space)
{
	uint64_t layout = place->layout[end];
	const size_t set =
		(layout ^ shape) * UINT64_C(0x9e3779b97f4a7c15) >> 57;
	struct dlp_route *route = routes->slot[set];
	struct dlp_span number = { text.ptr + place->start,
				   place->end[end] - place->start };
	struct dlp_engine_rules rules;

	_Static_assert(SETS == 1 << (64 - 57), "the hash names a set");
	if (!layout || number.len > TEXT_MAX)
		return NULL;
	while (route < routes->slot[set] + WAYS &&
	       (route->layout != layout || route->shape != shape))
		route++;
	if (route == routes->slot[set] + WAYS) {
		route = &routes->slot[set][routes->next[set]++ % WAYS];
		*route = (struct dlp_route){ .layout = layout,
					     .shape = (uint16_t)shape };
		rules = shape == DLP_SHAPE_DIGITS
				? dlp_engine_by_digits(routes->engine,
						       place->digits[end])
				: dlp_engine_by_shape(routes->engine, shape);
		explore(routes->engine, route, shape, rules, number,
			place->digits[end], space);
	}
	return route->count == OVER ? NULL : route;
}
