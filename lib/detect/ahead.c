#include "detect/ahead.h"

#include <stdlib.h>

#include "detect/ranges.h"

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/* Places of a range before `done` were looked at, and whole blocks there. */
static enum dlp_status tell_range(struct dlp_scanner *s, uint64_t done,
				  struct dlp_error *err)
{
	uint64_t first = done;

	if (s->views) {
		if (s->viewed < dlp_views_block(done))
			s->viewed = dlp_views_block(done);
		first = s->viewed - s->unit.start <
					DLP_VIEWS_BACK + DLP_VIEWS_SIDE
				? s->unit.start
				: s->viewed - DLP_VIEWS_BACK - DLP_VIEWS_SIDE;
	}
	return dlp_scan_tell(s, done, first, false, err);
}

/* What was found in a view of it. */
static void take_viewed(struct dlp_scanner *s,
			const struct dlp_range_found *found)
{
	if (!dlp_limits_off(&s->limits, DLP_LIMITS_VIEW, found->match.index))
		dlp_findings_add_decoded(&s->findings, &found->match,
					 &found->evidence, found->suppressed,
					 found->described);
}

/* Take what was found in a range as if it had been looked at here. */
static enum dlp_status take_found(struct dlp_scanner *s,
				  struct dlp_range *range,
				  struct dlp_error *err)
{
	const size_t rules = dlp_catalog_count(s->catalog);
	enum dlp_status status = DLP_OK;
	enum dlp_range_item item;
	struct dlp_range_found found;

	while (!status && (item = dlp_range_next(range, s->unit.base,
						 &found)) != DLP_RANGE_END) {
		if (item == DLP_RANGE_DONE)
			status = tell_range(s, found.done, err);
		else if (found.evidence.decoded)
			take_viewed(s, &found);
		else if (!s->memory[found.match.index].muted)
			dlp_scan_take(s, &found.match, found.outcome,
				      &found.evidence, found.described);
	}
	dlp_findings_own(&s->findings);
	dlp_matcher_load(s->matcher, dlp_range_memory(range));
	for (size_t r = 0; r < rules; r++)
		if (s->memory[r].muted)
			dlp_matcher_mute(s->matcher, r);
	return status;
}

/* Take the first range back, and look here if it was scanned in vain. */
static enum dlp_status take_range(struct dlp_scanner *s, struct dlp_error *err)
{
	struct dlp_range *range = dlp_ranges_first(s->ranges);
	enum dlp_status status;
	uint64_t first;
	bool holds;

	dlp_ranges_join(s->ranges);
	dlp_matcher_save(s->matcher, s->memory);
	status = dlp_range_holds(range, s->memory, &holds, err);
	/* Blocks before those of the range. */
	if (!status)
		status = dlp_scan_views(s, s->done, false, &first, err);
	if (!status)
		status = holds ? take_found(s, range, err)
			       : dlp_scan_look(s, dlp_range_to(range), false,
					       err);
	dlp_ranges_drop(s->ranges);
	return status;
}

enum dlp_status dlp_ahead_take(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	while (!status && s->ranges && dlp_ranges_first(s->ranges))
		status = take_range(s, err);
	return status;
}

enum dlp_status dlp_ahead_room(struct dlp_scanner *s, size_t more,
			       struct dlp_error *err)
{
	struct dlp_buf *text = &s->unit.text;

	if (!s->ranges || more <= text->cap - text->len)
		return DLP_OK;
	if (dlp_ahead_take(s, err))
		return DLP_FATAL;
	return dlp_scan_drop(s) ? DLP_OK : nomem(err);
}

/* Give the text up to `to` to another thread. */
static bool send_range(struct dlp_scanner *s, uint64_t to)
{
	const struct dlp_window window = {
		.text = dlp_buf_span(&s->unit.text),
		.base = s->unit.base,
		.first = s->unit.base == s->unit.start,
	};

	dlp_matcher_save(s->matcher, s->memory);
	if (!dlp_ranges_send(s->ranges, &window, s->sent, to, s->memory,
			     s->views ? dlp_views_matcher(s->views) : NULL))
		return false;
	s->sent = to;
	return true;
}

bool dlp_ahead_may(const struct dlp_scanner *s)
{
	return s->opts.pool && !s->unit.columns && s->unit.ats == 1 &&
	       !s->unit.at->at.len;
}

enum dlp_status dlp_ahead_send(struct dlp_scanner *s, struct dlp_error *err)
{
	struct dlp_buf *text = &s->unit.text;
	enum dlp_status status = DLP_OK;
	size_t room;
	uint64_t to;

	if (!s->ranges) {
		s->memory = calloc(dlp_catalog_count(s->catalog) + 1,
				   sizeof(*s->memory));
		s->ranges = dlp_ranges_new(s->engine, &s->findings,
					   s->opts.pool, s->opts.range);
		if (!s->memory || !s->ranges)
			return nomem(err);
	}
	room = dlp_ranges_room(s->ranges);
	if (dlp_scan_end(s) - s->sent > dlp_ranges_least(s->ranges) &&
	    text->cap < room && !dlp_ranges_first(s->ranges) &&
	    dlp_buf_reserve(text, room - text->len))
		return nomem(err);
	while (!status &&
	       dlp_scan_end(s) - s->sent > dlp_ranges_least(s->ranges) &&
	       (to = dlp_ranges_end(s->ranges, s->sent)) +
			       dlp_ranges_ahead(s->ranges) <=
		       dlp_scan_end(s)) {
		if (!dlp_ranges_ready(s->ranges) && send_range(s, to))
			continue;
		status = dlp_ranges_first(s->ranges)
				 ? take_range(s, err)
				 : dlp_scan_look(s, to, false, err);
	}
	while (!status && dlp_ranges_ready(s->ranges))
		status = take_range(s, err);
	return status;
}
