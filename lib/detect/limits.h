#ifndef DLP_LIMITS_H
#define DLP_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/record.h"

/*
 * What a document's text was there for and was not looked at: rules that gave
 * up at their match limit, and stretches that hold more than may be decoded.
 * Counted as they come, told once, when the document ends.
 */

struct dlp_catalog;

enum { DLP_LIMITS_HITS = 8 }; /* match limits of a rule: then it is off */

/* Where a rule gave up: each has a count of its own. */
enum dlp_limits_place {
	DLP_LIMITS_TEXT,
	DLP_LIMITS_VIEW, /* a view of the text */
	DLP_LIMITS_PLACES,
};

struct dlp_limits {
	const struct dlp_catalog *catalog;
	unsigned *hits[DLP_LIMITS_PLACES]; /* by rule; all in one */
	bool any;                          /* of hits */
	uint64_t full;                     /* blocks that held too much */
};

/* The catalog outlives it.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_limits_init(struct dlp_limits *limits,
					       const struct dlp_catalog *);
void dlp_limits_release(struct dlp_limits *limits);

/* Another document begins. */
void dlp_limits_reset(struct dlp_limits *limits);

/* A rule gave up once more; true when it is to be left out from now on. */
bool dlp_limits_hit(struct dlp_limits *limits, enum dlp_limits_place place,
		    size_t rule);

/* Whether it was left out before. */
bool dlp_limits_off(const struct dlp_limits *limits,
		    enum dlp_limits_place place, size_t rule);

/*
 * Tell an `error` record of each rule that gave up, and one of the blocks.
 * DLP_SKIP: there was any.  DLP_FATAL: `tell` said so.
 */
DLP_MUST_CHECK enum dlp_status dlp_limits_tell(const struct dlp_limits *limits,
					       const struct dlp_where *where,
					       dlp_record_fn *tell, void *arg);

#endif
