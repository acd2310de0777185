#ifndef DLP_NEARBY_H
#define DLP_NEARBY_H

#include <stdbool.h>

#include "match/lexicon.h"

/*
 * The words of a lexicon that stand beside a place of a text.  The text is
 * looked through once, a stretch at a time where somebody asks, for all words.
 */

enum {
	DLP_NEARBY_REACH = 80,    /* bytes on either side of a value */
	DLP_NEARBY_STRETCH = 512, /* bytes looked through at a time */
	DLP_NEARBY_BLOCK = 64,    /* of those, bytes whose words are counted */
};

/* A word that stands in the text. */
struct dlp_nearby_word {
	size_t pos;
	uint32_t id; /* of the lexicon */
	uint32_t len;
};

/* A growing list of them. */
struct dlp_nearby_words {
	struct dlp_nearby_word *word;
	size_t count, cap;
};

/* What begins in a stretch, in order of place. */
struct dlp_nearby_stretch {
	size_t first, end; /* of its words */
	/* Of its words, how many begin before each block. */
	uint16_t before[DLP_NEARBY_STRETCH / DLP_NEARBY_BLOCK];
	bool known;
};

struct dlp_nearby {
	const struct dlp_lexicon *lexicon;
	struct dlp_span text;
	struct dlp_nearby_words words; /* of the text, by stretch */
	struct dlp_nearby_stretch *stretch;
	size_t stretches;
	struct dlp_nearby_words found; /* what was asked for last */
	/* Workspace. */
	struct dlp_literal_hits hits;
	struct dlp_nearby_words pairs;
	uint32_t pair[26][26]; /* the ids of words of two letters */
};

/* The lexicon is borrowed until the release. */
void dlp_nearby_init(struct dlp_nearby *nearby,
		     const struct dlp_lexicon *lexicon);
void dlp_nearby_release(struct dlp_nearby *nearby);

/* Another text, borrowed until the next. */
void dlp_nearby_begin(struct dlp_nearby *nearby, struct dlp_span text);

/*
 * Have `found` hold the words that stand wholly within DLP_NEARBY_REACH bytes
 * of [start, end), on either side.  False without memory.
 */
bool dlp_nearby_find(struct dlp_nearby *nearby, size_t start, size_t end);

/* Whether a word may stand at text [pos, pos + len), as detect/words.h has
 * it. */
bool dlp_nearby_is_word(struct dlp_span text, size_t pos, size_t len);

#endif
