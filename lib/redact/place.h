#ifndef DLP_REDACT_PLACE_H
#define DLP_REDACT_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/*
 * Where a clean copy goes: a file below a directory that the user named.
 * Names come from a stream and are not to be trusted: each component is opened
 * on its own and never through a link, and `..` is refused.
 *
 * A file appears under its name when it is whole and on the disk, or not at
 * all.  Until then it has a name of its own beside it, which a crash may leave.
 */
struct dlp_redact_place {
	int dir;    /* the folder that holds the name; -1 when closed */
	char *name; /* in that folder */
	char *temp; /* what is being written, or NULL */
	int fd;     /* of `temp`; -1 without one */
};

/*
 * What is left of `path` below `root`, without empty components and `.`.  An
 * empty root: all of the path, whose leading slash is taken off.  DLP_SKIP for
 * a path that is not below it, or leaves it by `..`.
 */
DLP_MUST_CHECK enum dlp_status dlp_redact_place_below(struct dlp_span root,
						      struct dlp_span path,
						      struct dlp_buf *below,
						      struct dlp_error *err);

/*
 * Find the folder of `below` under the folder `root`; with `create`, make those
 * that are missing.  DLP_SKIP with err->sys; the place is then closed.
 */
DLP_MUST_CHECK enum dlp_status
dlp_redact_place_open(struct dlp_redact_place *place, int root,
		      struct dlp_span below, bool create,
		      struct dlp_error *err);

/* A new file beside the name, readable by its owner only. */
DLP_MUST_CHECK enum dlp_status
dlp_redact_place_create(struct dlp_redact_place *place, struct dlp_error *err);

/*
 * Keep the file that has the name under name and `suffix` too.  DLP_SKIP when
 * that name is taken.
 */
DLP_MUST_CHECK enum dlp_status
dlp_redact_place_backup(const struct dlp_redact_place *place,
			const char *suffix, struct dlp_error *err);

/* Take the backup back, when the file could not be committed after all. */
void dlp_redact_place_unback(const struct dlp_redact_place *place,
			     const char *suffix);

/*
 * Put the file on the disk and under its name.  Without `replace` a file that
 * is there already is DLP_SKIP with EEXIST.
 */
DLP_MUST_CHECK enum dlp_status
dlp_redact_place_commit(struct dlp_redact_place *place, bool replace,
			struct dlp_error *err);

/* Remove what was not committed, close everything. */
void dlp_redact_place_close(struct dlp_redact_place *place);

#endif
