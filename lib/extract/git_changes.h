#ifndef DLP_GIT_CHANGES_H
#define DLP_GIT_CHANGES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "extract/source.h"

/*
 * Which blobs came in, and with which commit: the output of
 *
 *	git diff-tree --stdin --always --raw -z -c --format=DLP_GIT_FORMAT
 *
 * or of `git diff --cached --raw -z`, which has no commits.  The form is that
 * of git-diff-tree(1), "RAW OUTPUT FORMAT", a merge as under "DIFF FORMAT FOR
 * MERGES".
 */

#define DLP_GIT_FORMAT "%H%x00%an <%ae>%x00%aI%x00%cn <%ce>%x00%B%x00"

enum {
	DLP_GIT_WORD = 1 << 20,     /* bytes of a name, at most */
	DLP_GIT_MESSAGE = 16 << 20, /* of a message that are told */
};

/*
 * Spans are valid until the next call.  All are empty for a commit, which
 * comes before its changes.
 */
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
	struct dlp_buf commit, author, date, committer, message;
	bool cut;         /* the message is longer */
	uint64_t commits; /* so far */
};

void dlp_git_changes_init(struct dlp_git_changes *changes,
			  struct dlp_source *source);
void dlp_git_changes_release(struct dlp_git_changes *changes);

/*
 * The output of `git for-each-ref --format=DLP_GIT_TAG_FORMAT` instead: the
 * next tag that has a message, told as a commit is, with its name for `commit`.
 * As dlp_git_changes_next().
 */
#define DLP_GIT_TAG_FORMAT                                           \
	"%(objecttype)%00%(refname:short)%00"                        \
	"%(taggername) %(taggeremail)%00%(taggerdate:iso-strict)%00" \
	"%(contents)%00"
DLP_MUST_CHECK enum dlp_status
dlp_git_changes_tag(struct dlp_git_changes *changes, struct dlp_error *err);

/*
 * DLP_EOF behind the last.  DLP_SKIP: this is not what git says, or it can't
 * be read on; there is no going on then.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_changes_next(struct dlp_git_changes *changes,
		     struct dlp_git_change *change, struct dlp_error *err);

#endif
