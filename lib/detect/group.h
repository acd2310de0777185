#ifndef DLP_GROUP_H
#define DLP_GROUP_H

#include "base/arena.h"
#include "detect/evidence.h"
#include "detect/fingerprint.h"
#include "detect/mask.h"
#include "detect/suppress.h"

/*
 * Findings that are made and not yet told: a later one may still overlap them.
 * Those whose values overlap are one group, told as one finding: the most
 * specific rule names it, the others stand in `also`, it has the highest
 * severity and confidence of all, and reaches over all their bytes, so that
 * what takes it out leaves no tail of a longer match behind.  One that is
 * suppressed is in no group: the others are what they would be without it.
 */

struct dlp_described {
	struct dlp_finding finding; /* but for the excerpt */
	struct dlp_excerpt excerpt;
	struct dlp_fingerprint fingerprint;
};

struct dlp_pending {
	const struct dlp_rule *rule;
	uint64_t start, end; /* of the value, bytes into the document's text */
	/* What stands up to here is shown, or not, with it. */
	uint64_t reach;
	struct dlp_rule_place part[DLP_PARTS];
	struct dlp_evidence evidence;
	struct dlp_suppressed suppressed; /* alone then: it joins no group */
	uint64_t sum;                     /* a hash of the value */
	/* Until it is known whether what its rule wants nearby is there. */
	bool waits;
	size_t partner;           /* the rule that is wanted then */
	uint64_t line, last_line; /* of a value that waits */
	/*
	 * What is told of it, in `mem`: made before the text around it goes.
	 * NULL as long as the text is there.
	 */
	struct dlp_described *early;
	/* The key that it stands under, in `mem`, once that is `keyed`. */
	struct dlp_span key;
	bool keyed;
	bool lent; /* `early` is somebody else's for now */
	struct dlp_arena mem;
	struct dlp_pending *next; /* of those kept for reuse */
};

/* A group that was taken out. */
struct dlp_merged {
	/* Freed by dlp_group_done(): what names it, and what begins it. */
	struct dlp_pending *best, *first;
	uint64_t start, end;   /* of all values */
	uint64_t line, column; /* of `start`; 0 while its text is there */
	enum dlp_severity severity;
	enum dlp_confidence confidence;
	double score;
	struct dlp_span also[DLP_ALSOS];
	size_t alsos;
	/* A hash of the values that reach beyond that of `best`; 0 for none. */
	uint64_t beyond;
};

struct dlp_group {
	struct dlp_pending **pending; /* in order, from `first` on */
	size_t first, count, cap;
	struct dlp_pending *spare; /* kept for reuse, linked by `next` */
};

/*
 * One for dlp_group_add(), with `early` and `mem` empty, and the rest to be
 * filled in.  NULL without memory.
 */
struct dlp_pending *dlp_group_new(struct dlp_group *group);

/* Give one back that is not to be added. */
void dlp_group_drop(struct dlp_group *group, struct dlp_pending *pending);

/*
 * Insert in order: start, longest first, rule.  `pending` is taken in any
 * case.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_group_add(struct dlp_group *group,
					     struct dlp_pending *pending);

/* The offset where the first one begins; UINT64_MAX with none. */
uint64_t dlp_group_start(const struct dlp_group *group);

/* The i-th in order; NULL behind the last. */
struct dlp_pending *dlp_group_at(const struct dlp_group *group, size_t i);

/* Take out the i-th, which is no finding after all. */
void dlp_group_remove(struct dlp_group *group, size_t i);

/*
 * Take out the first finding with all that overlap it, merged into one, when
 * nothing that begins at `settled` or behind can still join it, or stands in
 * its reach, and none of them waits.  False when there is none such.
 */
bool dlp_group_take(struct dlp_group *group, uint64_t settled,
		    struct dlp_merged *out);
void dlp_group_done(struct dlp_group *group, struct dlp_merged *merged);

void dlp_group_clear(struct dlp_group *group);
void dlp_group_release(struct dlp_group *group);

#endif
