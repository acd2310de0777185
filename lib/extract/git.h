#ifndef DLP_GIT_H
#define DLP_GIT_H

#include "extract/extract.h"
#include "extract/walk.h"

/*
 * The files that a repository of git keeps, as documents of a run: what is
 * staged, what its history holds, or all.  git itself does the reading
 * (git_process.h), of any version from 2.24 on.
 *
 * A blob of history is told once, by its name in the oldest commit that
 * brought it in, and its records say which that was.  One that no commit
 * has is called by its id.  Links are blobs like others, whose text is where
 * they lead; submodules are other repositories and left out.
 *
 * Where a commit or a tree is damaged git lists no further, which is told.
 * Unless there is a range, what else is in the repository is then read as for
 * DLP_GIT_ALL: no way leads there that is whole.
 *
 * A path is told as the file would be called from here in a work tree, below
 * the operand: what a walk of it would say.
 */

enum dlp_git_what {
	DLP_GIT_NOTHING,
	DLP_GIT_STAGED,  /* what the index has and HEAD has not */
	DLP_GIT_HISTORY, /* what commits of `range` brought in */
	DLP_GIT_ALL,     /* every blob that is there, reachable or not */
};

struct dlp_git_opts {
	enum dlp_git_what what;
	/*
	 * Revisions as of gitrevisions(7), blanks between them; NULL for those
	 * that any reference leads to.
	 */
	const char *range;
	const struct dlp_walk_opts *walk; /* for its globs */
	uint64_t max_size;                /* bytes; 0: any */
	uint64_t seconds; /* that git may say nothing; 0: DLP_GIT_SECONDS */
};

/*
 * `dir` is in the repository, or it; NULL is here, or what $GIT_DIR and
 * $GIT_INDEX_FILE say, as in a hook.  What can't be read is told.  DLP_FATAL:
 * the run is at its end.
 */
DLP_MUST_CHECK enum dlp_status dlp_git_extract(struct dlp_extract *run,
					       const struct dlp_git_opts *opts,
					       const char *dir);

#endif
