#include "detect/scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/cells.h"
#include "detect/findings.h"
#include "detect/range.h"
#include "detect/scope.h"
#include "detect/views.h"

enum { LIMIT_HITS = 8 }; /* match limits of a rule in a document: it is off */

struct dlp_scanner {
	struct dlp_scanner_opts opts;
	struct dlp_matcher *matcher;
	struct dlp_weigher *weigher;
	struct dlp_engine *engine;
	const struct dlp_catalog *catalog;
	struct dlp_scope scope;
	struct dlp_unit unit;
	struct dlp_findings findings;
	uint64_t done; /* places before this were looked at */
	uint64_t settled;
	struct dlp_views *views; /* NULL: nothing is decoded */
	uint64_t viewed;         /* and so were blocks before this */
	struct dlp_cells *cells; /* made when columns first have names */
	struct dlp_arena told;   /* a description */
	/* A rule: in the text, and in views of it. */
	unsigned *limit_hits, *view_limit_hits;
	bool limited;
	uint64_t full; /* blocks that held too much */
	/* Ranges that other threads are at; made when first needed. */
	struct dlp_ranges *ranges;
	struct dlp_matcher_memory *memory;
	uint64_t sent; /* places before this were, or are in ranges */
};

static bool on_match(void *arg, const struct dlp_match *match);
static void on_limit(void *arg, size_t rule);
static const struct dlp_rule_set *on_place(void *arg, size_t start, size_t end);

static struct dlp_views *views_new(struct dlp_scanner *s);

struct dlp_scanner *dlp_scanner_new(struct dlp_engine *engine,
				    const struct dlp_scanner_opts *opts,
				    dlp_record_fn *tell, void *arg)
{
	struct dlp_scanner *s = calloc(1, sizeof(*s));
	struct dlp_matcher_calls calls = { .match = on_match,
					   .limit = on_limit,
					   .arg = s,
					   .wants = on_place,
					   .trace = opts->trace };

	if (!s)
		return NULL;
	s->opts = *opts;
	s->engine = engine;
	s->catalog = dlp_engine_catalog(engine);
	dlp_unit_init(&s->unit);
	dlp_findings_init(&s->findings, &s->opts, engine, &s->unit, tell, arg);
	s->matcher = dlp_matcher_new(engine, &calls);
	s->weigher = dlp_weigher_new(engine, opts->min_confidence);
	s->limit_hits = calloc(dlp_catalog_count(s->catalog) + 1,
			       sizeof(*s->limit_hits));
	s->view_limit_hits = calloc(dlp_catalog_count(s->catalog) + 1,
				    sizeof(*s->view_limit_hits));
	if (!opts->no_decode)
		s->views = views_new(s);
	if (dlp_scope_init(&s->scope, engine) || !s->matcher || !s->weigher ||
	    !s->limit_hits || !s->view_limit_hits ||
	    (!opts->no_decode && !s->views)) {
		dlp_scanner_free(s);
		return NULL;
	}
	/* A trace wants to hear of them. */
	if (!opts->trace)
		dlp_matcher_without(s->matcher, dlp_weigher_never(s->weigher));
	return s;
}

void dlp_scanner_free(struct dlp_scanner *s)
{
	if (!s)
		return;
	dlp_ranges_free(s->ranges);
	free(s->memory);
	dlp_matcher_free(s->matcher);
	dlp_weigher_free(s->weigher);
	dlp_views_free(s->views);
	dlp_cells_free(s->cells);
	dlp_arena_release(&s->told);
	dlp_scope_release(&s->scope);
	dlp_findings_release(&s->findings);
	dlp_unit_release(&s->unit);
	free(s->limit_hits);
	free(s->view_limit_hits);
	free(s);
}

const struct dlp_scanner_counts *dlp_scanner_counts(const struct dlp_scanner *s)
{
	return &s->findings.counts;
}

