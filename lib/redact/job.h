#ifndef DLP_REDACT_JOB_H
#define DLP_REDACT_JOB_H

#include "redact/cleaner.h"
#include "redact/copy.h"

/*
 * One document of a stream, to be made clean: read again, rewritten, proven
 * and put in its place.
 */
struct dlp_redact_job {
	const struct dlp_cleaner_opts *opts;
	int folder; /* of the output; in place, the root */
	struct dlp_where where;
	struct dlp_copy *copy; /* its findings */
	bool found;            /* in it, or in a document inside it */
	bool plain;            /* their offsets are those of the file */
	bool has_size;
	uint64_t size;  /* when it was scanned, if that is known */
	uint64_t bytes; /* of its text */
	struct dlp_span digest;
};

/*
 * DLP_OK: done and told, or nothing was to be done.  DLP_SKIP: there is no
 * output; the code, and err, say why.  DLP_FATAL as dlp_cleaner_take().
 */
DLP_MUST_CHECK enum dlp_status
dlp_redact_job_run(const struct dlp_redact_job *job, enum dlp_code *code,
		   struct dlp_error *err);

#endif
