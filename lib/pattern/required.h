#ifndef DLP_REQUIRED_H
#define DLP_REQUIRED_H

#include "pattern/rule.h"
#include "pattern/syntax.h"

/*
 * Texts of which each match of a regex has to hold one: what keywords are for,
 * found by looking at the regex.  In lower case, since keywords have none, and
 * 3 to 64 bytes long.  Each begins at most DLP_RULE_WINDOW bytes behind where
 * the match does, for as far back is a regex tried.
 *
 * As in Cox, "Regular Expression Matching with a Trigram Index" (2012): from
 * the leaves up, each part of the regex has either a small set of all texts
 * that it can be, or the best set of texts of which it holds one.
 */

enum {
	DLP_REQUIRED_TEXTS = 96,     /* alternatives */
	DLP_REQUIRED_WORK = 4 << 20, /* bytes that looking may take */
};

/*
 * Into `*out`, in `arena`; where there is a choice, such that each holds one of
 * `hints`, case ignored.  False where there are none: nothing is required, too
 * many different things are, or none of them is long enough.
 */
bool dlp_required_texts(const struct dlp_syntax *root, struct dlp_list hints,
			struct dlp_arena *arena, struct dlp_list *out);

/* Whether each of `texts` holds one of `words`, case ignored. */
bool dlp_required_imply(struct dlp_list texts, struct dlp_list words);

#endif
