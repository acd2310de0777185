#ifndef DLP_SCOPE_H
#define DLP_SCOPE_H

#include "match/matcher.h"
#include "record/record.h"

/* Which rules look at a document: `paths`, `path-regex` and their opposites of
 * the rules that have any. */
struct dlp_scope {
	uint32_t *rule; /* that have, in order */
	size_t rules;
	/* The lists of regexes in them, each once: many rules share one. */
	struct dlp_scope_list *list;
	size_t lists;
	struct dlp_regex_space *space; /* where there are regexes */
};

/* DLP_FATAL without memory, or for a regex that does not compile. */
DLP_MUST_CHECK enum dlp_status dlp_scope_init(struct dlp_scope *scope,
					      const struct dlp_engine *engine);
void dlp_scope_release(struct dlp_scope *scope);

/*
 * Mute the rules that do not look at `where`, whose path and members have a
 * NUL behind them that does not count.
 */
void dlp_scope_mute(const struct dlp_scope *scope,
		    const struct dlp_catalog *catalog,
		    const struct dlp_where *where, struct dlp_matcher *matcher);

#endif
