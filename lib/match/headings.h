#ifndef DLP_HEADINGS_H
#define DLP_HEADINGS_H

#include "match/letters.h"
#include "match/rows.h"
#include "pattern/rule.h"

/*
 * The names of columns and keys that rules look for, each once, and the rules
 * that each is of: so that a name that is met is compared with the few that
 * share letters with it, not with those of all rules.  Never changed once it
 * is made; any thread.  That of the built-in rules is made by the build.
 */
struct dlp_headings {
	const struct dlp_span *name;
	const struct dlp_letters *letters; /* of each name */
	size_t names;
	struct dlp_rows rules; /* by name */
	/*
	 * Names by one of the pairs of letters that they have, as bits of
	 * struct dlp_letters are numbered; behind them those that have none.
	 */
	struct dlp_rows by_pair;
};

extern const struct dlp_headings dlp_builtin_headings;

/* NULL without memory. */
struct dlp_headings *dlp_headings_new(const struct dlp_rule *rule,
				      size_t rules);
void dlp_headings_free(struct dlp_headings *headings);

#endif
