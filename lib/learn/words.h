#ifndef DLP_WORDS_H
#define DLP_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/*
 * A text in sentences, and a sentence in words, as the tagger of names sees
 * them: the one that learns and the one that looks cut alike.
 */

enum {
	DLP_WORDS_MAX = 128,     /* words of a sentence; a longer one is cut */
	DLP_SENTENCE_MAX = 1000, /* bytes of one; likewise */
	DLP_SENTENCE_LINE = 48,  /* a shorter line ends its sentence, */
	DLP_SENTENCE_ROWS = 5,   /* but for so many of an address */
	DLP_WORD_MAX = 64,       /* bytes of a word that count */
};

/* Bytes of the sentence, half-open. */
struct dlp_word {
	size_t start, end;
};

/*
 * A sentence's words: letters and digits with what joins them inside (- ' . /
 * and so on), initials with their full stop, mail addresses and links whole;
 * all else by single characters, of which a row of the same counts once.
 * Returns how many there are, up to DLP_WORDS_MAX; `*used` becomes how far they
 * reach.
 */
size_t dlp_words_cut(struct dlp_span sentence,
		     struct dlp_word word[DLP_WORDS_MAX], size_t *used);

/*
 * How many bytes the sentence at the start of `text` has, with what ends it: a
 * full stop before a capital, an empty line, the end of a short line.  What may
 * be an address, short lines of which the first has a number, is one.  0 where
 * that takes more than is there, unless it is the `last` of it.
 */
size_t dlp_sentence_length(struct dlp_span text, bool last);

#endif
