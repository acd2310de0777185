#ifndef DLP_EXPRESSION_H
#define DLP_EXPRESSION_H

#include "pattern/import.h"

/*
 * What betterleaks' `filter` and `prefilter` say, as far as it is this: one of
 * several tests, joined by ||, lets a finding pass:
 *
 *	entropy(finding["secret"]) <= 3.5       (or <, or filter.entropy)
 *	matchesAny(finding["secret"], [`…`, …]) (or "match", "line")
 *	containsAny(finding["secret"], ["…", …])
 *	matchesAny(get(attributes, "path", ""), [`…`, …])
 */

/* What lets findings pass, by what is looked at. */
struct dlp_allows {
	struct dlp_list words, value, match, line, paths;
	struct dlp_span entropy; /* a decimal: what has less; empty for none */
};

/*
 * Add what `node`, a text, says to `*out`; a note for each test that is not
 * known, or for all of it where it is joined otherwise.
 */
void dlp_expression_read(struct dlp_import *im, const struct dlp_tree *node,
			 struct dlp_allows *out);

#endif
