#ifndef DLP_RANGE_H
#define DLP_RANGE_H

#include "base/pool.h"
#include "detect/findings.h"
#include "detect/views.h"

/*
 * Stretches of one text that other threads scan ahead of its scanner.
 *
 * A range is [from, to) of places in a text that stays where it is.  Where
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

/* The ranges of one scanner, in order. */
struct dlp_ranges;

/*
 * Engine, findings and pool outlive it; `size` of a range, 0 for the default.
 * Threads describe what they find, and so look at what `findings` knows of the
 * document.  NULL without memory.
 */
struct dlp_ranges *dlp_ranges_new(struct dlp_engine *engine,
				  const struct dlp_findings *findings,
				  struct dlp_pool *pool, size_t size);
/* Waits for what is under way.  Takes NULL. */
void dlp_ranges_free(struct dlp_ranges *ranges);

/* Where the range ends that begins at `from`, an offset in the whole. */
uint64_t dlp_ranges_end(const struct dlp_ranges *ranges, uint64_t from);

/* Where the slice of a text up to `to` ends that begins at `from`. */
uint64_t dlp_range_slice(uint64_t from, uint64_t to);

/* How much text must be there behind the end of a range. */
size_t dlp_ranges_ahead(const struct dlp_ranges *ranges);

/* Bytes that a text shall have room for, so that it seldom moves. */
size_t dlp_ranges_room(const struct dlp_ranges *ranges);

/* How much text there must be where a range is to be sent: threads are not
 * begun with for less than two of them. */
uint64_t dlp_ranges_least(const struct dlp_ranges *ranges);

/*
 * Give [from, to) to another thread; `text` begins at `base`, and reaches from
 * DLP_RANGE_BACK before `from` or the beginning to dlp_ranges_ahead() behind
 * `to`.  It is borrowed until the range is dropped.  `memory` is copied: what
 * is remembered at `from`, or at the start of the ranges before.  Views leave
 * out what `views` has muted, which is NULL where there are none.  False where
 * that brings nothing now, or without memory.
 */
bool dlp_ranges_send(struct dlp_ranges *ranges, const struct dlp_window *text,
		     uint64_t from, uint64_t to,
		     const struct dlp_matcher_memory *memory,
		     const struct dlp_matcher *views);

/* The one that goes first; NULL where there is none. */
struct dlp_range *dlp_ranges_first(struct dlp_ranges *ranges);
/* Whether it can be had without waiting. */
bool dlp_ranges_ready(struct dlp_ranges *ranges);
/* Forget the first, whose thread is waited for. */
void dlp_ranges_drop(struct dlp_ranges *ranges);
/* Forget them all, and give back their memory. */
void dlp_ranges_clear(struct dlp_ranges *ranges);

/* Wait until the first has been scanned, and scan others meanwhile. */
void dlp_ranges_join(struct dlp_ranges *ranges);

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
