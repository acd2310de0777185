#ifndef DLP_VIEWS_H
#define DLP_VIEWS_H

#include "decode/stretch.h"
#include "detect/describe.h"
#include "detect/evidence.h"

/*
 * What rules find in a text when what is encoded in it is decoded.
 *
 * The text is looked at in blocks, which end at multiples of DLP_VIEWS_BLOCK
 * of its offset.  In each the stretches that may hide something are found
 * (decode/stretch.h); those of one encoding that stand close together are made
 * a view (decode/derived.h), with DLP_VIEWS_SIDE bytes around them, so that a
 * value may be encoded in part, and has its key, its context and its line.  A
 * view is a text for another matcher; what that finds in it, and what holds or
 * touches decoded bytes, is led back to the bytes of the text.  In views
 * stretches are looked for again, to a depth.
 *
 * All of this depends on the bytes near a block alone, so that any thread may
 * look at any block, and on nothing that was found elsewhere.  What is found
 * without a view too, or in two of them, is one finding in the end: they
 * overlap (detect/group.h).
 */

enum {
	DLP_VIEWS_BLOCK = 4 << 10,
	/* Before a block, and behind it: of runs of base64 and hex, and of
	 * other stretches, where they go on. */
	DLP_VIEWS_BACK = DLP_STRETCH_SIGHT,
	DLP_VIEWS_AHEAD = DLP_STRETCH_SIGHT,
	DLP_VIEWS_AHEAD_RUN = 6 << 10,
	DLP_VIEWS_AHEAD_ON = 2 << 10,
	/* Behind a block, all in all. */
	DLP_VIEWS_REACH = DLP_VIEWS_AHEAD_RUN + DLP_VIEWS_AHEAD,
	DLP_VIEWS_SIDE = 256, /* no value begins further before a stretch */
	/* What is closer than this to where a view was cut may be cut. */
	DLP_VIEWS_EDGE = 64,
	DLP_VIEWS_DEPTH = 3, /* views of views of views, default */
	DLP_VIEWS_DEPTH_MAX = DLP_DECODES,
	/* Bytes of views for each byte of text, default and most. */
	DLP_VIEWS_WORK = 32,
	DLP_VIEWS_WORK_MAX = 1024,
};

/* Something that was found. */
struct dlp_views_found {
	/* Rule, index, value and parts alone: bytes of the window. */
	struct dlp_match match;
	enum dlp_outcome outcome;
	struct dlp_evidence evidence;
	struct dlp_decoded decoded; /* where it can be read; borrowed */
	bool plain;                 /* the value stands in the text as it is */
};

struct dlp_views_calls {
	/* The name of the column that text.ptr[at] stands in; NULL: none. */
	struct dlp_span (*column)(void *arg, size_t at);
	void (*found)(void *arg, const struct dlp_views_found *found);
	/* A search was given up at the match limit. */
	void (*limit)(void *arg, size_t rule);
	/* A block holds more than may be looked into. */
	void (*full)(void *arg);
	void *arg;
	const struct dlp_where *where; /* dlp_weigher_where(): or NULL */
};

/* One for a thread. */
struct dlp_views;

/* Where the block begins that `at` is in. */
static inline uint64_t dlp_views_block(uint64_t at)
{
	return at - at % DLP_VIEWS_BLOCK;
}

/* NULL without memory.  The engine and what `opts` has outlive it. */
struct dlp_views *dlp_views_new(struct dlp_engine *engine,
				const struct dlp_scanner_opts *opts,
				const struct dlp_views_calls *calls);
void dlp_views_free(struct dlp_views *views);

/* To mute rules in, and nothing else. */
struct dlp_matcher *dlp_views_matcher(struct dlp_views *views);

/*
 * Look at the blocks of a window from `*from` on, an offset in the whole,
 * that end at `to` or before, and at what is left of the last of the text when
 * there is no more.  `*from` becomes where the next begins: less than might be
 * where a stretch goes on behind what is there.  The window reaches from
 * DLP_VIEWS_BACK before `*from`, or from the beginning, to DLP_VIEWS_AHEAD
 * behind `to`; window->from and window->to count for nothing.  DLP_FATAL as
 * from a matcher.
 */
DLP_MUST_CHECK enum dlp_status dlp_views_scan(struct dlp_views *views,
					      const struct dlp_window *window,
					      uint64_t *from, uint64_t to,
					      struct dlp_error *err);

/*
 * No value that is still to be found begins before `*first`, when the blocks
 * before `from` were looked at and the text up to `to` is known; likewise.
 */
DLP_MUST_CHECK enum dlp_status dlp_views_first(struct dlp_views *views,
					       const struct dlp_window *window,
					       uint64_t from, uint64_t to,
					       uint64_t *first,
					       struct dlp_error *err);

#endif
