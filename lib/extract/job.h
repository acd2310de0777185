#ifndef DLP_JOB_H
#define DLP_JOB_H

#include <stdbool.h>

#include "extract/child.h"
#include "extract/extract.h"
#include "extract/relay.h"

/*
 * One document of a run on its way: what it is, and the process that reads it
 * when it needs one.
 *
 * A process has a time of the processor, which the system keeps, and a longer
 * one of the clock, so that a busy machine leaves no document unread and one
 * that sleeps ends.  The clock counts while we listen to the process and wait:
 * neither a slow reader of our output nor other documents use it up.
 */

/* Milliseconds left for a document of the input and all within it. */
struct dlp_patience {
	int64_t clock;
	int64_t processor; /* of the processes that have ended */
};

struct dlp_job {
	const struct dlp_extract_opts *opts;
	struct dlp_charsets *charsets; /* the run's */
	uint64_t *docs;                /* the run's */
	int fd;
	enum dlp_format format;
	const struct dlp_converter *converter; /* that reads it, or NULL */
	struct dlp_document document;          /* what is known of it */
	struct dlp_where where;
	struct dlp_child child;
	struct dlp_relay *relay;
	bool started;
	int64_t left; /* milliseconds of the clock for its process */
	struct dlp_patience *patience;    /* that counts for it, */
	struct dlp_patience own_patience; /* its own if none is around it */
};

/*
 * The document in `fd`, a file, which is taken and read from its start.  The
 * spans of `where` and `document` are borrowed.  `around` is the job of the
 * document around it, or NULL.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_job_init(struct dlp_job *job, const struct dlp_extract_opts *opts,
	     struct dlp_charsets *charsets, uint64_t *docs, int fd,
	     const struct dlp_document *document, const struct dlp_where *where,
	     struct dlp_job *around);
/* Kills its process if it has one. */
void dlp_job_release(struct dlp_job *job);

/* Whether it is to be read by a process of its own. */
bool dlp_job_needs_child(const struct dlp_job *job);

/*
 * Start that process.  Where that can't be, the finish will tell it as a
 * document that could not be read.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_job_start(struct dlp_job *job);

/*
 * Read the document to its end and tell it all.  `others` are `n` jobs that
 * have started and are listened to meanwhile.  DLP_FATAL ends the run.
 */
DLP_MUST_CHECK enum dlp_status
dlp_job_finish(struct dlp_job *job, struct dlp_job *const *others, size_t n);

#endif
