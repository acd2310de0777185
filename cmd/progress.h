#ifndef DLP_CMD_PROGRESS_H
#define DLP_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * --progress: how far the work is, on a line of standard error that goes away
 * before anything else is said, and at the end.  One for a process; without
 * progress_open() all of this does nothing.  Any thread.
 */

enum progress_when { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/* For getopt_long(3), and for --help. */
#define PROGRESS_HELP "      --progress=WHEN         auto, always, never\n"
enum progress_when progress_parse(const char *arg);

/*
 * Work begins.  AUTO: when standard error is a terminal, and the work has
 * lasted DLP_PROGRESS_DELAY.  ALWAYS: at once, and wherever it goes.  `finds`:
 * there is a number of findings.
 */
void progress_open(enum progress_when when, bool finds);

/* What the work is at. */
void progress_at(const char *path);
/* What has been done since the last call. */
void progress_add(uint64_t files, uint64_t bytes, uint64_t findings);

/* Show it, if it is time to. */
void progress_tick(void);
/* From here on a thread does so: where waiting is not told otherwise. */
void progress_run(void);

void progress_close(void);

#endif
