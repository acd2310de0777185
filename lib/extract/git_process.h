#ifndef DLP_GIT_PROCESS_H
#define DLP_GIT_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "extract/source.h"

/*
 * A git that reads a repository for us.  It is found through PATH, as the user
 * would run it, and started without a shell.
 *
 * The repository may be anybody's: git is told to run none of its programs
 * (hooks, file system monitors, pagers), to fetch nothing, to take objects for
 * what they are (no replacements, no grafts) and to write nothing.  Who may
 * own it is git's to decide (safe.directory).
 */

enum { DLP_GIT_SECONDS = 600 }; /* that it may say nothing, default */

struct dlp_git_place {
	/* Where to look for the repository; NULL stands for here, or what the
	 * environment says ($GIT_DIR and the like, as in a hook), which does
	 * not count otherwise. */
	const char *dir;
	uint64_t seconds; /* that git may say nothing; 0: the default */
};

struct dlp_git_process {
	uint64_t seconds;
	bool late; /* it said nothing for so long, and was killed */
	/* The rest is the module's. */
	pid_t pid; /* 0 when there is none */
	int out;   /* our end of its standard output; -1 when it is closed */
	int err;   /* a file with what it has to say */
};

/*
 * `words` follow on "git" and end in NULL.  `in` becomes its standard input and
 * is the caller's; -1 for none.  DLP_SKIP when it can't be started; there is
 * nothing to finish then.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_process_start(struct dlp_git_process *process,
		      const struct dlp_git_place *place,
		      const char *const *words, int in, struct dlp_error *err);

/* What it says next, as read(2) has it; -1, with `err`, where it is late. */
ssize_t dlp_git_process_read(struct dlp_git_process *process, char *buf,
			     size_t len, struct dlp_error *err);

/* The same as a source, which borrows `process`. */
DLP_MUST_CHECK enum dlp_status
dlp_git_process_source(struct dlp_git_process *process,
		       struct dlp_source *source);

/*
 * Close its output and wait.  DLP_SKIP, with what git said, unless it ended
 * well; `late` stays.  What is not started, or finished, has ended well.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_process_finish(struct dlp_git_process *process, struct dlp_error *err);

#endif
