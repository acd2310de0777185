#ifndef DLP_VIEWER_H
#define DLP_VIEWER_H

#include "detect/views.h"

/*
 * Views of one stretch of text, its ground, and what rules find in them: for
 * detect/views.h, which says what grounds there are, and what a view is.
 *
 * The ground's stretches of one encoding that stand close together make a
 * view, with DLP_VIEWS_SIDE bytes around them, to the end of a word.  Stretches
 * in a view make views of it, one level further.
 */

/* A view, while it is looked at. */
struct dlp_viewer_level {
	struct dlp_derived view;
	struct dlp_stretches stretches; /* in it */
	enum dlp_encoding encoding;     /* that it was made by */
};

struct dlp_viewer {
	unsigned depth_max, work;
	struct dlp_views_calls calls;
	struct dlp_matcher *matcher;
	struct dlp_weigher *weigher;
	struct dlp_viewer_level level[DLP_VIEWS_DEPTH_MAX];
	size_t depth;  /* levels in use */
	size_t budget; /* bytes of views that the ground may still have */
	bool full;
	size_t shift;                 /* of the ground in the window */
	uint64_t base;                /* of the window in the whole */
	const struct dlp_trace *told; /* that hears; NULL for none */
	struct dlp_trace trace;       /* of the matcher, then */
	struct dlp_views_found found;
};

/* A text to look into, and what is known of it. */
struct dlp_viewer_ground {
	struct dlp_span text;
	bool cut_left, cut_right; /* it goes on there */
	const struct dlp_stretches *stretches;
	/* That it is; NULL for the text itself. */
	const struct dlp_derived *view;
	size_t end; /* views of stretches that begin behind are none of ours */
};

/* As dlp_views_new(); DLP_FATAL without memory, to be released all the same. */
DLP_MUST_CHECK enum dlp_status
dlp_viewer_init(struct dlp_viewer *viewer, struct dlp_engine *engine,
		const struct dlp_scanner_opts *opts,
		const struct dlp_views_calls *calls);
void dlp_viewer_release(struct dlp_viewer *viewer);

/*
 * Look into a ground that stands `shift` bytes into a window, which begins at
 * `base` in the whole.  DLP_FATAL as from a matcher.
 */
DLP_MUST_CHECK enum dlp_status
dlp_viewer_look(struct dlp_viewer *viewer,
		const struct dlp_viewer_ground *ground, uint64_t base,
		size_t shift, struct dlp_error *err);

#endif
