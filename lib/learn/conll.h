#ifndef DLP_CONLL_H
#define DLP_CONLL_H

#include "base/buf.h"
#include "learn/names.h"

/*
 * Sentences in which people marked names, in the form of the shared tasks of
 * CoNLL: a line has a word, a tab and what it is (O, B-PER, I-PER, LOC, ORG,
 * ADDR likewise), and an empty line ends a sentence.  The word behind a single
 * @ belongs to that, and is no name whatever its mark says.
 */

enum { DLP_CONLL_MARKS = 256 }; /* of a sentence; further ones are not read */

struct dlp_conll {
	struct dlp_span rest; /* set it to the whole file; borrowed */
	struct dlp_buf text;  /* of the sentence: words with blanks between */
	struct dlp_name mark[DLP_CONLL_MARKS];
	size_t marks;
};

/* Read the next sentence; false behind the last, and without memory:
 * conll->text.status. */
bool dlp_conll_next(struct dlp_conll *conll);
void dlp_conll_release(struct dlp_conll *conll);

/* What PER, ADDR, LOC or ORG is; false of any other tag. */
bool dlp_conll_kind(struct dlp_span tag, enum dlp_name_kind *kind);

/*
 * The labels of words that were cut anew: each that a mark touches has its
 * kind.
 */
void dlp_conll_labels(const struct dlp_name *mark, size_t marks,
		      const struct dlp_word *word, size_t words,
		      uint8_t *label);

#endif
