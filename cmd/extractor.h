#ifndef DLP_CMD_EXTRACTOR_H
#define DLP_CMD_EXTRACTOR_H

#include <sys/types.h>

#include "record/reader.h"

/*
 * The dlp-extract beside us, for what dlp-scan does not read itself: one
 * process for many documents, a name in, its records out.
 */
struct extractor {
	/* Its --ocr and --converters, or NULL; the caller's. */
	const char *languages, *converters;
	int pid; /* 0: not started */
	int names;
	int records;
	struct dlp_reader *reader;
};

/*
 * The records of the document at `path`, `document` to `end`, to `fn`.  The
 * process is started at the first call.  DLP_SKIP: it can't be asked (err says
 * why); an `error` record is the caller's to tell.  DLP_FATAL: `fn` said so.
 */
DLP_MUST_CHECK enum dlp_status extractor_read(struct extractor *extractor,
					      const char *path,
					      dlp_record_fn *fn, void *arg,
					      struct dlp_error *err);

void extractor_stop(struct extractor *x);

/*
 * Run it once, with a command line that NULL ends, beside standard input and
 * errors of ours: where its records are to be read, for the caller to close,
 * and its process, for the caller to wait for.  Where there is none to read
 * the `things`, a message and the end.
 */
int extractor_run(char *const *word, const char *things, pid_t *pid);

#endif
