#ifndef DLP_CLASS_TRAIN_H
#define DLP_CLASS_TRAIN_H

#include "base/buf.h"
#include "learn/class.h"
#include "learn/gazetteer.h"

/*
 * From documents of a class, and others, to its model: logistic regression on
 * the rows of their topics (learn/logistic.h), both sides of the same weight
 * however many they are.
 *
 * What the model is worth is measured on documents that it did not learn from:
 * of the documents of the class, each in turn is left out, or a twentieth of
 * them where there are more than 20; of the others, a part as well.
 */

enum {
	DLP_CLASS_DOCUMENTS = 50000,
	DLP_CLASS_FEWEST = 5, /* of the class */
	DLP_CLASS_FOLDS = 20,
	DLP_CLASS_PERMILLE = 10, /* false positives, by default */
};

struct dlp_class_trainer;

/* NULL without memory. */
struct dlp_class_trainer *dlp_class_trainer_new(void);
void dlp_class_trainer_free(struct dlp_class_trainer *trainer);

/* A document begins, one of the class or not; its text, piece by piece, where
 * what is `fresh` follows on nothing. */
void dlp_class_trainer_begin(struct dlp_class_trainer *trainer, bool is);
void dlp_class_trainer_text(struct dlp_class_trainer *trainer,
			    struct dlp_span text, bool fresh);

/*
 * The document ended; what it is about stays until the next begins.  DLP_SKIP
 * where it has too few words, or there are DLP_CLASS_DOCUMENTS, and it is not
 * learned from.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_class_trainer_end(struct dlp_class_trainer *trainer);
const struct dlp_topic *
dlp_class_trainer_topic(const struct dlp_class_trainer *trainer);

/* A document that is none of the class, by its rows: as the last one's end. */
DLP_MUST_CHECK enum dlp_status
dlp_class_trainer_rows(struct dlp_class_trainer *trainer, const uint16_t *row,
		       size_t rows);

/* How many there are of a side. */
size_t dlp_class_trainer_count(const struct dlp_class_trainer *trainer,
			       bool is);

struct dlp_class_plan {
	struct dlp_span name;
	/* Of 1,000 documents that are none, those that may be told with medium
	 * confidence: 1 to 500. */
	unsigned permille;
	struct dlp_span facts; /* further ones, lines of "name: value" */
	/* Of names, which no model of a class shows (class_words.h); or NULL.
	 */
	const struct dlp_gazetteer *lists;
};

/*
 * The model, and what it is worth, as its facts, in `facts`.  DLP_SKIP where
 * there is too little to learn from.
 */
DLP_MUST_CHECK enum dlp_status
dlp_class_trainer_finish(struct dlp_class_trainer *trainer,
			 const struct dlp_class_plan *plan, struct dlp_buf *out,
			 struct dlp_buf *facts, struct dlp_error *err);

#endif
