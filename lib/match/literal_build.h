#ifndef DLP_LITERAL_BUILD_H
#define DLP_LITERAL_BUILD_H

#include "match/literal_set.h"

/*
 * As dlp_literals_new(), and the choice of buckets is gone over `passes` times
 * more: for what is built once and used by all.
 */
struct dlp_literals *dlp_literals_build(const struct dlp_span *literal,
					size_t count, unsigned passes);

/*
 * A set of those of `base` and of `count` more, whose ids follow.  The tables
 * of `base` are taken over as they are.
 */
struct dlp_literals *dlp_literals_extend(const struct dlp_literals *base,
					 const struct dlp_span *literal,
					 size_t count);

#endif
