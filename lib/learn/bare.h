#ifndef DLP_BARE_H
#define DLP_BARE_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * What counts of a text when passages and values are compared: letters and
 * digits, in lower case and without accents, ligatures and other forms of the
 * same as plain letters.  Blanks, line ends, hyphens and punctuation may
 * change, and so may what program it went through.
 *
 * A letter is a byte: one of ASCII, or one of those of a character beyond it.
 * What is no UTF-8 is nothing.
 */

enum {
	/* Bytes that one character may become; room behind what is asked for.
	 */
	DLP_BARE_SLACK = 4,
};

/* A text in pieces, cut anywhere; zero-initialise it. */
struct dlp_bare {
	uint64_t offset; /* bytes so far */
	char half[4];    /* the begin of a character that a cut parts */
	unsigned halves;
};

/*
 * Letters in the caller's memory: `room` of them, and DLP_BARE_SLACK more in
 * each array.  Letters of one character have the same place.
 */
struct dlp_bare_letters {
	unsigned char *byte;
	uint64_t *at;        /* where its character begins in the text */
	unsigned char *size; /* bytes of that character there */
	size_t have, room;
};

/*
 * Add letters of the next piece until there is no room, or it ends.  Returns
 * how many of its bytes were taken; the others are to come again.
 */
size_t dlp_bare_take(struct dlp_bare *bare, struct dlp_span piece,
		     struct dlp_bare_letters *letters);

#endif
