#include "detect/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/views.h"

enum dlp_status dlp_limits_init(struct dlp_limits *limits,
				const struct dlp_catalog *catalog)
{
	const size_t rules = dlp_catalog_count(catalog);
	unsigned *hits = calloc(DLP_LIMITS_PLACES * rules + 1, sizeof(*hits));

	*limits = (struct dlp_limits){ .catalog = catalog };
	if (!hits)
		return DLP_FATAL;
	for (size_t p = 0; p < DLP_LIMITS_PLACES; p++)
		limits->hits[p] = hits + p * rules;
	return DLP_OK;
}

void dlp_limits_release(struct dlp_limits *limits)
{
	free(limits->hits[0]);
	*limits = (struct dlp_limits){ 0 };
}

void dlp_limits_reset(struct dlp_limits *limits)
{
	if (limits->any)
		memset(limits->hits[0], 0,
		       DLP_LIMITS_PLACES * dlp_catalog_count(limits->catalog) *
			       sizeof(*limits->hits[0]));
	limits->any = false;
	limits->full = 0;
}

bool dlp_limits_hit(struct dlp_limits *limits, enum dlp_limits_place place,
		    size_t rule)
{
	limits->any = true;
	return ++limits->hits[place][rule] == DLP_LIMITS_HITS;
}

bool dlp_limits_off(const struct dlp_limits *limits,
		    enum dlp_limits_place place, size_t rule)
{
	return limits->hits[place][rule] >= DLP_LIMITS_HITS;
}

static enum dlp_status tell_one(const struct dlp_where *where,
				enum dlp_code code, const char *message,
				dlp_record_fn *tell, void *arg)
{
	const struct dlp_record record = dlp_record_error(where, code, message);

	return tell(arg, &record) == DLP_FATAL ? DLP_FATAL : DLP_OK;
}

static enum dlp_status tell_rule(const struct dlp_limits *limits, size_t rule,
				 const struct dlp_where *where,
				 dlp_record_fn *tell, void *arg)
{
	const struct dlp_span id = dlp_catalog_id(limits->catalog, rule);
	unsigned hits = 0;
	bool off = false;
	char message[160];

	for (unsigned p = 0; p < DLP_LIMITS_PLACES; p++) {
		hits += limits->hits[p][rule];
		off |= dlp_limits_off(limits, (enum dlp_limits_place)p, rule);
	}
	if (!hits)
		return DLP_OK;
	snprintf(message, sizeof(message),
		 "rule %.*s gave up at its match limit %u times%s", (int)id.len,
		 id.ptr, hits, off ? " and was left out" : "");
	return tell_one(where, DLP_CODE_MATCH_LIMIT, message, tell, arg);
}

enum dlp_status dlp_limits_tell(const struct dlp_limits *limits,
				const struct dlp_where *where,
				dlp_record_fn *tell, void *arg)
{
	const size_t rules = dlp_catalog_count(limits->catalog);
	char message[160];

	for (size_t r = 0; limits->any && r < rules; r++)
		if (tell_rule(limits, r, where, tell, arg))
			return DLP_FATAL;
	if (!limits->full)
		return limits->any ? DLP_SKIP : DLP_OK;
	snprintf(message, sizeof(message),
		 "more is encoded than may be decoded, in %llu blocks of %d "
		 "bytes",
		 (unsigned long long)limits->full, DLP_VIEWS_BLOCK);
	return tell_one(where, DLP_CODE_TOO_MANY, message, tell, arg)
		       ? DLP_FATAL
		       : DLP_SKIP;
}
