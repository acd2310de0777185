#ifndef DLP_PROGRESS_H
#define DLP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * How far long work is, as a line for people that is written over by the next.
 * Times are milliseconds of any clock that does not go back.
 */

enum {
	DLP_PROGRESS_DELAY = 2000, /* that work may last without a word */
	DLP_PROGRESS_EVERY = 250,  /* between lines */
};

struct dlp_progress {
	uint64_t start; /* of the work */
	uint64_t next;  /* when a line is due */
	uint64_t files, bytes, findings;
	bool finds; /* tell of findings */
};

/* Work begins; the first line is due after `delay`. */
void dlp_progress_start(struct dlp_progress *progress, uint64_t now,
			uint64_t delay);

/*
 * Add the line that is due, "12 files, 3.4M, 1.1M/s, 2 findings: a/b.txt", of
 * `width` columns at most: the path goes through dlp_escape(), and its end is
 * kept where it is too long.  False when none is due.
 */
bool dlp_progress_line(struct dlp_progress *progress, uint64_t now,
		       struct dlp_span path, size_t width, struct dlp_buf *out);

#endif