uint64_t dlp_scanner_settled(const struct dlp_scanner *s)
{
	uint64_t start = dlp_group_start(&s->findings.group);

	return start < s->settled ? start : s->settled;
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/* Which rules count in this document. */
static void mute(struct dlp_scanner *s, struct dlp_matcher *matcher)
{
	dlp_matcher_unmute(matcher);
	dlp_scope_mute(&s->scope, s->catalog, &s->findings.where, matcher);
}

enum dlp_status dlp_scanner_begin(struct dlp_scanner *s,
				  const struct dlp_where *where,
				  struct dlp_error *err)
{
	if (s->ranges)
		dlp_ranges_clear(s->ranges);
	if (dlp_findings_begin(&s->findings, where))
		return nomem(err);
	dlp_unit_reset(&s->unit);
	mute(s, s->matcher);
	if (s->views)
		mute(s, dlp_views_matcher(s->views));
	if (s->cells)
		mute(s, dlp_cells_matcher(s->cells));
	if (s->limited) {
		size_t size =
			dlp_catalog_count(s->catalog) * sizeof(*s->limit_hits);

		memset(s->limit_hits, 0, size);
		memset(s->view_limit_hits, 0, size);
	}
	s->limited = false;
	s->full = 0;
	s->done = s->settled = s->sent = s->viewed = 0;
	return DLP_OK;
}

/* A rule that is given up on is told of once, at the document's end. */
static void on_limit(void *arg, size_t rule)
{
	struct dlp_scanner *s = arg;

	s->limited = true;
	if (++s->limit_hits[rule] == LIMIT_HITS)
		dlp_matcher_mute(s->matcher, rule);
}

static bool take_match(struct dlp_scanner *s, const struct dlp_match *match,
		       enum dlp_outcome outcome,
		       const struct dlp_evidence *evidence,
		       struct dlp_described *described)
{
	if (outcome == DLP_OUTCOME_DROPPED)
		return false;
	if (dlp_weigher_keeps(s->weigher, match->index, evidence->confidence))
		dlp_findings_add(&s->findings, match, outcome, evidence,
				 described);
	else
		dlp_findings_low(&s->findings, match, outcome);
	return true;
}

static void trace_weighed(const struct dlp_scanner *s,
			  const struct dlp_match *match,
			  enum dlp_outcome outcome,
			  const struct dlp_evidence *evidence)
{
	const struct dlp_trace_event event = {
		.step = DLP_TRACE_WEIGHED,
		.rule = match->rule,
		.start = s->unit.base + match->value_start,
		.end = s->unit.base + match->value_end,
		.text = dlp_buf_span(&s->unit.text),
		.at = match->value_start,
		.len = match->value_end - match->value_start,
		.evidence = evidence,
		.outcome = (int)outcome,
	};

	s->opts.trace->step(s->opts.trace->arg, &event);
}

static bool on_match(void *arg, const struct dlp_match *match)
{
	struct dlp_scanner *s = arg;
	struct dlp_evidence evidence;
	struct dlp_span column;
	enum dlp_outcome outcome;
	size_t cell;

	if (s->findings.stopped)
		return true;
	column = dlp_unit_column(&s->unit, match->value_start, &cell);
	outcome = dlp_weigher_weigh(s->weigher, match, column, &evidence);
	if (s->opts.trace)
		trace_weighed(s, match, outcome, &evidence);
	return take_match(s, match, outcome, &evidence, NULL);
}

static const struct dlp_rule_set *on_place(void *arg, size_t start, size_t end)
{
	struct dlp_scanner *s = arg;
	size_t cell;

	return dlp_weigher_wants(s->weigher,
				 dlp_unit_column(&s->unit, start, &cell), start,
				 end);
}

static struct dlp_span view_column(void *arg, size_t at)
{
	struct dlp_scanner *s = arg;
	size_t cell;

	return dlp_unit_column(&s->unit, at, &cell);
}

static void take_decoded(void *arg, const struct dlp_views_found *found)
{
	struct dlp_scanner *s = arg;
	const struct dlp_suppressed suppressed = dlp_findings_suppress(
		&s->findings, &found->match, found->outcome, &found->decoded);

	/* It was counted already. */
	if (found->plain && suppressed.by)
		return;
	dlp_arena_reset(&s->told);
	dlp_findings_add_decoded(
		&s->findings, &found->match, &found->evidence, suppressed,
		dlp_findings_describe_decoded(&s->findings, &found->match,
					      &found->decoded, &s->told));
	dlp_findings_own(&s->findings);
}

/* As on_limit(), which knows nothing of it: blocks are looked at by others. */
static void on_view_limit(void *arg, size_t rule)
{
	struct dlp_scanner *s = arg;

	s->limited = true;
	if (++s->view_limit_hits[rule] < LIMIT_HITS)
		return;
	if (s->views)
		dlp_matcher_mute(dlp_views_matcher(s->views), rule);
	if (s->cells)
		dlp_matcher_mute(dlp_cells_matcher(s->cells), rule);
}

static void on_full(void *arg)
{
	struct dlp_scanner *s = arg;

	s->full++;
}

static void take_cell(void *arg, const struct dlp_match *match,
		      enum dlp_outcome outcome,
		      const struct dlp_evidence *evidence)
{
	struct dlp_scanner *s = arg;

	dlp_findings_add(&s->findings, match, outcome, evidence, NULL);
}

/* As look_at_views(), of cells; `*first` may become less. */
static enum dlp_status look_at_cells(struct dlp_scanner *s, uint64_t done,
				     bool last, uint64_t *first,
				     struct dlp_error *err)
{
	const struct dlp_cells_calls calls = { .found = take_cell,
					       .limit = on_view_limit,
					       .arg = s };

	if (!s->unit.columns)
		return DLP_OK;
	if (!s->cells) {
		s->cells = dlp_cells_new(s->engine, s->opts.min_confidence,
					 &calls);
		if (!s->cells)
			return nomem(err);
		mute(s, dlp_cells_matcher(s->cells));
		dlp_cells_begin(s->cells, &s->unit);
	}
	return dlp_cells_scan(s->cells, &s->unit, done, last, first, err);
}

static struct dlp_views *views_new(struct dlp_scanner *s)
{
	const struct dlp_views_calls calls = {
		.column = view_column,
		.found = take_decoded,
		.limit = on_view_limit,
		.full = on_full,
		.arg = s,
	};

	return dlp_views_new(s->engine, &s->opts, &calls);
}

/* Forget text that nothing looks at any more: not often, since it moves what
 * is behind. */
static bool drop_text(struct dlp_scanner *s)
{
	struct dlp_unit *unit = &s->unit;
	uint64_t end = s->done - DLP_MATCHER_BACK;

	/* Other threads look at it. */
	if (s->ranges && dlp_ranges_first(s->ranges))
		return true;
	if (s->done - unit->base <= DLP_MATCHER_BACK)
		return true;
	if (s->views && s->viewed - unit->base <= DLP_VIEWS_BACK)
		return true;
	if (s->views && end > s->viewed - DLP_VIEWS_BACK)
		end = s->viewed - DLP_VIEWS_BACK;
	if (end - unit->base < unit->text.len / 4 * 3)
		return true;
	if (!dlp_findings_describe(&s->findings, end))
		return false;
	dlp_unit_drop(unit, (size_t)(end - unit->base));
	return true;
}

/*
 * All places before `done` were looked at, and nothing that begins before
 * `first` is still to be found in views.
 */
static enum dlp_status tell(struct dlp_scanner *s, uint64_t done,
			    uint64_t first, bool last, struct dlp_error *err)
{
	uint64_t settled = s->unit.start;

	s->done = done;
	if (s->sent < done)
		s->sent = done;
	if (last)
		settled = done;
	else if (done - s->unit.start > DLP_MATCHER_REACH)
		settled = done - DLP_MATCHER_REACH;
	if (settled > first)
		settled = first;
	/* Where others look, less is known of what is to come. */
	if (s->settled < settled)
		s->settled = settled;
	dlp_findings_settle(&s->findings, last ? UINT64_MAX : s->settled);
	if (s->findings.stopped)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "findings can't be told further");
	return last || drop_text(s) ? DLP_OK : nomem(err);
}

