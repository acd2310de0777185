#ifndef DLP_GIT_PROCESS_H
#define DLP_GIT_PROCESS_H

#include <sys/types.h>

#include "base/error.h"

/*
 * A git that reads a repository for us.  It is found through PATH, as the user
 * would run it, and started without a shell.
 *
 * The repository may be anybody's: git is told to run none of its programs
 * (hooks, file system monitors, pagers), to fetch nothing, to take objects for
 * what they are (no replacements, no grafts) and to write nothing.  Who may
 * own it is git's to decide (safe.directory).
 */
struct dlp_git_process {
	pid_t pid; /* 0 when there is none */
	int out;   /* our end of its standard output; -1 when it is closed */
	int err;   /* a file with what it has to say */
};

/*
 * `words` follow on "git" and end in NULL.  `dir` is where to look for the
 * repository; NULL stands for here, or what the environment says ($GIT_DIR and
 * the like, as in a hook), which does not count otherwise.  `in` becomes its
 * standard input and is the caller's; -1 for none.  DLP_SKIP when it can't be
 * started; there is nothing to finish then.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_process_start(struct dlp_git_process *process, const char *dir,
		      const char *const *words, int in, struct dlp_error *err);

/*
 * Close its output and wait.  DLP_SKIP, with what git said, unless it ended
 * well.  What is not started, or finished, has ended well.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_process_finish(struct dlp_git_process *process, struct dlp_error *err);

#endif
