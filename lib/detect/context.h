#ifndef DLP_CONTEXT_H
#define DLP_CONTEXT_H

#include "detect/nearby.h"
#include "match/engine.h"
#include "match/rule_set.h"

/*
 * Which words of a rule stand beside a value, and which rules have a word
 * there: known at once for all rules, and kept by the words, which come again
 * and again in logs and tables.
 */

enum { DLP_CONTEXT_REACH = DLP_NEARBY_REACH };

struct dlp_context_slots;

struct dlp_context {
	struct dlp_engine *engine;
	struct dlp_nearby nearby; /* its lexicon is NULL until it is needed */
	/* The value that was asked for last, and which rules have words. */
	size_t start, end;
	struct dlp_rule_set has;
	struct dlp_context_slots *slots;
	bool failed; /* no memory: nothing is known */
};

/* The engine outlives it. */
void dlp_context_init(struct dlp_context *context, struct dlp_engine *engine);
void dlp_context_release(struct dlp_context *context);

/* Another text, borrowed until the next. */
void dlp_context_begin(struct dlp_context *context, struct dlp_span text);

/*
 * The rules that may have a word they want within DLP_CONTEXT_REACH bytes of
 * the value at [start, end) of the text, on either side; borrowed until the
 * next call.  Of a rule whose words have odd lengths it may be wrong; NULL
 * without memory.
 */
const struct dlp_rule_set *dlp_context_rules(struct dlp_context *context,
					     size_t start, size_t end);

/* The first word of the rule's list that stands there; NULL for none. */
const struct dlp_span *dlp_context_find(struct dlp_context *context,
					size_t index,
					enum dlp_lexicon_kind kind,
					size_t start, size_t end);

#endif
