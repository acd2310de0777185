#ifndef DLP_SHADOWS_H
#define DLP_SHADOWS_H

#include "match/regex.h"
#include "pattern/rule.h"

/* The shadows of a rule's regexes, match/shadow.h: which of them a layout of
 * digits may lead to. */
struct dlp_shadows;

/* NULL without memory. */
struct dlp_shadows *dlp_shadows_new(const struct dlp_rule *rule);
void dlp_shadows_free(struct dlp_shadows *shadows);

/*
 * Which regexes may match a number that is `text` when each of its digits is
 * made a 0: a bit set of the first 32, all bits when there are more or when it
 * can't be told; 1 for a rule without a regex that takes any.
 */
uint32_t dlp_shadows_admit(const struct dlp_shadows *shadows,
			   struct dlp_span text, struct dlp_regex_space *space);

#endif
