#ifndef DLP_CMD_KEY_H
#define DLP_CMD_KEY_H

#include "base/span.h"

enum { CLI_KEY_MIN = 32, CLI_KEY_MAX = 4096 };

/*
 * The key in `path`, or in $DLP_KEY_FILE where that is NULL: own file, mode
 * 0600 or stricter, CLI_KEY_MIN bytes or more; it ends the process otherwise.
 * Empty where neither is given.  `*memory` holds it, for cli_key_release().
 */
struct dlp_span cli_key_read(const char *path, char **memory);

/* Wipe and free it; takes NULL. */
void cli_key_release(char *memory);

#endif
