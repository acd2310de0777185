#ifndef DLP_RANGE_H
#define DLP_RANGE_H

#include "base/pool.h"
#include "detect/findings.h"
#include "detect/views.h"

/*
 * A stretch of a text that another thread scans ahead of its scanner.
 *
 * It is [from, to) of places in a text that stays where it is.  Where
 * others go before it whose end is not known yet, its thread begins a little
 * earlier, so that it remembers at `from` what a scan of the whole would, most
 * likely.  The scanner, which takes ranges back in order, sees whether that
 * came true: what was found is that of a scan of the whole when its memory at
 * `from` is the same, and is thrown away otherwise.
 */

enum {
	DLP_RANGE_SIZE = 512 << 10, /* bytes of a range */
	DLP_RANGE_BEFORE = 8 << 10, /* bytes that one begins earlier */
	/* Bytes of text before that: what views of its first block need. */
	DLP_RANGE_BACK = DLP_VIEWS_BLOCK + DLP_VIEWS_BACK + DLP_MATCHER_BACK,
	/* Bytes that are scanned, and taken back, at a time. */
	DLP_RANGE_SLICE = 128 << 10,
	DLP_RANGE_TOLD_MAX = 2 << 20,  /* and of what is said of that */
	DLP_RANGE_FOUND_MAX = 2 << 20, /* bytes of what is found in one */
};

struct dlp_range;

/*
 * The engine outlives it, and so does `findings`, whose document threads look
 * at when they describe what they find.  NULL without memory.
 */
struct dlp_range *dlp_range_new(struct dlp_engine *engine,
				const struct dlp_findings *findings);
void dlp_range_free(struct dlp_range *range);

/*
 * It is to be [from, to), scanned from `early` on, by a thread that runs its
 * job.  `text` is borrowed until it has been taken back; `memory`, what is
 * remembered at `early`, is copied.  Views leave out what `views` has muted,
 * which is NULL where there are none.
 */
void dlp_range_begin(struct dlp_range *range, const struct dlp_window *text,
		     uint64_t early, uint64_t from, uint64_t to,
		     const struct dlp_matcher_memory *memory,
		     const struct dlp_matcher *views);
struct dlp_pool_job *dlp_range_job(struct dlp_range *range);

/* Give back the memory of what was found. */
void dlp_range_clear(struct dlp_range *range);

/* Where the slice of a text up to `to` ends that begins at `from`. */
uint64_t dlp_range_slice(uint64_t from, uint64_t to);

uint64_t dlp_range_to(const struct dlp_range *range);

/*
 * Whether the range, joined, is what a scan of the whole finds that remembers
 * `memory` at its start.  DLP_FATAL: it could not be scanned at all.
 */
DLP_MUST_CHECK enum dlp_status
dlp_range_holds(const struct dlp_range *range,
		const struct dlp_matcher_memory *memory, bool *holds,
		struct dlp_error *err);

/* What is remembered at its end. */
const struct dlp_matcher_memory *
dlp_range_memory(const struct dlp_range *range);

enum dlp_range_item {
	DLP_RANGE_MATCH,
	DLP_RANGE_DONE, /* all places before an offset were looked at */
	DLP_RANGE_END,
};

/* What was found, in the order that the matcher told. */
struct dlp_range_found {
	struct dlp_match match; /* rule, index, value and parts alone */
	enum dlp_outcome outcome;
	struct dlp_evidence evidence;     /* of a finding */
	struct dlp_suppressed suppressed; /* of one that was in a view */
	/* But for the position; the range's; NULL where that was not done. */
	struct dlp_described *described;
	uint64_t done; /* the offset, in the whole */
};

/*
 * The next of what was found; offsets of a match count from `base`, an offset
 * in the whole.
 */
enum dlp_range_item dlp_range_next(struct dlp_range *range, uint64_t base,
				   struct dlp_range_found *out);

#endif
