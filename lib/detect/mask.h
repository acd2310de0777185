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

/* Whether a rule's values are shown as they are: such markings. */
bool dlp_mask_shows(const struct dlp_rule *rule);

/* Words of an excerpt that are shown, and the bytes of the document they come
 * from. */
struct dlp_mask_run {
	uint32_t at, len; /* bytes of the excerpt */
	int32_t from;     /* from the begin of the value on */
	uint32_t span;    /* each comes from all of these; 0: from one */
};

/* Where [start, end) of a text comes from that was decoded: bytes too, which
 * are the same for the same. */
struct dlp_mask_source {
	void (*lead)(const void *arg, size_t start, size_t end, size_t *from,
		     size_t *to);
	const void *arg;
};

/* The line around a value, as others may still mask it: detect/shades.h. */
struct dlp_excerpt {
	struct dlp_span text;
	size_t value; /* where its mask begins in `text` */
	const struct dlp_mask_run *run;
	size_t runs;
};

/* No more fit into what an excerpt looks at: a masked token is between two. */
enum { DLP_MASK_RUNS = DLP_MASK_SIDE + 4 };

/*
 * The line around `match` in `text`, masked: the value, and whatever else
 * might be one, whichever rules are in force: tokens with a digit, of whatever
 * script, or an @, of 20 characters or more, behind = or :, and those that are
 * text in base64; and what comes from further than `reach` from the value.
 * `source` is NULL for a text that stands as it is.  The runs are put into
 * `run`, which has room for DLP_MASK_RUNS; `out`, to which the text is added,
 * holds that of `excerpt`, which is good as long as both are.
 */
void dlp_mask_excerpt(struct dlp_buf *out, const struct dlp_match *match,
		      struct dlp_span text,
		      const struct dlp_mask_source *source, size_t reach,
		      struct dlp_mask_run *run, struct dlp_excerpt *excerpt);

/* Whether `c` stands between tokens, which are masked as a whole. */
bool dlp_mask_separates(char c);

/*
 * Cut what `out` has from `begin` on to the size of an excerpt, whose value
 * begins at `value`; how many bytes went at the front.
 */
size_t dlp_mask_fit(struct dlp_buf *out, size_t begin, size_t value);

#endif
