#ifndef DLP_CMD_OUTPUT_H
#define DLP_CMD_OUTPUT_H

#include <stdbool.h>
#include <time.h>

#include "record/tally.h"

/*
 * The records of a command on its standard output, counted on the way for the
 * exit status and the summary.
 */
struct output {
	const char *tool;
	bool quiet;   /* no message for an `error` record */
	bool strict;  /* a document without text is trouble too */
	bool trouble; /* something was not read */
	/* The rest is the module's. */
	struct dlp_buf buf;
	struct timespec start;
	struct dlp_tally tally;
	struct dlp_buf path; /* of the document at hand, and its bytes */
	uint64_t size;
};

void output_init(struct output *out, const char *tool, bool quiet, bool strict);

/* Write a record; `arg` is the output.  A dlp_record_fn that never fails. */
enum dlp_status output_record(void *arg, const struct dlp_record *record);

/* The `stream` that comes first. */
void output_stream(struct output *out);
/* The `summary`, before the last `end`. */
void output_summary(struct output *out);

/* Everything goes out now; `arg` is the output. */
void output_flush(void *arg);

#endif
