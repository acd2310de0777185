#ifndef DLP_CMD_WORKER_H
#define DLP_CMD_WORKER_H

#include "extract/charset.h"
#include "extractor.h"
#include "files.h"
#include "report.h"

/*
 * Reads and scans one file after another: from its bytes to the lines that
 * tell of it.  One for a thread.
 */

/* One file, or one thing that could not be opened. */
struct task {
	char *path; /* owned */
	int fd;     /* -1 for what could not be opened */
	struct stat st;
	enum dlp_code code;
	struct dlp_error err;
	struct dlp_buf out;
	uint64_t docs; /* numbered in it, from 1 */
	bool too_large;
	struct memo_note note;
};

struct worker {
	const struct files_opts *opts;
	/* task->out is getting long: write it, or wait until that may be. */
	void (*spill)(void *arg, struct task *task);
	void *arg;
	/* Documents before this task, where they are known; else 0. */
	uint64_t base;
	/* Nothing runs beside: what was found is written before each wait. */
	bool live;
	/* The rest is the module's. */
	struct dlp_filter *filter;
	struct dlp_charsets charsets;
	struct extractor extractor;
	struct report report;
	struct task *task;
	size_t enough; /* bytes of task->out to call spill() at */
	uint64_t doc[DLP_MEMBER_DEPTH + 2]; /* open ones, as numbered here */
	size_t docs;
	uint64_t findings; /* in this task */
	/* What earlier runs found, and this one told again. */
	struct dlp_scanner_counts again;
	struct dlp_tally told_again;
};

/* Ends the process without memory, as all of this does. */
void worker_init(struct worker *worker, const struct files_opts *opts,
		 struct dlp_pool *pool);
/* Add what it came to. */
void worker_release(struct worker *worker, struct files_total *total);

/* Scan, into task->out; the descriptor is closed. */
void worker_run(struct worker *worker, struct task *task);

#endif
