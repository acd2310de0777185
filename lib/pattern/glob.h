#ifndef DLP_GLOB_H
#define DLP_GLOB_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Which rules are meant: a comma list of globs as of fnmatch(3), blanks around
 * each apart, for an id such as aws.access-key.
 */

enum { DLP_GLOB_MAX = 127 }; /* bytes of a glob, or an id, that matches */

/* The next glob of a list, which moves on; false behind the last. */
bool dlp_glob_next(struct dlp_span *globs, struct dlp_span *glob);

/* Whether `id` is what one glob says. */
bool dlp_glob_matches(struct dlp_span glob, struct dlp_span id);

/* Whether `id` matches one of a list. */
bool dlp_rule_matches(struct dlp_span id, struct dlp_span globs);

#endif
