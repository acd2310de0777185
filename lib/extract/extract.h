#ifndef DLP_EXTRACT_H
#define DLP_EXTRACT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"
#include "record/record.h"

/*
 * A run of dlp-extract: documents in, records out, in the order of the input
 * whatever runs beside it.  `stream` and the last `end` are the caller's.
 */

struct dlp_extract_opts {
	size_t chunk; /* bytes of text in a piece */
	/* Receives the records; DLP_FATAL ends the run. */
	dlp_record_fn *fn;
	void *arg;
	/* Called before the run waits for input or a child; NULL for none. */
	void (*before_wait)(void *arg);
};

struct dlp_extract;

/* NULL without memory.  `opts` is copied. */
struct dlp_extract *dlp_extract_new(const struct dlp_extract_opts *opts);
void dlp_extract_free(struct dlp_extract *run);

/*
 * The next document: open as `fd`, which is taken, at its start.  DLP_FATAL
 * when the run is at its end: no memory, or `fn` said so.
 */
DLP_MUST_CHECK enum dlp_status dlp_extract_add(struct dlp_extract *run, int fd,
					       const char *path,
					       const struct stat *st);

/* Something that is no document because it could not be opened. */
DLP_MUST_CHECK enum dlp_status
dlp_extract_add_error(struct dlp_extract *run, const char *path,
		      enum dlp_code code, const struct dlp_error *err);

/* Documents told so far, members included. */
uint64_t dlp_extract_documents(const struct dlp_extract *run);

#endif
