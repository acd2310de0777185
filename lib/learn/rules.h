#ifndef DLP_LEARN_RULES_H
#define DLP_LEARN_RULES_H

#include "pattern/rule.h"

/*
 * What findings of learned indexes are told by: rules that no pattern file has
 * and that match by themselves nowhere.
 */

enum dlp_learned_rules {
	DLP_LEARNED_EXCERPT, /* a passage of a protected document */
	DLP_LEARNED_ROW,     /* values of one row of a table */
	DLP_LEARNED_RULES,
};

const struct dlp_rule *dlp_learned_rule(enum dlp_learned_rules which);

/* NULL where there is none of that id. */
const struct dlp_rule *dlp_learned_find(struct dlp_span id);

#endif
