#ifndef DLP_GROUP_H
#define DLP_GROUP_H

#include "base/arena.h"
#include "detect/fingerprint.h"
#include "record/record.h"

/*
 * Findings that are made and not yet told: a later one may still overlap them.
 * Those whose values overlap are one group, told as one finding: the most
 * specific rule names it, the others stand in `also`, it has the highest
 * severity and confidence of all, and reaches over all their bytes, so that
 * what takes it out leaves no tail of a longer match behind.
 */

struct dlp_pending {
	const struct dlp_rule *rule;
	struct dlp_finding finding; /* without line, at and fingerprint's n */
	struct dlp_fingerprint fingerprint;
};

struct dlp_group {
	struct dlp_pending *pending; /* in order of offset, behind `first` */
	size_t first, count, cap;
};

/* Insert in order: offset, longest first, rule.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_group_add(struct dlp_group *group,
					     const struct dlp_pending *pending);

/* The offset where the first one begins; UINT64_MAX with none. */
uint64_t dlp_group_start(const struct dlp_group *group);

/*
 * Take out the first finding with all that overlap it, merged into one, when
 * nothing that begins at `settled` or behind can still join it.  False when
 * there is none such.
 */
bool dlp_group_take(struct dlp_group *group, uint64_t settled,
		    struct dlp_pending *out);

void dlp_group_clear(struct dlp_group *group);
void dlp_group_release(struct dlp_group *group);

#endif
