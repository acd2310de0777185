#ifndef DLP_NAME_TRAIN_H
#define DLP_NAME_TRAIN_H

#include "learn/crf_train.h"
#include "learn/names.h"
#include "learn/templates.h"

/*
 * From marked sentences and lists of words to the model of names (names.h).
 * The same sentences and lists, in the same order, give the same bytes.
 */

struct dlp_name_lessons;

struct dlp_name_plan {
	struct dlp_crf_plan crf;
	unsigned least; /* a feature that is seen less often is left out */
	size_t lines;   /* of weights.h, a power of two: what the model holds */
	void (*tell)(void *arg, unsigned round, uint64_t wrong); /* or NULL */
	void *arg;
};

/* NULL without memory. */
struct dlp_name_lessons *dlp_name_lessons_new(void);
void dlp_name_lessons_free(struct dlp_name_lessons *lessons);

/*
 * A list: a word in lower case on each line.  The lists come before the
 * sentences, that of English words first: a place that is one of those, or that
 * is shorter than 3 bytes or no word at all, is left out.  DLP_FATAL without
 * memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_name_lessons_list(struct dlp_name_lessons *lessons, enum dlp_list_of list,
		      struct dlp_span words);

/* Marked sentences, as conll.h has them.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_name_lessons_read(struct dlp_name_lessons *lessons, struct dlp_span file);

/* Sentences that templates make.  DLP_SKIP where they are not well-formed;
 * DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_name_lessons_make(struct dlp_name_lessons *lessons,
		      struct dlp_templates *templates, struct dlp_error *err);

/* Learn, and write the model behind what `out` has, which is nothing or
 * aligned; `facts` are its own.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_name_lessons_learn(struct dlp_name_lessons *lessons,
		       const struct dlp_name_plan *plan, struct dlp_span facts,
		       struct dlp_buf *out);

/* Sentences and words so far. */
void dlp_name_lessons_count(const struct dlp_name_lessons *lessons,
			    uint64_t *sentences, uint64_t *words);

#endif
