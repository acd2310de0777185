#ifndef DLP_NAME_FEATURES_H
#define DLP_NAME_FEATURES_H

#include <stdbool.h>

#include "learn/gazetteer.h"
#include "learn/words.h"

/*
 * What of a word and its neighbours tells names and addresses: the word, how
 * it is written, how it begins and ends, the lists that it is on.  Each of
 * these is a feature, known by a hash; the one that learns and the one that
 * looks compute the same.
 *
 * Whoever changes what is computed raises DLP_NAME_FEATURES.
 */

enum {
	DLP_NAME_FEATURES = 2,      /* version */
	DLP_NAME_FEATURES_MAX = 80, /* of one word */
	DLP_NAME_AFFIX = 4,         /* letters at either end */
};

/* A word as features see it. */
struct dlp_name_word {
	struct dlp_span text;
	uint64_t low; /* in lower case */
	uint64_t lists;
	bool longer; /* than one byte of ASCII */
	/* Once it is spelled, by dlp_name_features(): as it stands; Xxxxdd, and
	 * the same without rows: Xxd; bytes, low. */
	uint64_t exact, shape, rough;
	uint64_t begin[DLP_NAME_AFFIX], end[DLP_NAME_AFFIX];
	bool spelled;
	bool capital; /* it begins with one */
	bool digit;   /* or with a digit */
	bool letter;  /* or with a small letter */
	bool shouts;  /* it has no small letter, and more than one */
};

/* A sentence: workspace for one thread. */
struct dlp_name_sentence {
	struct dlp_name_word word[DLP_WORDS_MAX];
	size_t words;
	/* How it is written: most of it in capitals, or each word with one, or
	 * none with one; and about how many words it has. */
	enum {
		DLP_STYLE_PLAIN,
		DLP_STYLE_SHOUTS,
		DLP_STYLE_TITLE,
		DLP_STYLE_SMALL
	} style;
	uint64_t size;
};

/*
 * Whether words of `text` may hold what is looked for: a capital with a name
 * that is on a list or no word, a given name in small letters that many bear,
 * or a number with a word of addresses.
 */
bool dlp_name_hopes(const struct dlp_gazetteer *gazetteer, struct dlp_span text,
		    const struct dlp_word *word, size_t words);

/* Look at words of `text`, which is borrowed. */
void dlp_name_read(struct dlp_name_sentence *sentence,
		   const struct dlp_gazetteer *gazetteer, struct dlp_span text,
		   const struct dlp_word *word, size_t words);

/* Whether its word `i` is, like its neighbours, a word of the language in small
 * letters, or a sign: none of a name, without a look at features. */
bool dlp_name_is_plain(const struct dlp_name_sentence *sentence, size_t i);

/*
 * The features of its word `i`; returns how many.  Those before `*general`
 * say which words there are, the others do not.
 */
size_t dlp_name_features(struct dlp_name_sentence *sentence, size_t i,
			 uint64_t out[DLP_NAME_FEATURES_MAX], size_t *general);

#endif
