#ifndef DLP_ROUTE_H
#define DLP_ROUTE_H

#include "match/engine.h"
#include "match/place.h"
#include "match/rule_set.h"

/*
 * Where a number or id of some layout goes: the rules whose regexes may match
 * it. Found out once for each layout that is met, and remembered; for one
 * thread.
 */

enum {
	DLP_ROUTE_RULES = 64, /* remembered of a layout */
	DLP_ROUTE_REGEXES = 32,
	DLP_ROUTE_CHOICES = 4, /* what was wanted of it, remembered */
};

struct dlp_route {
	uint64_t layout;
	uint16_t shape; /* enum dlp_shape */
	uint16_t count;
	struct {
		uint32_t rule;    /* index */
		uint32_t regexes; /* bit set: may match */
	} to[DLP_ROUTE_RULES];
	struct {
		uint64_t number; /* of the set; 0 for none */
		uint64_t to;     /* bit set */
	} choice[DLP_ROUTE_CHOICES];
};

struct dlp_routes;

/* NULL without memory.  The engine outlives it. */
struct dlp_routes *dlp_routes_new(struct dlp_engine *engine);
void dlp_routes_free(struct dlp_routes *routes);

/*
 * The route of the number in `text` from place->start to its end number `end`,
 * for rules of `shape`: digits, phone or id.  NULL where its layout is too long
 * to tell or goes to too many rules: any of them may match then.
 */
struct dlp_route *dlp_routes_find(struct dlp_routes *routes,
				  enum dlp_shape shape, struct dlp_span text,
				  const struct dlp_place *place, size_t end,
				  struct dlp_regex_space *space);

/*
 * Which of route->to are in the set, a bit for each; sets of a number are
 * those that were asked about before.
 */
uint64_t dlp_route_choose(struct dlp_route *route,
			  const struct dlp_rule_set *set);

#endif
