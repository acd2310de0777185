#ifndef DLP_CONTEXT_H
#define DLP_CONTEXT_H

#include "detect/words.h"
#include "match/engine.h"

/*
 * Which words of a rule stand beside a value.  The text at hand is looked
 * through once, a stretch at a time where somebody asks, for the words of all
 * rules; the first few questions of a run are answered without the lexicon,
 * which costs more to make than they do.
 */

enum { DLP_CONTEXT_SMALL = 128 }; /* questions without a lexicon */

struct dlp_context_stretch {
	size_t first; /* of its hits */
	uint32_t count;
	bool known;
};

struct dlp_context {
	struct dlp_engine *engine;
	const struct dlp_lexicon *lexicon; /* NULL as long as it does not pay */
	size_t asked;
	struct dlp_span text;
	struct dlp_literal_hits hits;
	struct dlp_context_stretch *stretch;
	size_t stretches;
	/* What stands beside the value that was asked for last. */
	size_t start, end;
	struct dlp_words side[2];
	bool sides;    /* are of that value */
	bool gathered; /* `near` is */
	uint32_t *near;
	size_t nears, near_cap;
	uint64_t near_bits;
};

/* The engine outlives it. */
void dlp_context_init(struct dlp_context *context, struct dlp_engine *engine);
void dlp_context_release(struct dlp_context *context);

/* Another text, borrowed until the next. */
void dlp_context_begin(struct dlp_context *context, struct dlp_span text);

/*
 * The first word of the rule's list that stands within DLP_WORDS_REACH bytes
 * of the value at [start, end) of the text, on either side; NULL for none.
 */
const struct dlp_span *dlp_context_find(struct dlp_context *context,
					size_t index,
					enum dlp_lexicon_kind kind,
					size_t start, size_t end);

#endif
