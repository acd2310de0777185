#ifndef DLP_CHILD_H
#define DLP_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * A process that reads one document: it has the document as descriptor 0, a
 * pipe to us as descriptor 1, and nothing else.  It dies with us.
 */
struct dlp_child {
	pid_t pid; /* 0 when there is none */
	int fd;    /* our end of the pipe */
	/* What came and was not yet taken: dlp_buf_consume(). */
	struct dlp_buf out;
	uint64_t bytes; /* that came in all */
	bool eof;       /* no more will come */
	int64_t spent;  /* when finished: milliseconds of processor time */
};

/* How a child ended. */
enum dlp_child_end {
	DLP_CHILD_DONE,    /* by itself */
	DLP_CHILD_LATE,    /* it has used up its processor time */
	DLP_CHILD_CRASHED, /* by a signal */
	DLP_CHILD_FAILED,  /* it said so by its exit status */
	DLP_CHILD_KILLED,  /* by us */
};

/*
 * Run `body` in a copy of this process, or `argv` as a program, on the document
 * open as `in`, which stays the caller's.  What `body` returns is the exit
 * status; nothing that stdio holds is written.  DLP_SKIP when there is no
 * process to be had.
 */
DLP_MUST_CHECK enum dlp_status dlp_child_fork(struct dlp_child *child, int in,
					      int (*body)(void *arg), void *arg,
					      struct dlp_error *err);
DLP_MUST_CHECK enum dlp_status dlp_child_exec(struct dlp_child *child, int in,
					      char *const argv[],
					      struct dlp_error *err);

/* What is in the pipe now, without waiting.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_child_read(struct dlp_child *child);

/*
 * Take it off the system and give everything back.  With `kill`, or when it
 * does not end soon after its pipe, it is killed.  Only `spent` stays.
 */
enum dlp_child_end dlp_child_finish(struct dlp_child *child, bool kill);

#endif
