#ifndef DLP_EXTRACT_H
#define DLP_EXTRACT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/span.h"
#include "extract/converter.h"
#include "extract/task.h"
#include "record/record.h"

/*
 * A run of dlp-extract: documents in, records out, in the order of the input
 * whatever runs beside it.  `stream` and the last `end` are the caller's.
 *
 * Plain text is read here.  Every other document gets a process of its own: a
 * copy of this one that runs `reader`, or dlp-pdf.  What they say passes the
 * relay.
 */

enum {
	DLP_EXTRACT_JOBS = 64, /* processes at a time, at most */
	/* A document and all within it: times the deadlines of one. */
	DLP_EXTRACT_PATIENCE = 10,
};

struct dlp_extract_opts {
	size_t chunk;  /* bytes of text in a piece */
	unsigned jobs; /* processes at a time, from 1 */
	struct dlp_limits limits;
	bool no_sandbox;
	dlp_task_fn *reader; /* of everything but text and PDF */
	const char *pdf;     /* the program dlp-pdf; NULL where there is none */
	const char *ocr;     /* likewise dlp-ocr */
	const char *languages; /* for it, as in "eng+deu"; NULL: no OCR */
	const struct dlp_converter *converters; /* of users; NULL: none */
	/* Receives the records; DLP_FATAL ends the run. */
	dlp_record_fn *fn;
	void *arg;
	/* Called before the run waits for input or a process; may be NULL. */
	void (*before_wait)(void *arg);
};

struct dlp_extract;

/* NULL without memory.  `opts` is copied, what it points at is borrowed. */
struct dlp_extract *dlp_extract_new(const struct dlp_extract_opts *opts);
/* What still runs is killed. */
void dlp_extract_free(struct dlp_extract *run);

/*
 * The next document: open as `fd`, which is taken, at its start.  Unless
 * opts->jobs is 1 it may be told later, but not later than the finish.
 * DLP_FATAL when the run is at its end: no memory, or `fn` said so.
 */
DLP_MUST_CHECK enum dlp_status dlp_extract_add(struct dlp_extract *run, int fd,
					       const char *path,
					       const struct stat *st);

/*
 * Likewise a document that the caller does not want read for its size: it is
 * told, and ends in `none`.
 */
DLP_MUST_CHECK enum dlp_status dlp_extract_leave(struct dlp_extract *run,
						 int fd, const char *path,
						 const struct stat *st);

/* A document that is no file, of `size` bytes that come from `read`. */
struct dlp_extract_bytes {
	/* As that of a source. */
	ssize_t (*read)(void *arg, char *buf, size_t len,
			struct dlp_error *err);
	void *arg;
	uint64_t size;
	/*
	 * A JSON object that says where it is from.  Its members come first in
	 * `metadata` of the document, and in each `at` of its text and of what
	 * is within it.
	 */
	struct dlp_span origin;
};

/* As the two above; `read` is not called after the return. */
DLP_MUST_CHECK enum dlp_status
dlp_extract_add_bytes(struct dlp_extract *run, const char *path,
		      const struct dlp_extract_bytes *bytes);
DLP_MUST_CHECK enum dlp_status
dlp_extract_leave_bytes(struct dlp_extract *run, const char *path,
			const struct dlp_extract_bytes *bytes);

/* Something that is no document because it could not be opened. */
DLP_MUST_CHECK enum dlp_status
dlp_extract_add_error(struct dlp_extract *run, const char *path,
		      enum dlp_code code, const struct dlp_error *err);

/* Tell everything that was added. */
DLP_MUST_CHECK enum dlp_status dlp_extract_finish(struct dlp_extract *run);

/* Documents told so far, members included. */
uint64_t dlp_extract_documents(const struct dlp_extract *run);

#endif
