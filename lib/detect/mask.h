#ifndef DLP_MASK_H
#define DLP_MASK_H

#include "base/buf.h"
#include "match/matcher.h"

/*
 * What may be shown of a value and of the line around it, dlp-records(5).
 */

enum {
	DLP_MASK_EXCERPT = 200, /* characters of an excerpt */
	DLP_MASK_SIDE = 240,    /* bytes on either side that it looks at */
};

/*
 * The value as `match` shows it: of cards the first six and the last four
 * characters and the length; of a rule with a fixed prefix that prefix; of
 * other values of 12 characters or more the last 2 to 4, at most a quarter;
 * the rest is eight asterisks.  A built-in rule's confidentiality marking is
 * shown: it says that there is something to hide, and is not it.
 */
void dlp_mask_value(struct dlp_buf *out, const struct dlp_rule *rule,
		    struct dlp_span value);

/* A name, as of a key or a column, masked as the line around a match is. */
void dlp_mask_name(struct dlp_buf *out, struct dlp_span name);

/*
 * The line around `match` in `text`, masked: the value, and whatever else
 * might be one, whichever rules are in force: tokens with a digit, of whatever
 * script, or an @, of 20 characters or more, behind = or :, and those that are
 * text in base64.
 */
void dlp_mask_excerpt(struct dlp_buf *out, const struct dlp_match *match,
		      struct dlp_span text);

#endif
