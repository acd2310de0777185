#ifndef DLP_DECK_H
#define DLP_DECK_H

#include <stdbool.h>

#include "extract/source.h"

/*
 * The order of the slides of a presentation of PresentationML (ECMA-376, part
 * 1, 19.2.1.34 and 13.3.5): which part is which slide, and which slide notes
 * are for.  The names of the parts say neither.  It stands in parts of its own,
 * which are learned before the first slide is read.
 */

enum {
	DLP_DECK_SLIDES = 2048, /* and as many notes; others have no number */
	DLP_DECK_NAME = 64,     /* bytes of a name, with its NUL */
};

struct dlp_deck;

/* NULL without memory. */
struct dlp_deck *dlp_deck_new(void);
void dlp_deck_free(struct dlp_deck *deck);

/* Whether there is something to learn from the part of this name. */
bool dlp_deck_wants(struct dlp_span name);
/* Why not all was read, a constant, with `*code`; NULL when it was. */
const char *dlp_deck_learn(struct dlp_deck *deck, struct dlp_source *source,
			   struct dlp_span name, enum dlp_code *code);

/* Whether it is known which slides are shown, and in which order. */
bool dlp_deck_knows(const struct dlp_deck *deck);

/*
 * Which slide the part of this name is, or has notes for, from 1; 0 for what
 * is not among those that are shown.
 */
unsigned dlp_deck_slide(const struct dlp_deck *deck, struct dlp_span part);

#endif
