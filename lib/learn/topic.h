#ifndef DLP_TOPIC_H
#define DLP_TOPIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/*
 * What a document is about, as far as a class of documents (learn/class.h)
 * looks at it: which words it has, and which two in a row, each known by 16
 * bits of a hash.  One that learns and one that looks read alike.
 *
 * A word is letters, digits and bytes beyond ASCII in a row; case does not
 * count, and each digit is as any other.  All else parts words and is nothing.
 */

enum {
	DLP_TOPIC_ROWS = 1 << 16, /* what the hashes of words may be */
	/* Words of which a document is read as many times as it has as many
	 * words: in a longer one, what stands there as seldom is chance. */
	DLP_TOPIC_SPAN = 1 << 13,
	/* Words that a document has at least, to be about something. */
	DLP_TOPIC_LEAST = 30,
};

/* A document at hand. */
struct dlp_topic {
	uint32_t *times; /* of each row, how often it was seen */
	uint16_t *seen;  /* the rows, in the order they were seen first */
	size_t rows;     /* how many */
	uint64_t words;
	/* The rest is the module's. */
	uint32_t hash, before; /* of the word at hand, and the one before it */
};

/* DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_topic_init(struct dlp_topic *topic);
void dlp_topic_release(struct dlp_topic *topic);

/* The next piece of the document, cut anywhere. */
void dlp_topic_add(struct dlp_topic *topic, struct dlp_span piece);
/* What comes next follows on nothing: a word ends there, and no two are in a
 * row over it. */
void dlp_topic_part(struct dlp_topic *topic);
/* Forget it: another document begins. */
void dlp_topic_clear(struct dlp_topic *topic);

/* How often a row is to have been seen to count; the text was parted at its
 * end. */
uint32_t dlp_topic_floor(const struct dlp_topic *topic);

/*
 * The root of how many rows count, by which their sum is divided: the same on
 * every machine.
 */
double dlp_topic_root(size_t rows);

/* The row of a word alone, which is in small letters. */
uint16_t dlp_topic_row(struct dlp_span word);

#endif
