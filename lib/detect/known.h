#ifndef DLP_KNOWN_H
#define DLP_KNOWN_H

#include "detect/findings.h"

/*
 * A finding of something that was learned and is known again: a passage, a row,
 * a class.  No rule's match is behind it, so what a match would tell of itself
 * stands here.  Made by dlp_known_make(), given reasons and the places of its
 * parts, and taken by dlp_known_add().
 */
struct dlp_known {
	const struct dlp_rule *rule;
	uint64_t start, end; /* offsets, as of the unit; its text is there */
	struct dlp_evidence evidence;
	/* What its place and what it is are known by in a fingerprint, which
	 * has nothing of the text: an index says the same of any copy. */
	struct dlp_span place, value;
};

/* One that waits, with its place and evidence, in findings->learned.  NULL
 * without memory, and findings->stopped is set. */
struct dlp_pending *dlp_known_make(struct dlp_findings *findings,
				   const struct dlp_known *known);

/*
 * A reason of it; `label` is static, `word` copied.  A number has `behind`, a
 * unit, at its end.  At most as many as struct dlp_evidence has.  False without
 * memory.
 */
bool dlp_known_why(struct dlp_pending *p, const char *label,
		   struct dlp_span word);
bool dlp_known_number(struct dlp_pending *p, const char *label, size_t number,
		      const char *behind);

/* Describe and take it; where it is not `whole`, since memory ran out on the
 * way, it is dropped and findings->stopped is set. */
void dlp_known_add(struct dlp_findings *findings, struct dlp_pending *p,
		   const struct dlp_known *known, bool whole);

#endif
