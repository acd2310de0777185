#ifndef DLP_GIT_CHANGES_H
#define DLP_GIT_CHANGES_H

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "extract/source.h"

/*
 * Which blobs came in, and with which commit: the output of
 *
 *	git diff-tree --stdin --raw -z -c --format=DLP_GIT_FORMAT
 *
 * or of `git diff --cached --raw -z`, which has no commits.  The form is that
 * of git-diff-tree(1), "RAW OUTPUT FORMAT", a merge as under "DIFF FORMAT FOR
 * MERGES".
 */

#define DLP_GIT_FORMAT "%H%x00%an <%ae>%x00%aI%x00"

enum { DLP_GIT_WORD = 1 << 20 }; /* bytes of a name, at most */

/* Spans are valid until the next call. */
struct dlp_git_change {
	struct dlp_span mode;   /* octal; of what it is now */
	struct dlp_span id;     /* of what it is now */
	struct dlp_span status; /* letters */
	struct dlp_span path;   /* as it stands in the tree */
};

struct dlp_git_changes {
	struct dlp_source *source; /* borrowed */
	struct dlp_buf word, info; /* of the change last told */
	/* Of the commit that it is in; `commit` is empty for none. */
	struct dlp_buf commit, author, date;
	uint64_t commits; /* so far */
};

void dlp_git_changes_init(struct dlp_git_changes *changes,
			  struct dlp_source *source);
void dlp_git_changes_release(struct dlp_git_changes *changes);

/*
 * DLP_EOF behind the last.  DLP_SKIP: this is not what git says, or it can't
 * be read on; there is no going on then.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_changes_next(struct dlp_git_changes *changes,
		     struct dlp_git_change *change, struct dlp_error *err);

#endif
