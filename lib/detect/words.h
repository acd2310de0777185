#ifndef DLP_WORDS_H
#define DLP_WORDS_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Where words begin in a short text, the side of a value or the name of a
 * column: after no letter, or as the hump of a camelCase name.  A word needs
 * no end, so that "card" stands in "cards" too, unless it is so short that it
 * begins many others, as "sin" does: of those a plural may follow, no more.
 */

enum {
	DLP_WORDS_TEXT = 160, /* bytes of a text, at most */
	DLP_WORDS_SHORT = 3,  /* bytes of a word that needs an end */
};

/* Found once, then asked for many words. */
struct dlp_words {
	struct dlp_span text;
	size_t count; /* of beginnings */
	unsigned char at[DLP_WORDS_TEXT];
	char first[DLP_WORDS_TEXT]; /* byte of each, in lower case */
};

/* Whether a word may begin with `c` behind `before`, a blank at the start. */
bool dlp_words_begin(char before, char c);

/* Whether a word of `len` bytes, one or more, may end at text.ptr[end]. */
bool dlp_words_end(struct dlp_span text, size_t end, size_t len);

/* Of `text`, borrowed. */
void dlp_words_find(struct dlp_words *words, struct dlp_span text);

/* Whether `word`, not empty, stands at one of the beginnings, case ignored. */
bool dlp_words_has(const struct dlp_words *words, struct dlp_span word);

#endif
