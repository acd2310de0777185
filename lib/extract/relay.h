#ifndef DLP_RELAY_H
#define DLP_RELAY_H

#include <stdbool.h>

#include "record/record.h"

/*
 * From the records of a process that read hostile bytes to records that can be
 * trusted as far as their form goes.
 *
 * The process speaks of one document, its `doc` 1, and of documents within it,
 * whose `member` begins below it.  It may tell `document`, `text`, `error` and
 * `end`, in the order of the stream; `document` of the first one may be left
 * out.  Its numbers, path and outer members are ours to say: whatever it wrote
 * there is replaced.  The first record that breaks a rule ends it.
 *
 * A document of format DLP_RELAY_RAW is not told but handed over: its text are
 * its bytes, for us to read as any other document.  What is wrong with it is an
 * error of the document around it.
 */

#define DLP_RELAY_RAW "raw"

enum {
	DLP_RELAY_NAME = 4096,   /* bytes of a member's name */
	DLP_RELAY_MESSAGE = 512, /* bytes of an error message */
	DLP_RELAY_AT = 64 << 10, /* bytes of `at` and of metadata */
};

struct dlp_relay_opts {
	dlp_record_fn *fn; /* gets the records */
	void *arg;
	uint64_t *docs;         /* the number last given to a document */
	struct dlp_where where; /* of the first; its number is still to give */
	struct dlp_document document; /* what we know of the first */
	int fd;                       /* its file, for the digest */
	uint64_t max_raw;             /* bytes of a document handed over */
	/*
	 * Reads the document in `fd`, which it takes, and tells it.  DLP_FATAL
	 * ends the run.
	 */
	enum dlp_status (*hand)(void *arg, int fd,
				const struct dlp_where *where);
	void *hand_arg;
};

struct dlp_relay;

/* NULL without memory.  All in `opts` is borrowed until the free. */
struct dlp_relay *dlp_relay_new(const struct dlp_relay_opts *opts);
void dlp_relay_free(struct dlp_relay *relay);

/*
 * One line, without its newline.  DLP_SKIP: it is not what may come here, the
 * process is not to be heard any further.  DLP_FATAL: the run is at its end.
 */
DLP_MUST_CHECK enum dlp_status dlp_relay_line(struct dlp_relay *relay,
					      struct dlp_span line,
					      struct dlp_error *err);

/* Whether the first document has ended. */
bool dlp_relay_ended(const struct dlp_relay *relay);

/*
 * Nothing more will come, and not all has ended: the innermost document gets
 * the error, all that are open get their end.  `message` is a constant.
 */
DLP_MUST_CHECK enum dlp_status dlp_relay_fail(struct dlp_relay *relay,
					      enum dlp_code code,
					      const char *message);

#endif
