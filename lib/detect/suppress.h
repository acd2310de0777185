#ifndef DLP_SUPPRESS_H
#define DLP_SUPPRESS_H

#include "detect/allow.h"
#include "detect/baseline.h"

/*
 * What takes findings out of what is told, each for a reason that is counted.
 * Matches go one by one, before they are merged with those they overlap: what
 * another rule says of the same bytes stays.  Only a baseline, and an allowlist
 * of fingerprints, speak of a finding as it is told.
 */

enum dlp_suppressor {
	DLP_SUPPRESS_NONE,
	DLP_SUPPRESS_RULE, /* allow-words and allow-regex of the rule */
	DLP_SUPPRESS_ALLOW,
	DLP_SUPPRESS_INLINE,
	DLP_SUPPRESS_BASELINE,
	DLP_SUPPRESSORS,
};

struct dlp_suppress {
	struct dlp_allowlist *allow;   /* borrowed; NULL for none */
	struct dlp_baseline *baseline; /* likewise */
	bool inline_allow;             /* comments in a text count */
	bool show;                     /* tell of it, with `suppressed` */
};

/* By what, and of allowlists by which stanza. */
struct dlp_suppressed {
	enum dlp_suppressor by;
	struct dlp_allow *allow;
};

/* As it is called in records and totals: "rule", "allow:fixtures", "inline" …
 */
struct dlp_span dlp_suppressed_label(const struct dlp_suppressed *suppressed);

/* What a comment may stand away from the value: bytes on either side. */
enum { DLP_SUPPRESS_REACH = 512 };

/*
 * Whether a comment `dlp:allow RULES REASON` lets the value at [start, end) of
 * `text` pass: on the line where the value begins or ends, or alone on the line
 * before, within DLP_SUPPRESS_REACH.  RULES is a comma list of globs on ids
 * without blanks, each of which begins with a letter or digit; the reason is
 * any word.  Never for a rule of critical severity.
 */
bool dlp_suppress_inline(struct dlp_span text, size_t start, size_t end,
			 const struct dlp_rule *rule);

/* What takes a match out; `where` and `relative` as for dlp_allowlist_match().
 */
struct dlp_suppressed dlp_suppress_match(const struct dlp_suppress *suppress,
					 const struct dlp_rule *rule,
					 const struct dlp_where *where,
					 struct dlp_span relative,
					 struct dlp_span text, size_t start,
					 size_t end);

/* What takes a finding out. */
struct dlp_suppressed dlp_suppress_finding(const struct dlp_suppress *suppress,
					   struct dlp_span fingerprint);

#endif
