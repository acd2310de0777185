#ifndef DLP_TALLY_H
#define DLP_TALLY_H

#include <time.h>

#include "record/record.h"

/* What a stream of records comes to, for totals and for `summary` records. */
struct dlp_tally {
	uint64_t documents;
	uint64_t ends[3]; /* by enum dlp_end_status */
	/* Likewise, without members, and with what could not be opened. */
	uint64_t inputs[3];
	uint64_t bytes; /* of text, as the ends say */
	uint64_t findings[DLP_SEVERITIES];
	uint64_t errors[DLP_CODES];
	uint64_t faults; /* the sum of errors: something was not read */
	/* Files that an earlier run has read, told where there was one. */
	bool incremental;
	uint64_t unchanged;
};

/* Count one record; those of other types count nothing. */
void dlp_tally_take(struct dlp_tally *tally, const struct dlp_record *record);

/* Add `documents` and `inputs` to an object, each with its counts by status. */
void dlp_tally_write_ends(struct dlp_buf *out, const struct dlp_tally *tally);

/* Count all that `more` has counted. */
void dlp_tally_add(struct dlp_tally *tally, const struct dlp_tally *more);

/*
 * Add the `summary` record of `tool`, newline included.  `more` holds further
 * counts under `suppressed`, and may be empty; `start` is of CLOCK_MONOTONIC,
 * when the work began.
 */
void dlp_tally_write(struct dlp_buf *out, const char *tool,
		     const struct dlp_tally *tally,
		     const struct dlp_count *more, size_t n_more,
		     const struct timespec *start);

#endif
