#ifndef DLP_CLASS_H
#define DLP_CLASS_H

#include <stdbool.h>

#include "learn/model.h"
#include "learn/program.h"
#include "learn/topic.h"
#include "pattern/rule.h"
#include "record/level.h"

/*
 * A class of documents that somebody learned from examples: contracts, say.
 * Each word and each two in a row have a weight; their mean over a document,
 * times the root of how many there are, says how likely it is one.
 *
 * Source code is a class that nobody learned: its lines tell it (program.h).
 *
 * In a model: "name"; "weight", a byte for each row of a topic; "fit", a
 * struct dlp_class_fit; "words", struct dlp_class_word by row.
 */

enum {
	DLP_CLASS_FEATURES = 1, /* version of how a topic is read */
	DLP_CLASS_NAME = 32,    /* bytes of a name */
	DLP_CLASSES = 64,       /* of one run */
	DLP_CLASS_WORDS = 1024, /* that can be named, of one model */
	DLP_CLASS_WORD = 21,    /* bytes of one */
	DLP_CLASS_WHYS = 5,     /* words that are told */
};

/* From the weights to odds, and the odds from which on it is one. */
struct dlp_class_fit {
	double scale, bias;   /* of the sum of weights */
	double slope, offset; /* of its logarithm of odds, as measured */
	double from[3];       /* sums, for each enum dlp_confidence */
};

/* A word that can be named: what has its row has it, most likely. */
struct dlp_class_word {
	uint16_t row;
	unsigned char len;
	char text[DLP_CLASS_WORD];
};

/* One to look for; zero-initialise it. */
struct dlp_class {
	struct dlp_span name;
	const int8_t *weight; /* NULL: source code; no fit, and no words */
	struct dlp_class_fit fit;
	const struct dlp_class_word *word;
	size_t words;
	struct dlp_rule rule;         /* what findings of it are told by */
	char id[DLP_CLASS_NAME + 14]; /* of the rule */
};

struct dlp_class_odds {
	double sum;
	double odds;                    /* from 0 to 1 */
	bool is;                        /* of some confidence */
	enum dlp_confidence confidence; /* where it is */
};

/* Small letters, digits and hyphens, a letter or digit first. */
bool dlp_class_name_ok(struct dlp_span name);

/*
 * The class in a model, which is borrowed; so is `cls` by its rule: it may not
 * move.  `severity` is that of its findings.  DLP_SKIP where it is damaged.
 */
DLP_MUST_CHECK enum dlp_status dlp_class_use(struct dlp_class *cls,
					     const struct dlp_model *model,
					     enum dlp_severity severity,
					     struct dlp_error *err);

/* The class "source-code", of no model. */
void dlp_class_use_source(struct dlp_class *cls, enum dlp_severity severity);

/*
 * Whether a document of so many words, whose text was parted at its end, is
 * source code.  The odds are the part of its lines that are.
 */
struct dlp_class_odds dlp_class_weigh_source(const struct dlp_program *program,
					     uint64_t words);

/* For a class of a model: how likely the document is one, whose text was parted
 * at its end. */
struct dlp_class_odds dlp_class_weigh(const struct dlp_class *cls,
				      const struct dlp_topic *topic);

/* Likewise: the words of the model that speak most for it, those first; how
 * many. */
size_t dlp_class_why(const struct dlp_class *cls, const struct dlp_topic *topic,
		     struct dlp_span why[DLP_CLASS_WHYS]);

#endif
