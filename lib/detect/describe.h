#ifndef DLP_DESCRIBE_H
#define DLP_DESCRIBE_H

#include "detect/group.h"
#include "detect/scanner.h"
#include "detect/shades.h"
#include "detect/unit.h"

/*
 * What a finding says of itself: what may be shown of it and of the line
 * around, its fingerprint.  It takes the text around the value, so
 * it is done before that is forgotten.
 */
struct dlp_describer {
	struct dlp_unit *unit; /* holds the value and the text around it */
	const struct dlp_where *where;
	struct dlp_span relative; /* path, less --root */
	const struct dlp_scanner_opts *opts;
	struct dlp_buf *scratch; /* empty, and again afterwards */
};

/* Where a value can be read that is encoded in the text. */
struct dlp_decoded {
	struct dlp_span text; /* borrowed */
	size_t start, end;    /* of the value in it */
	/* The bytes of the unit's text, or of its window, that come to be it.
	 */
	struct dlp_mask_source source;
	/* By what, outermost first; names that live for ever. */
	struct dlp_span how[DLP_DECODES];
	size_t hows;
};

/* Fill in what no text is needed for: the rule, and the places of parts. */
void dlp_describe_place(const struct dlp_pending *pending,
			struct dlp_finding *f);

/*
 * Fill in `out` but for line and column, what its group decides and `why`, and
 * begin its fingerprint, from where the value stands in the unit, or from
 * `decoded` if that is not NULL.  The excerpt is not in the finding yet:
 * detect/shades.h.  Strings are in `arena`.  False without memory.
 */
bool dlp_describe(const struct dlp_describer *describer,
		  const struct dlp_pending *pending,
		  const struct dlp_decoded *decoded, struct dlp_arena *arena,
		  struct dlp_described *out);

/*
 * The same of a match, whose offsets count from the unit's first byte.  NULL
 * without memory.
 */
struct dlp_described *dlp_describe_match(const struct dlp_describer *describer,
					 const struct dlp_match *match,
					 const struct dlp_decoded *decoded,
					 struct dlp_arena *arena);

/* Fill in `why`, likewise. */
bool dlp_describe_whys(const struct dlp_evidence *evidence,
		       struct dlp_arena *arena, struct dlp_finding *f);

#endif
