#ifndef DLP_IDS_H
#define DLP_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/*
 * The rules of one document's findings: each id once, under a small number
 * that stays, with the count of its findings.  Zero-initialise it.
 */
struct dlp_ids {
	struct dlp_id *entry;
	uint32_t *order; /* of the entries, by id */
	size_t len, cap;
};

struct dlp_id {
	char *rule; /* terminated */
	uint64_t count;
};

/* Ids of one document, at most: what a forged stream may make us keep. */
enum { DLP_IDS_MAX = 16384 };

/*
 * The number of `rule`, which is added when it is new.  DLP_SKIP over
 * DLP_IDS_MAX or for an id with NUL, DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_ids_number(struct dlp_ids *ids, struct dlp_span rule, uint32_t *number);

/* The entry at place `i` in the order of the ids. */
static inline const struct dlp_id *dlp_ids_at(const struct dlp_ids *ids,
					      size_t i)
{
	return &ids->entry[ids->order[i]];
}

void dlp_ids_release(struct dlp_ids *ids);

#endif
