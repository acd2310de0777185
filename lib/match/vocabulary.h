#ifndef DLP_VOCABULARY_H
#define DLP_VOCABULARY_H

#include "match/literal.h"

/*
 * Words of rules made literals: each once, case ignored, and which of them a
 * word is.
 */
struct dlp_vocabulary_word {
	struct dlp_span text; /* DLP_LITERAL_MIN to DLP_LITERAL_MAX bytes */
	uint32_t literal;     /* its id */
};

/*
 * Number `count` words: as `base` does where it is not NULL and has them, else
 * behind those it has.  What is returned holds them all: `base` itself where
 * that is enough, or else a set of its own, `*own`, for the caller to free;
 * `passes` are those of dlp_literals_build().  NULL without memory.
 */
const struct dlp_literals *
dlp_vocabulary_number(struct dlp_vocabulary_word *word, size_t count,
		      const struct dlp_literals *base, unsigned passes,
		      struct dlp_literals **own);

#endif
