#ifndef DLP_FINDINGS_H
#define DLP_FINDINGS_H

#include "detect/describe.h"
#include "detect/group.h"
#include "detect/keys.h"
#include "detect/near.h"
#include "detect/places.h"
#include "detect/scanner.h"
#include "detect/shades.h"
#include "detect/unit.h"
#include "detect/weak.h"

/*
 * The findings of one document, from the match to the record: they wait until
 * nothing can change them any more, are merged with those they overlap, and
 * are told in order.
 */
struct dlp_findings {
	const struct dlp_scanner_opts *opts;
	const struct dlp_engine *engine;
	struct dlp_unit *unit; /* holds the text around what waits */
	dlp_record_fn *tell;
	void *arg;
	struct dlp_arena where_mem;
	struct dlp_where where;
	struct dlp_span relative; /* path, less --root */
	struct dlp_group group;
	struct dlp_group learned; /* those of detect/learned.h, alone each */
	struct dlp_sights sights;
	struct dlp_weak weak;
	struct dlp_shades shades; /* of all that was found near what waits */
	struct dlp_arena arena;   /* strings of what is being told */
	struct dlp_buf scratch;   /* where they are made */
	struct dlp_places places;
	struct dlp_keys keys; /* of the unit's text */
	struct dlp_scanner_counts counts;
	bool stopped; /* `tell` said so, or no memory */
};

/* All but the first are borrowed. */
void dlp_findings_init(struct dlp_findings *findings,
		       const struct dlp_scanner_opts *opts,
		       const struct dlp_engine *engine, struct dlp_unit *unit,
		       dlp_record_fn *tell, void *arg);
void dlp_findings_release(struct dlp_findings *findings);

/* A new document; `where` is copied.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_findings_begin(struct dlp_findings *findings,
		   const struct dlp_where *where);

/* A text of its own begins: nothing before is near to it. */
void dlp_findings_part(struct dlp_findings *findings);

/*
 * Take a match that was weighed and not dropped; its offsets count from the
 * unit's first byte.
 * `described`, but for the position, is lent until dlp_findings_own(), or NULL.
 * Without memory, and from then on, `stopped` is set and nothing is told.
 */
void dlp_findings_add(struct dlp_findings *findings,
		      const struct dlp_match *match, enum dlp_outcome outcome,
		      const struct dlp_evidence *evidence,
		      struct dlp_described *described);

/* A match that was weighed and is not worth to be taken: its place is noted, to
 * be counted. */
void dlp_findings_low(struct dlp_findings *findings,
		      const struct dlp_match *match, enum dlp_outcome outcome);

/* What takes out a match that was found in a view; any thread. */
struct dlp_suppressed dlp_findings_suppress(const struct dlp_findings *findings,
					    const struct dlp_match *match,
					    enum dlp_outcome outcome,
					    const struct dlp_decoded *decoded);

/*
 * Describe such a match from where it can be read, in `arena`.  NULL where
 * findings are to be bare, and without memory.
 */
struct dlp_described *dlp_findings_describe_decoded(
	struct dlp_findings *findings, const struct dlp_match *match,
	const struct dlp_decoded *decoded, struct dlp_arena *arena);

/*
 * Take such a match, which was described in any case, unless findings are to be
 * bare: from the text it can't be.
 */
void dlp_findings_add_decoded(struct dlp_findings *findings,
			      const struct dlp_match *match,
			      const struct dlp_evidence *evidence,
			      struct dlp_suppressed suppressed,
			      struct dlp_described *described);

/* No excerpt is to show the text of [start, end), offsets. */
void dlp_findings_shade(struct dlp_findings *findings, uint64_t start,
			uint64_t end);

/* What was lent goes: copy what is still needed. */
void dlp_findings_own(struct dlp_findings *findings);

/*
 * No value that begins before `settled` is still to come: tell what can no
 * longer change; everything when it is UINT64_MAX.
 */
void dlp_findings_settle(struct dlp_findings *findings, uint64_t settled);

#endif
