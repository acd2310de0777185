#ifndef DLP_NEAR_H
#define DLP_NEAR_H

#include "detect/group.h"

/*
 * Where the rules that others want nearby have been seen: `near` of a rule,
 * dlp-patterns(5).  A sight counts whatever is told of it in the end.
 */

enum { DLP_NEAR_REACH = 1024 }; /* bytes between the two values */

struct dlp_sight {
	size_t rule; /* index in the catalog */
	uint64_t start, end;
	uint64_t line, last_line;
};

struct dlp_sights {
	struct dlp_sight *sight;
	size_t count, cap;
};

/* DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_sights_add(struct dlp_sights *sights,
					      const struct dlp_sight *sight);

/* Whether `rule` was seen within `lines` lines of a finding that waits. */
bool dlp_sights_near(const struct dlp_sights *sights, size_t rule,
		     uint32_t lines, const struct dlp_pending *pending);

/* Forget what no finding that begins at `start` or behind can be near to. */
void dlp_sights_forget(struct dlp_sights *sights, uint64_t start);

void dlp_sights_release(struct dlp_sights *sights);

#endif
