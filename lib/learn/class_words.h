#ifndef DLP_CLASS_WORDS_H
#define DLP_CLASS_WORDS_H

#include "base/buf.h"
#include "learn/class.h"
#include "learn/gazetteer.h"

/*
 * The words by which a class can say what it saw: of each row the one that more
 * documents of the class have than have any other.  Of letters alone, and in
 * several documents: what stands in one is nobody's to read in a model; nor is
 * the name of a person who signs all of them.
 */

enum {
	DLP_CLASS_SEVERAL = 3, /* documents */
	DLP_CLASS_SHARE = 10,  /* of so many, one at least */
};

struct dlp_class_words;

/* NULL without memory. */
struct dlp_class_words *dlp_class_words_new(void);
void dlp_class_words_free(struct dlp_class_words *words);

/* Text of a document of the class, in pieces that are cut anywhere; `fresh`: it
 * follows on nothing.  And that it ended. */
void dlp_class_words_text(struct dlp_class_words *words, struct dlp_span text,
			  bool fresh);
void dlp_class_words_end(struct dlp_class_words *words);

/*
 * Of the words that several documents have, those of the rows of most weight:
 * struct dlp_class_word, by row, DLP_CLASS_WORDS at most.  Given and family
 * names of `lists` (NULL: none) are left out, but for words of English.
 * DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_class_words_write(const struct dlp_class_words *words,
		      const int8_t weight[DLP_TOPIC_ROWS],
		      const struct dlp_gazetteer *lists, struct dlp_buf *out);

#endif
