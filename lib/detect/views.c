#include "detect/views.h"

#include <stdlib.h>

#include "decode/radix.h"
#include "detect/viewer.h"

struct dlp_views {
	struct dlp_viewer viewer;
	struct dlp_stretches stretches; /* in the text */
};

struct dlp_views *dlp_views_new(struct dlp_engine *engine,
				const struct dlp_scanner_opts *opts,
				const struct dlp_views_calls *calls)
{
	struct dlp_views *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	dlp_stretches_init(&v->stretches);
	if (dlp_viewer_init(&v->viewer, engine, opts, calls)) {
		dlp_views_free(v);
		return NULL;
	}
	return v;
}

void dlp_views_free(struct dlp_views *v)
{
	if (!v)
		return;
	dlp_viewer_release(&v->viewer);
	dlp_stretches_release(&v->stretches);
	free(v);
}

struct dlp_matcher *dlp_views_matcher(struct dlp_views *v)
{
	return v->viewer.matcher;
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/*
 * How far behind a block one has to look, whose stretches are known: further
 * where one of them goes on, or is likely to.
 */
static size_t ahead_of(const struct dlp_stretches *stretches, size_t end)
{
	enum { NEAR = 128 };
	size_t ahead = DLP_VIEWS_AHEAD;

	for (size_t i = 0; i < dlp_stretches_count(stretches); i++) {
		struct dlp_stretch s = dlp_stretches_at(stretches, i);

		if (s.end + NEAR < end)
			continue;
		if (s.encoding <= DLP_ENCODING_HEX)
			return DLP_VIEWS_REACH;
		ahead = DLP_VIEWS_AHEAD_ON + DLP_VIEWS_AHEAD;
	}
	return ahead;
}

/* `text` as far as `end`, an index that may be behind it. */
static struct dlp_span up_to(struct dlp_span text, size_t end)
{
	if (text.len > end)
		text.len = end;
	return text;
}

/*
 * The stretches of the block [from, to) of `text`, of which no more is seen
 * than is near.  `*more` becomes how far behind the block that is.
 */
static enum dlp_status find(struct dlp_views *v, struct dlp_span text,
			    size_t from, size_t to, size_t *more,
			    struct dlp_error *err)
{
	struct dlp_span seen = up_to(text, to + DLP_VIEWS_AHEAD);

	dlp_stretches_clear(&v->stretches);
	if (dlp_stretches_find(&v->stretches, seen, from,
			       to < text.len ? to : text.len))
		return nomem(err);
	*more = ahead_of(&v->stretches, to);
	return DLP_OK;
}

/* What is ahead of a block, where that matters. */
static enum dlp_status find_on(struct dlp_views *v, struct dlp_span seen,
			       size_t from, size_t to, struct dlp_error *err)
{
	dlp_stretches_clear(&v->stretches);
	if (seen.len > to + DLP_VIEWS_AHEAD)
		to = seen.len - DLP_VIEWS_AHEAD;
	if (dlp_stretches_find(&v->stretches, seen, from,
			       to < seen.len ? to : seen.len))
		return nomem(err);
	return DLP_OK;
}

/*
 * What a block that begins at `from`, an offset in the whole, may look at: of
 * what is before it too no more than any other thread has.  `*shift` is where
 * that begins in the window.
 */
static struct dlp_span part_of(const struct dlp_window *window, uint64_t from,
			       size_t *shift)
{
	size_t at = (size_t)(from - window->base);

	*shift = at - (at < DLP_VIEWS_BACK ? at : DLP_VIEWS_BACK);
	return (struct dlp_span){ window->text.ptr + *shift,
				  window->text.len - *shift };
}

enum block { LOOKED_AT, NOT_THERE };

static enum dlp_status scan_block(struct dlp_views *v,
				  const struct dlp_window *window,
				  uint64_t from, uint64_t next,
				  enum block *block, struct dlp_error *err)
{
	size_t shift, more = 0;
	struct dlp_span text = part_of(window, from, &shift);
	size_t start = (size_t)(from - window->base) - shift;
	size_t stop = (size_t)(next - window->base) - shift;
	struct dlp_viewer_ground ground = {
		.stretches = &v->stretches,
		.cut_left = shift || !window->first,
		.end = stop,
	};

	*block = LOOKED_AT;
	if (find(v, text, start, stop, &more, err))
		return DLP_FATAL;
	if (!dlp_stretches_count(&v->stretches))
		return DLP_OK;
	*block = NOT_THERE;
	if (text.len < stop + more && !window->last)
		return DLP_OK;
	*block = LOOKED_AT;
	ground.text = up_to(text, stop + more);
	ground.cut_right = text.len >= stop + more;
	if (more > DLP_VIEWS_AHEAD && find_on(v, ground.text, start, stop, err))
		return DLP_FATAL;
	return dlp_viewer_look(&v->viewer, &ground, window->base, shift, err);
}

enum dlp_status dlp_views_scan(struct dlp_views *v,
			       const struct dlp_window *window, uint64_t *from,
			       uint64_t to, struct dlp_error *err)
{
	const uint64_t end = window->base + window->text.len;

	while (*from < end) {
		uint64_t next = dlp_views_block(*from) + DLP_VIEWS_BLOCK;
		enum block block;

		if (next > to && !(window->last && to == end))
			break;
		if (scan_block(v, window, *from, next, &block, err))
			return DLP_FATAL;
		if (block == NOT_THERE)
			break;
		*from = next < end ? next : end;
	}
	return DLP_OK;
}

/* What is a run so far, and goes on behind `to`, may become a stretch. */
static size_t run_before(struct dlp_span text, size_t to)
{
	size_t at = to;

	while (at && dlp_radix_has(text.ptr[at - 1]))
		at--;
	return at;
}

enum dlp_status dlp_views_first(struct dlp_views *v,
				const struct dlp_window *window, uint64_t from,
				uint64_t to, uint64_t *first,
				struct dlp_error *err)
{
	*first = to;
	while (from < to) {
		uint64_t next = dlp_views_block(from) + DLP_VIEWS_BLOCK;
		size_t shift, start, stop, more, at;
		struct dlp_span text = part_of(window, from, &shift);

		if (next > to)
			next = to;
		start = (size_t)(from - window->base) - shift;
		stop = (size_t)(next - window->base) - shift;
		if (find(v, text, start, stop, &more, err))
			return DLP_FATAL;
		at = run_before(text, stop);
		for (size_t i = 0; i < dlp_stretches_count(&v->stretches);
		     i++) {
			struct dlp_stretch s =
				dlp_stretches_at(&v->stretches, i);

			if (s.start < at)
				at = s.start;
		}
		if (window->base + shift + at < *first)
			*first = window->base + shift + at;
		from = next;
	}
	*first -= *first - window->base < DLP_VIEWS_SIDE ? *first - window->base
							 : DLP_VIEWS_SIDE;
	return DLP_OK;
}
