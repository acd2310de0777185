#ifndef DLP_TEMPLATES_H
#define DLP_TEMPLATES_H

#include "base/buf.h"
#include "learn/conll.h"

/*
 * Sentences with fields, and what may stand in them, for who has too few that
 * people marked.  The form of the text, a line each:
 *
 *	=name PER one | other {field}	what a field may be, and what it is
 *	                                a name of: PER, LOC, ORG, ADDR or -
 *	Dear {name},			a sentence
 *	# and what is empty		nothing
 *
 * {given} and {family} are words of two lists, with a capital; {smallgiven}
 * and {smallfamily} without.  A field is defined before it is used, and the
 * outermost one that is a name of something says so for all that is in it.
 *
 * What is drawn depends on the text alone: the same text and lists give the
 * same sentences.
 */

enum {
	DLP_TEMPLATE_FIELDS = 64, /* defined ones, at most */
	DLP_TEMPLATE_USES =
		64, /* of fields in a sentence, one in another too */
	DLP_TEMPLATE_TIMES = 12, /* a sentence with fields is drawn so often, */
	DLP_TEMPLATE_PLAIN = 3,  /* one without is there so often */
};

/* All spans are borrowed.  Zero-initialise it, then set the first two. */
struct dlp_templates {
	struct dlp_span rest;          /* the text */
	struct dlp_span given, family; /* words in lower case, one a line */
	struct dlp_template_field {
		struct dlp_span name, choices;
		enum dlp_name_kind kind; /* DLP_NAME_KINDS: none */
	} field[DLP_TEMPLATE_FIELDS];
	size_t fields;
	size_t lines;         /* read so far */
	struct dlp_span line; /* the sentence at hand */
	unsigned times;       /* that it is still to be drawn */
	unsigned uses;        /* of fields, in it so far */
	uint64_t random;
};

/*
 * Draw the next sentence into `out`, its text and marks.  DLP_EOF behind the
 * last one; DLP_SKIP where the text is not of that form, which `err` says with
 * the line; DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_templates_next(struct dlp_templates *t,
						  struct dlp_conll *out,
						  struct dlp_error *err);

#endif
