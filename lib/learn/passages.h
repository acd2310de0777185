#ifndef DLP_PASSAGES_H
#define DLP_PASSAGES_H

#include <stddef.h>
#include <stdint.h>

#include "learn/excerpts.h"

/*
 * Passages of protected documents (excerpts.h) in a text: stretches in which
 * prints of theirs stand near one another.  A stretch is told once, by the
 * document that has most of it; others, versions of it mostly, are counted.
 */

enum {
	/* Letters and digits between prints of one passage, at most. */
	DLP_PASSAGES_GAP = 100,
	/* Bytes that the end of a print is behind that of the one before it. */
	DLP_PASSAGES_FAR = 4 << 10,
	/* Bytes of one; a longer one is told as several. */
	DLP_PASSAGES_MOST = 16 << 10,
	/* Documents that are considered of one. */
	DLP_PASSAGES_OWNERS = 256,
};

struct dlp_passage {
	uint64_t start, end; /* bytes of the text, half-open */
	uint32_t document;   /* that has most of it; the first of equals */
	uint32_t prints;     /* of it, that differ in place */
	uint32_t letters;    /* and letters and digits under them */
	uint32_t others;     /* documents that have as many prints */
	/* Prints, each divided by the documents that have it. */
	double own;
	uint64_t mark; /* the first print, to know the passage by */
};

struct dlp_passages;

/* `tell` gets them in order.  `excerpts` is borrowed.  NULL without memory. */
struct dlp_passages *
dlp_passages_new(const struct dlp_excerpts *excerpts,
		 void (*tell)(void *arg, const struct dlp_passage *passage),
		 void *arg);
void dlp_passages_free(struct dlp_passages *passages);

/* The next piece of a text, cut anywhere; and its end, behind which another
 * text may begin. */
void dlp_passages_add(struct dlp_passages *passages, struct dlp_span piece);
void dlp_passages_end(struct dlp_passages *passages);

/* No passage that is still to be told begins before this place. */
uint64_t dlp_passages_first(const struct dlp_passages *passages);

#endif
