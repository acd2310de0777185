#ifndef DLP_CMD_TRIAL_H
#define DLP_CMD_TRIAL_H

#include "match/engine.h"

/* Rules against their own examples and counter-examples. */

/*
 * Run those of all rules, or of users' rules alone; each that fails is told on
 * stderr, with file and line.  How many failed: of users' rules alone, those of
 * other scanners' files are not counted, whose regexes meant something else.
 */
size_t trial_run(struct dlp_engine *engine, bool builtin);

/* "file:line" of a rule, and whether it is built in; in `buf`. */
const char *trial_place(const struct dlp_rule *rule, char *buf, size_t size);

#endif
