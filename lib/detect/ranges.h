#ifndef DLP_RANGES_H
#define DLP_RANGES_H

#include "detect/range.h"

/*
 * The ranges of one scanner that threads are at, or have been, in order: it
 * takes the first back, and sends another behind the last.
 */

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

#endif