/*
 * Have views of the text before `done`; `*first` is as tell() takes it.
 */
static enum dlp_status look_at_views(struct dlp_scanner *s, uint64_t done,
				     bool last, uint64_t *first,
				     struct dlp_error *err)
{
	const struct dlp_window window = {
		.text = dlp_buf_span(&s->unit.text),
		.base = s->unit.base,
		.first = s->unit.base == s->unit.start,
		.last = last,
	};

	*first = done;
	if (!s->views)
		return DLP_OK;
	if (dlp_views_scan(s->views, &window, &s->viewed, done, err))
		return DLP_FATAL;
	return dlp_views_first(s->views, &window, s->viewed, done, first, err);
}

/*
 * Look at places up to `to`, an offset, as far as can be told; slice by slice,
 * so that what is found and not told is never much.
 */
static enum dlp_status look(struct dlp_scanner *s, uint64_t to, bool last,
			    struct dlp_error *err)
{
	struct dlp_unit *unit = &s->unit;
	enum dlp_status status;
	uint64_t slice, first;
	size_t done;

	do {
		struct dlp_window window = {
			.text = dlp_buf_span(&unit->text),
			.base = unit->base,
			.first = unit->base == unit->start,
			.last = last,
			.from = (size_t)(s->done - unit->base),
		};

		slice = dlp_range_slice(s->done, to);
		window.to = (size_t)(slice - unit->base);
		dlp_weigher_begin(s->weigher, window.text);
		if (dlp_matcher_scan(s->matcher, &window, &done, err))
			return DLP_FATAL;
		if (dlp_weigher_failed(s->weigher))
			return nomem(err);
		status =
			look_at_views(s, window.base + done, last, &first, err);
		if (!status)
			status = look_at_cells(s, window.base + done, last,
					       &first, err);
		if (status)
			return status;
		status = tell(s, window.base + done, first, last && slice == to,
			      err);
	} while (!status && s->done == slice && slice < to);
	return status;
}

