#ifndef DLP_CONTEXT_H
#define DLP_CONTEXT_H

#include "match/engine.h"

/*
 * Which words of a rule stand beside a value.  The text at hand is looked
 * through once, a stretch at a time where somebody asks, for the words of all
 * rules; of a value it is known at once which rules have a word there.
 */

enum { DLP_CONTEXT_REACH = 80 }; /* bytes on either side of a value */

/* A word that stands in the text. */
struct dlp_context_word {
	size_t pos;
	uint32_t id; /* of the lexicon */
	uint32_t len;
};

/* A growing list of them. */
struct dlp_context_words {
	struct dlp_context_word *word;
	size_t count, cap;
};

/* Those of two bytes, then the others, each in order of place. */
struct dlp_context_stretch {
	size_t first; /* of its words */
	size_t pairs, count;
	bool known;
};

struct dlp_context {
	struct dlp_engine *engine;
	const struct dlp_lexicon *lexicon;
	struct dlp_span text;
	struct dlp_context_words words; /* of the text, by stretch */
	struct dlp_context_stretch *stretch;
	size_t stretches;
	struct dlp_literal_hits hits; /* workspace */
	/* The value that was asked for last, and what stands beside it. */
	size_t start, end;
	struct dlp_context_words near;
	uint64_t *has; /* a bit for each rule: a word it wants is there */
	bool failed;   /* no memory: nothing is known */
};

/* The engine outlives it. */
void dlp_context_init(struct dlp_context *context, struct dlp_engine *engine);
void dlp_context_release(struct dlp_context *context);

/* Another text, borrowed until the next. */
void dlp_context_begin(struct dlp_context *context, struct dlp_span text);

/*
 * The rules that may have a word they want within DLP_CONTEXT_REACH bytes of
 * the value at [start, end) of the text, on either side: a bit set, borrowed
 * until the next call.  Of a rule whose words have odd lengths it may be wrong;
 * NULL without memory.
 */
const uint64_t *dlp_context_rules(struct dlp_context *context, size_t start,
				  size_t end);

/* The first word of the rule's list that stands there; NULL for none. */
const struct dlp_span *dlp_context_find(struct dlp_context *context,
					size_t index,
					enum dlp_lexicon_kind kind,
					size_t start, size_t end);

#endif
