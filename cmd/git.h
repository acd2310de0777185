#ifndef DLP_CMD_GIT_H
#define DLP_CMD_GIT_H

#include <stdbool.h>
#include <sys/types.h>

#include "cli.h"
#include "extract/git.h"

/* What of a repository of git, as the options of a command say it. */

enum { CLI_GIT_STAGED = 900, CLI_GIT_HISTORY, CLI_GIT_ALL, CLI_GIT_TIMEOUT };

#define CLI_GIT_OPTIONS                                                      \
	{ "git-staged", no_argument, NULL, CLI_GIT_STAGED },                 \
		{ "git-history", optional_argument, NULL, CLI_GIT_HISTORY }, \
		{ "git-all", no_argument, NULL, CLI_GIT_ALL },               \
	{                                                                    \
		"git-timeout", required_argument, NULL, CLI_GIT_TIMEOUT      \
	}

/* True when `c` is one of them; the last one given holds. */
bool cli_git_option(struct dlp_git_opts *git, int c, const char *arg);

/*
 * For a command that reads records: have the dlp-extract beside us read the
 * repositories, the operands, and its records be our standard input.  Returns
 * its process.  Where there is none, a message and the end.  `languages` and
 * `converters`, or NULL, are its --ocr and --converters.
 */
pid_t cli_git_records(const struct dlp_git_opts *git,
		      const struct cli_operands *operands,
		      const char *languages, const char *converters,
		      bool quiet);

#endif
