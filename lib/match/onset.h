#ifndef DLP_ONSET_H
#define DLP_ONSET_H

#include "base/arena.h"
#include "pattern/rule.h"

/*
 * How far before its keyword a match of a rule may begin, read off its regexes:
 * a regex that does not begin with one is then searched from there to the
 * keyword, not in all of the rule's window on both sides.
 */

/*
 * The places where one may begin, the keyword's own the last of them; 0 where
 * matches need not hold a keyword, where it stands in them can't be told, or
 * where they may be longer than the rule's window.  `arena` is workspace.
 */
uint32_t dlp_onset_of(const struct dlp_rule *rule, struct dlp_arena *arena);

#endif
