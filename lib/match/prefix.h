#ifndef DLP_PREFIX_H
#define DLP_PREFIX_H

#include <stdbool.h>

#include "base/span.h"
#include "pattern/rule.h"

/*
 * Whether every match of `regex` begins with one of `keywords`, ASCII case
 * ignored: then it need only be tried where a keyword stands.  False where
 * the beginning is not a plain text, an alternation of such or a small class,
 * or where it is too varied to say.
 */
bool dlp_prefix_begins(struct dlp_span regex, struct dlp_list keywords);

/*
 * Whether no match of the rule begins behind a letter or digit: each begins
 * with a keyword, and its regexes look at what is before.
 */
bool dlp_prefix_alone(const struct dlp_rule *rule);

#endif
