#ifndef DLP_CMD_INPUT_H
#define DLP_CMD_INPUT_H

#include <stdbool.h>

/*
 * Whether a read of `fd` would have to wait, and still has to after a moment:
 * too short for people to see, long enough for a writer that is at work.
 */
bool input_is_idle(int fd);

#endif