static uint64_t unit_end(const struct dlp_scanner *s)
{
	return s->unit.base + s->unit.text.len;
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
	return tell(s, done, first, false, err);
}

/* What was found in a view of it. */
static void take_viewed(struct dlp_scanner *s,
			const struct dlp_range_found *found)
{
	if (s->view_limit_hits[found->match.index] < LIMIT_HITS)
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
			take_match(s, &found.match, found.outcome,
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
		status = look_at_views(s, s->done, false, &first, err);
	if (!status)
		status = holds ? take_found(s, range, err)
			       : look(s, dlp_range_to(range), false, err);
	dlp_ranges_drop(s->ranges);
	return status;
}

static enum dlp_status take_ranges(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	while (!status && s->ranges && dlp_ranges_first(s->ranges))
		status = take_range(s, err);
	return status;
}

/* More text is to come: it must not move while other threads look at it. */
static enum dlp_status make_room(struct dlp_scanner *s, size_t more,
				 struct dlp_error *err)
{
	struct dlp_buf *text = &s->unit.text;

	if (!s->ranges || more <= text->cap - text->len)
		return DLP_OK;
	if (take_ranges(s, err))
		return DLP_FATAL;
	return drop_text(s) ? DLP_OK : nomem(err);
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

/* Whether other threads may look at the unit: where each of its bytes stands
 * is said by the offset alone. */
static bool by_ranges(const struct dlp_scanner *s)
{
	return s->opts.pool && !s->unit.columns && s->unit.ats == 1 &&
	       !s->unit.at->at.len;
}

/* Of what has come: have ranges looked at as soon as there is text enough. */
static enum dlp_status send_ranges(struct dlp_scanner *s, struct dlp_error *err)
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
	if (unit_end(s) - s->sent > dlp_ranges_least(s->ranges) &&
	    text->cap < room && !dlp_ranges_first(s->ranges) &&
	    dlp_buf_reserve(text, room - text->len))
		return nomem(err);
	while (!status && unit_end(s) - s->sent > dlp_ranges_least(s->ranges) &&
	       (to = dlp_ranges_end(s->ranges, s->sent)) +
			       dlp_ranges_ahead(s->ranges) <=
		       unit_end(s)) {
		if (!dlp_ranges_ready(s->ranges) && send_range(s, to))
			continue;
		status = dlp_ranges_first(s->ranges) ? take_range(s, err)
						     : look(s, to, false, err);
	}
	while (!status && dlp_ranges_ready(s->ranges))
		status = take_range(s, err);
	return status;
}

/* The unit is at its end. */
static enum dlp_status close_unit(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = take_ranges(s, err);

	if (!status && s->unit.open)
		status = look(s, unit_end(s), true, err);
	dlp_findings_part(&s->findings);
	return status;
}

enum dlp_status dlp_scanner_flush(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = take_ranges(s, err);

	if (!status && s->unit.open && s->opts.pool)
		status = look(s, unit_end(s), false, err);
	return status;
}

enum dlp_status dlp_scanner_feed(struct dlp_scanner *s,
				 const struct dlp_text *text,
				 struct dlp_error *err)
{
	if (!text->text.len)
		return DLP_OK;
	if (!dlp_unit_continues(&s->unit, text)) {
		if (close_unit(s, err))
			return DLP_FATAL;
		dlp_matcher_reset(s->matcher);
		s->done = s->settled = s->sent = s->viewed = text->offset;
		if (dlp_unit_begin(&s->unit, text))
			return nomem(err);
		if (s->cells)
			dlp_cells_begin(s->cells, &s->unit);
	} else if (make_room(s, text->text.len, err)) {
		return DLP_FATAL;
	} else if (dlp_unit_add(&s->unit, text)) {
		return nomem(err);
	}
	if (by_ranges(s))
		return send_ranges(s, err);
	if (take_ranges(s, err))
		return DLP_FATAL;
	return look(s, unit_end(s), false, err);
}

static void tell_fault(struct dlp_scanner *s, enum dlp_code code,
		       const char *message)
{
	struct dlp_record record =
		dlp_record_error(&s->findings.where, code, message);

	if (s->findings.tell(s->findings.arg, &record) == DLP_FATAL)
		s->findings.stopped = true;
}

static void tell_limits(struct dlp_scanner *s)
{
	char message[160];

	for (size_t r = 0; s->limited && r < dlp_catalog_count(s->catalog);
	     r++) {
		struct dlp_span id = dlp_catalog_rule(s->catalog, r)->id;
		unsigned hits = s->limit_hits[r], views = s->view_limit_hits[r];

		if (!(hits + views))
			continue;
		snprintf(message, sizeof(message),
			 "rule %.*s gave up at its match limit %u times%s",
			 (int)id.len, id.ptr, hits + views,
			 hits >= LIMIT_HITS || views >= LIMIT_HITS
				 ? " and was left out"
				 : "");
		tell_fault(s, DLP_CODE_MATCH_LIMIT, message);
	}
	if (!s->full)
		return;
	snprintf(message, sizeof(message),
		 "more is encoded than may be decoded, in %llu blocks of %d "
		 "bytes",
		 (unsigned long long)s->full, DLP_VIEWS_BLOCK);
	tell_fault(s, DLP_CODE_TOO_MANY, message);
}

enum dlp_status dlp_scanner_end(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = close_unit(s, err);

	s->unit.open = false;
	if (s->ranges)
		dlp_ranges_clear(s->ranges);
	if (status)
		return status;
	if (!s->limited && !s->full)
		return DLP_OK;
	tell_limits(s);
	return dlp_error_set(err, DLP_SKIP, 0, "a limit was reached");
}
