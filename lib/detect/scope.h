#ifndef DLP_SCOPE_H
#define DLP_SCOPE_H

#include "match/matcher.h"
#include "record/record.h"

/* Which rules look at a document: `paths` and `not-paths` of those that have
 * any. */
struct dlp_scope {
	uint32_t *rule; /* that have, in order */
	size_t rules;
};

/* DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_scope_init(struct dlp_scope *scope, const struct dlp_catalog *catalog);
void dlp_scope_release(struct dlp_scope *scope);

/*
 * Mute the rules that do not look at `where`, whose path and members have a
 * NUL behind them that does not count.
 */
void dlp_scope_mute(const struct dlp_scope *scope,
		    const struct dlp_catalog *catalog,
		    const struct dlp_where *where, struct dlp_matcher *matcher);

#endif
