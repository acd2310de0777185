#ifndef DLP_CMD_PASSAGE_H
#define DLP_CMD_PASSAGE_H

#include <time.h>

#include "cli.h"
#include "record/reader.h"
#include "record/tally.h"
#include "redact/cleaner.h"
#include "redact/gate.h"

/*
 * What passes through dlp-redact: data on its way to stdout, with records of
 * what was found in it beside; or records on their way to stdout, with clean
 * files made of what they tell.
 */
struct passage_opts {
	bool raw; /* data */
	bool quiet, summary;
	const struct dlp_catalog *catalog;

	/* Of data.  `tell` is set here, as below. */
	struct dlp_gate_opts gate;
	const char *findings; /* a file for the records beside; or NULL */

	/* Of records. */
	bool in_place;
	struct dlp_cleaner_opts cleaner;
	size_t max_record;
};

struct passage {
	struct passage_opts opts;
	struct dlp_buf out; /* for stdout */
	int status;
	struct dlp_tally tally;
	struct timespec start;

	/* The records beside data. */
	int log_fd; /* -1: nobody wants them */
	struct dlp_scanner_opts scanner;
	struct dlp_buf log;
	struct dlp_where where;

	struct dlp_cleaner *cleaner; /* NULL: there is nowhere to write */
	bool aimless;                /* that was said */
	bool in_head;                /* the last record was a `stream` */
};

/* The process ends, with a message, when an output can't be opened. */
void passage_open(struct passage *p, const struct passage_opts *opts);

/* One input; `name` is for messages and records. */
void passage_take(struct passage *p, int fd, const char *name);

/* There was an input that could not be opened. */
void passage_fail(struct passage *p);

/* Flush and release; the exit status. */
int passage_close(struct passage *p);

#endif
