#ifndef DLP_COVER_H
#define DLP_COVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct dlp_rule;    /* pattern/rule.h */
struct dlp_finding; /* record/record.h */

enum { DLP_CUTS = 9 }; /* of one finding */

/* What is replaced for a finding, bytes of the text. */
struct dlp_cut {
	uint64_t offset, length;
};

/*
 * The value, and the parts where the rule says so.  Of a row that was known
 * again the parts are all: between its values stands what is anybody's.  How
 * many; `rule` is NULL where nothing is known of it.
 */
size_t dlp_cuts(const struct dlp_rule *rule, const struct dlp_finding *finding,
		struct dlp_cut cut[DLP_CUTS]);

/* Bytes of a text that a finding covers: [start, end). */
struct dlp_cover {
	uint64_t start, end;
	uint32_t rule; /* its number among the ids */
};

/*
 * What is covered, by start and then longest first; taken from the front as
 * the text goes by.  Zero-initialise it.
 */
struct dlp_covers {
	struct dlp_cover *item;
	size_t head, len, cap; /* those in force are [head, len) */
};

/*
 * Findings come almost in order, so that finding the place is cheap.  DLP_FATAL
 * without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_covers_add(struct dlp_covers *covers,
					      struct dlp_cover cover);

/* The first, or NULL.  The caller may change its start, within the order. */
static inline struct dlp_cover *dlp_covers_first(struct dlp_covers *covers)
{
	return covers->head < covers->len ? &covers->item[covers->head] : NULL;
}

void dlp_covers_drop_first(struct dlp_covers *covers);
void dlp_covers_release(struct dlp_covers *covers);
/* Forget all of them, keep the memory. */
void dlp_covers_clear(struct dlp_covers *covers);

#endif
