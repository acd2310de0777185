#ifndef DLP_LEARNED_H
#define DLP_LEARNED_H

#include "detect/findings.h"

/*
 * What learned indexes know in a text: passages of documents and rows of
 * tables, made findings that wait in `findings->learned` until they are told
 * in order; and of what classes a document is.  They overlap others and are
 * told beside them: what a rule finds within a passage is a finding of its own.
 */
struct dlp_learned;

enum {
	/* Bytes of text behind which no finding begins that is still to be
	 * made: of one that began earlier the begin is left out. */
	DLP_LEARNED_BACK = 64 << 10,
	/* Bytes before a passage in which a link that it begins in is known. */
	DLP_LEARNED_LINK = 128,
	/* Letters and digits of a passage, but those of links, for medium and
	 * high confidence. */
	DLP_LEARNED_MEDIUM = 39,
	DLP_LEARNED_HIGH = 60,
};

/* The rule in force that such findings are told by, the first of several; NULL:
 * they are not told. */
const struct dlp_rule *dlp_learned_rule(const struct dlp_engine *engine,
					enum dlp_shape_index kind);

/* Whether there is anything to look for. */
bool dlp_learned_any(const struct dlp_scanner_learned *learned);

/* By the indexes in the options of `findings`, which is borrowed.  NULL
 * without memory. */
struct dlp_learned *dlp_learned_new(struct dlp_findings *findings);
/* The others take NULL, too. */
void dlp_learned_free(struct dlp_learned *learned);

/* What was begun and not ended is forgotten. */
void dlp_learned_reset(struct dlp_learned *learned);

/* The unit begins; then its text, which is in the unit, piece by piece; and
 * its end.  Without memory findings->stopped is set. */
void dlp_learned_begin(struct dlp_learned *learned);
void dlp_learned_text(struct dlp_learned *learned, struct dlp_span text);
void dlp_learned_end(struct dlp_learned *learned);

/*
 * The document ended, whose last unit is there: make findings of the classes
 * that it is of, which are about all of it and stand behind its last byte.
 * Whether there are any, or memory ran out, which is noted.
 */
bool dlp_learned_document(struct dlp_learned *learned);

/* No finding that is still to be made begins before this offset, nor looks at
 * text more than DLP_SUPPRESS_REACH before it; UINT64_MAX: none is. */
uint64_t dlp_learned_first(struct dlp_learned *learned);

#endif
