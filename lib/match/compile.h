#ifndef DLP_COMPILE_H
#define DLP_COMPILE_H

#include "match/engine.h"

/*
 * What a rule says made what an engine tries: its regexes, with what their
 * groups mean, its validators, and what its lists allow.
 */

/* NULL with `err`: out of memory, or what is wrong with the rule. */
struct dlp_engine_rule *dlp_compile(const struct dlp_rule *rule,
				    struct dlp_error *err);
void dlp_compiled_free(struct dlp_engine_rule *rule);

#endif
