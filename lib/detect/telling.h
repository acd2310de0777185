#ifndef DLP_TELLING_H
#define DLP_TELLING_H

#include "detect/findings.h"
#include "match/trace.h"

/*
 * From a finding that nothing can change any more to its record: whether it is
 * told or only counted, and what is said of it.
 */

/* Whether findings of a rule are told at all; any thread. */
bool dlp_telling_shows(const struct dlp_findings *findings,
		       const struct dlp_rule *rule);

/* Whether a match will be told unless a group changes that; any thread. */
bool dlp_telling_wants(const struct dlp_findings *findings,
		       const struct dlp_rule *rule,
		       const struct dlp_evidence *evidence);

/* What describes the document's findings; borrows. */
struct dlp_describer dlp_telling_describer(struct dlp_findings *findings);

/*
 * Describe what waits and needs text before `end`, an offset, which is about
 * to go.  False without memory.
 */
bool dlp_telling_early(struct dlp_findings *findings, uint64_t end);

/* Tell it or count it.  False: `tell` said so, or no memory. */
bool dlp_telling_merged(struct dlp_findings *findings,
			const struct dlp_merged *merged);

/* Let a trace, if there is one, hear what becomes of [start, end). */
void dlp_telling_trace(const struct dlp_findings *findings,
		       enum dlp_trace_step step, const struct dlp_rule *rule,
		       uint64_t start, uint64_t end, size_t number,
		       struct dlp_span word);

#endif
