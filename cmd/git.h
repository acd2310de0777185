#ifndef DLP_CMD_GIT_H
#define DLP_CMD_GIT_H

#include <stdbool.h>
#include <sys/types.h>

#include "documents.h"

/*
 * For a command that reads records: have the dlp-extract beside us read the
 * repositories, the operands, and its records be our standard input.  Returns
 * its process.  Where there is none, a message and the end.
 */
pid_t cli_git_records(const struct cli_documents *documents, bool quiet);

#endif
