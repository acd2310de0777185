#ifndef DLP_NAMES_H
#define DLP_NAMES_H

#include "learn/name_features.h"
#include "learn/weights.h"

/*
 * Names of persons, places and organizations, and addresses, in sentences: a
 * conditional random field (crf.h) over the features of words
 * (name_features.h), which was learned from sentences that people marked.
 */

enum dlp_name_kind {
	DLP_NAME_PERSON,
	DLP_NAME_ADDRESS,
	DLP_NAME_LOCATION,
	DLP_NAME_ORGANIZATION,
	DLP_NAME_KINDS,
};

/* Labels of words: the first of a name, and the others, where neighbours of one
 * kind are to be told apart. */
enum dlp_name_label {
	DLP_LABEL_NONE,
	DLP_LABEL_PERSON_FIRST,
	DLP_LABEL_PERSON,
	DLP_LABEL_LOCATION,
	DLP_LABEL_ORGANIZATION,
	DLP_LABEL_ADDRESS_FIRST,
	DLP_LABEL_ADDRESS,
	DLP_LABELS,
};
_Static_assert((int)DLP_LABELS == (int)DLP_CRF_LABELS, "one field for both");

/* What a model knows beside lists and weights: its section "steps". */
struct dlp_name_scale {
	struct dlp_crf_steps steps;
	float unit; /* what 1 of a weight is worth */
};

/* A model at work, for any thread; it borrows the model. */
struct dlp_names {
	struct dlp_gazetteer lists;
	struct dlp_weights weights;
	struct dlp_name_scale scale;
};

DLP_MUST_CHECK enum dlp_status dlp_names_use(struct dlp_names *names,
					     const struct dlp_model *model,
					     struct dlp_error *err);

/* "person" and so on. */
const char *dlp_name_kind_word(enum dlp_name_kind kind);
/* The kind of a label but DLP_LABEL_NONE. */
enum dlp_name_kind dlp_name_kind_of(enum dlp_name_label label);

struct dlp_name {
	enum dlp_name_kind kind;
	size_t start, end; /* bytes of the sentence, half-open */
	/* How probable it is, 0 to 1: of a person, with these words and none
	 * more; else of its least probable word, and of an address of its most
	 * probable one, since where that ends is seldom certain. */
	float sure;
};

/* Workspace for one thread.  NULL without memory; `names` outlives it. */
struct dlp_namer;
struct dlp_namer *dlp_namer_new(const struct dlp_names *names);
void dlp_namer_free(struct dlp_namer *namer);

/*
 * The names in a sentence, in order; none over another.  At most DLP_WORDS_MAX;
 * borrowed until the next call.  What has more words is looked at in parts.
 */
size_t dlp_namer_find(struct dlp_namer *namer, struct dlp_span sentence,
		      const struct dlp_name **name);

#endif
