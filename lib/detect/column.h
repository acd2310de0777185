#ifndef DLP_COLUMN_H
#define DLP_COLUMN_H

#include "detect/words.h"
#include "match/letters.h"
#include "pattern/rule.h"

/*
 * The name that a value stands under: of a table's column, or the key in front
 * of it.  Asked by one rule after the other, so that what was found out of it
 * is kept.
 */

enum { DLP_COLUMN_MAX = 64 }; /* bytes of a name that count */

struct dlp_column {
	struct dlp_span name; /* borrowed; empty for none */
	bool lettered;        /* the next is made */
	struct dlp_letters letters;
	bool read; /* what is below is made */
	struct dlp_words words;
	char squeezed[DLP_COLUMN_MAX]; /* letters and digits alone */
	size_t len;
};

/* A column of that name. */
void dlp_column_set(struct dlp_column *column, struct dlp_span name);

/*
 * The key that text.ptr[at] is the value of: `key: value`, `"key":"value"`,
 * `key=value`, `<key>value`.  Empty where there is none.  Of several words it
 * is the last that stands right before an equal sign, as in a log.
 */
struct dlp_span dlp_column_key(struct dlp_span text, size_t at);

/*
 * The first of `names` that the column says, however it is written; `letters`
 * has those of each name.  NULL for none.
 */
const struct dlp_span *dlp_column_find(struct dlp_column *column,
				       struct dlp_list names,
				       const struct dlp_letters *letters);

#endif
