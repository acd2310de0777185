#include "detect/scan.h"

#include <stdlib.h>

#include "detect/learned.h"
#include "detect/ranges.h"
#include "detect/telling.h"

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/* A rule that is given up on is told of once, at the document's end. */
static void on_limit(void *arg, size_t rule)
{
	struct dlp_scanner *s = arg;

	if (dlp_limits_hit(&s->limits, DLP_LIMITS_TEXT, rule))
		dlp_matcher_mute(s->matcher, rule);
}

/* What is called a secret there is the name of another column. */
static bool is_name_of_column(const struct dlp_scanner *s,
			      const struct dlp_match *match)
{
	const struct dlp_unit *unit = &s->unit;

	return unit->columns && unit->table.quotes &&
	       match->rule->assigned.count &&
	       unit->base + match->value_end <= unit->head;
}

bool dlp_scan_take(struct dlp_scanner *s, const struct dlp_match *match,
		   enum dlp_outcome outcome,
		   const struct dlp_evidence *evidence,
		   struct dlp_described *described)
{
	if (outcome == DLP_OUTCOME_DROPPED)
		return false;
	if (is_name_of_column(s, match))
		return true;
	if (dlp_weigher_keeps(s->weigher, match->index, evidence->confidence))
		dlp_findings_add(&s->findings, match, outcome, evidence,
				 described);
	else
		dlp_findings_low(&s->findings, match, outcome);
	return true;
}

/* A step of a match that no search of a regex led to. */
static void trace_found(const struct dlp_scanner *s,
			const struct dlp_match *match, enum dlp_trace_step step)
{
	const struct dlp_trace_event event = {
		.step = step,
		.rule = match->rule,
		.start = s->unit.base + match->start,
		.end = s->unit.base + match->end,
	};

	s->opts.trace->step(s->opts.trace->arg, &event);
}

static void trace_table(const struct dlp_scanner *s, uint64_t end)
{
	const struct dlp_trace_event event = {
		.step = DLP_TRACE_SHUT,
		.start = s->unit.start,
		.end = end,
		.word = DLP_SPAN("in a table the names of columns tell names"),
	};

	s->opts.trace->step(s->opts.trace->arg, &event);
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
	return dlp_scan_take(s, match, outcome, &evidence, NULL);
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

	if (!dlp_limits_hit(&s->limits, DLP_LIMITS_VIEW, rule))
		return;
	if (s->views)
		dlp_matcher_mute(dlp_views_matcher(s->views), rule);
	if (s->cells)
		dlp_matcher_mute(dlp_cells_matcher(s->cells), rule);
}

static void on_full(void *arg)
{
	struct dlp_scanner *s = arg;

	s->limits.full++;
}

static void take_cell(void *arg, const struct dlp_match *match,
		      enum dlp_outcome outcome,
		      const struct dlp_evidence *evidence)
{
	struct dlp_scanner *s = arg;

	dlp_findings_add(&s->findings, match, outcome, evidence, NULL);
}

/* Which rules count in this document. */
static void mute(struct dlp_scanner *s, struct dlp_matcher *matcher)
{
	dlp_matcher_unmute(matcher);
	dlp_scope_mute(&s->scope, s->catalog, &s->findings.where, matcher);
}

/* As dlp_scan_views(), of cells; `*first` may become less. */
static enum dlp_status look_at_cells(struct dlp_scanner *s, uint64_t done,
				     bool last, uint64_t *first,
				     struct dlp_error *err)
{
	const struct dlp_cells_calls calls = { .found = take_cell,
					       .limit = on_view_limit,
					       .arg = s,
					       .where = &s->findings.where };

	if (!s->unit.columns)
		return DLP_OK;
	if (!s->cells) {
		s->cells = dlp_cells_new(s->engine, &s->opts, &calls);
		if (!s->cells)
			return nomem(err);
		mute(s, dlp_cells_matcher(s->cells));
		dlp_cells_begin(s->cells, &s->unit);
	}
	return dlp_cells_scan(s->cells, &s->unit, done, last, first, err);
}

/* What a model is sure of, as a word of a reason. */
static struct dlp_span percent(double sure)
{
	static const char text[] =
		"0.000.010.020.030.040.050.060.070.080.090.100.110.120.130.14"
		"0.150.160.170.180.190.200.210.220.230.240.250.260.270.280.29"
		"0.300.310.320.330.340.350.360.370.380.390.400.410.420.430.44"
		"0.450.460.470.480.490.500.510.520.530.540.550.560.570.580.59"
		"0.600.610.620.630.640.650.660.670.680.690.700.710.720.730.74"
		"0.750.760.770.780.790.800.810.820.830.840.850.860.870.880.89"
		"0.900.910.920.930.940.950.960.970.980.99";
	size_t part = (size_t)(sure * 100);

	return (struct dlp_span){ text + 4 * (part < 99 ? part : 99), 4 };
}

/* The rule's own words and lists count as for any match: by how many steps they
 * raise or lower it. */
static void take_name(void *arg, const struct dlp_naming_found *found)
{
	struct dlp_scanner *s = arg;
	const struct dlp_rule *rule = dlp_catalog_rule(s->catalog, found->rule);
	struct dlp_error err = { 0 };
	struct dlp_match match = {
		.rule = rule,
		.compiled = dlp_engine_rule(s->engine, found->rule, &err),
		.index = found->rule,
		.start = found->start,
		.end = found->end,
		.value_start = found->start,
		.value_end = found->end,
	};
	struct dlp_evidence evidence;
	enum dlp_outcome outcome;
	int level;
	size_t cell;

	if (!match.compiled) {
		s->findings.stopped = true;
		return;
	}
	match.candidate.value =
		(struct dlp_span){ s->unit.text.ptr + found->start,
				   found->end - found->start };
	match.candidate.group[0] = match.candidate.value;
	outcome = dlp_weigher_weigh(
		s->weigher, &match,
		dlp_unit_column(&s->unit, found->start, &cell), &evidence);
	level = (int)found->confidence + (int)evidence.confidence -
		(int)rule->confidence;
	if (level < DLP_CONFIDENCE_LOW)
		level = DLP_CONFIDENCE_LOW;
	if (level > DLP_CONFIDENCE_HIGH)
		level = DLP_CONFIDENCE_HIGH;
	evidence.confidence = (enum dlp_confidence)level;
	evidence.score = found->sure;
	if (evidence.whys < DLP_EVIDENCE_WHYS)
		evidence.why[evidence.whys++] =
			(struct dlp_why){ "model:", percent(found->sure) };
	if (s->opts.trace) {
		trace_found(s, &match, DLP_TRACE_CALLED);
		trace_found(s, &match, DLP_TRACE_MATCHED);
		trace_weighed(s, &match, outcome, &evidence);
	}
	dlp_scan_take(s, &match, outcome, &evidence, NULL);
}

/* As dlp_scan_views(), of sentences; `*first` may become less. */
static enum dlp_status look_at_names(struct dlp_scanner *s, uint64_t done,
				     bool last, uint64_t *first,
				     struct dlp_error *err)
{
	if (!s->naming)
		return DLP_OK;
	/* Cells of a table are no sentences: names of columns tell names. */
	if (s->unit.columns) {
		if (s->opts.trace)
			trace_table(s, done);
		return DLP_OK;
	}
	dlp_weigher_begin(s->weigher, dlp_buf_span(&s->unit.text));
	return dlp_naming_scan(s->naming, &s->unit, done, last, first,
			       take_name, s, err);
}

static struct dlp_views *views_new(struct dlp_scanner *s)
{
	const struct dlp_views_calls calls = {
		.column = view_column,
		.found = take_decoded,
		.limit = on_view_limit,
		.full = on_full,
		.arg = s,
		.where = &s->findings.where,
	};

	return dlp_views_new(s->engine, &s->opts, &calls);
}

enum dlp_status dlp_scan_init(struct dlp_scanner *s)
{
	const struct dlp_matcher_calls calls = { .match = on_match,
						 .limit = on_limit,
						 .arg = s,
						 .wants = on_place,
						 .trace = s->opts.trace };

	s->matcher = dlp_matcher_new(s->engine, &calls);
	s->weigher = dlp_weigher_new(s->engine, s->opts.min_confidence,
				     s->opts.learned.secret);
	if (!s->opts.no_decode)
		s->views = views_new(s);
	if (!s->matcher || !s->weigher || (!s->opts.no_decode && !s->views))
		return DLP_FATAL;
	if (dlp_engine_by_shape(s->engine, DLP_SHAPE_LEARNED).count) {
		s->naming = dlp_naming_new(s->engine, &s->opts);
		if (!s->naming)
			return DLP_FATAL;
	}
	dlp_weigher_where(s->weigher, &s->findings.where);
	/* A trace wants to hear of them. */
	if (!s->opts.trace)
		dlp_matcher_without(s->matcher, dlp_weigher_never(s->weigher));
	return DLP_OK;
}

void dlp_scan_release(struct dlp_scanner *s)
{
	dlp_matcher_free(s->matcher);
	dlp_weigher_free(s->weigher);
	dlp_views_free(s->views);
	dlp_cells_free(s->cells);
	dlp_naming_free(s->naming);
	dlp_header_release(&s->header);
	dlp_arena_release(&s->told);
}

void dlp_scan_document(struct dlp_scanner *s)
{
	const struct dlp_where *where = &s->findings.where;

	mute(s, s->matcher);
	if (s->views)
		mute(s, dlp_views_matcher(s->views));
	if (s->cells)
		mute(s, dlp_cells_matcher(s->cells));
	if (s->naming)
		dlp_naming_document(s->naming,
				    where->members
					    ? where->member[where->members - 1]
					    : where->path);
	s->done = s->settled = s->sent = s->viewed = 0;
}

void dlp_scan_begin(struct dlp_scanner *s)
{
	dlp_matcher_reset(s->matcher);
	dlp_header_begin(&s->header);
	if (s->cells)
		dlp_cells_begin(s->cells, &s->unit);
	if (s->naming)
		dlp_naming_begin(s->naming, &s->unit);
	s->done = s->settled = s->sent = s->viewed = s->unit.start;
}

enum dlp_status dlp_scan_header(struct dlp_scanner *s, bool last, bool *known,
				struct dlp_error *err)
{
	if (dlp_header_read(&s->header, &s->unit, last, s->engine, s->weigher))
		return nomem(err);
	*known = s->header.known;
	return DLP_OK;
}

uint64_t dlp_scan_end(const struct dlp_scanner *s)
{
	return s->unit.base + s->unit.text.len;
}

bool dlp_scan_drop(struct dlp_scanner *s)
{
	struct dlp_unit *unit = &s->unit;
	uint64_t end = s->done - DLP_MATCHER_BACK, first;

	/* Other threads look at it. */
	if (s->ranges && dlp_ranges_first(s->ranges))
		return true;
	if (s->done - unit->base <= DLP_MATCHER_BACK)
		return true;
	if (s->views && s->viewed - unit->base <= DLP_VIEWS_BACK)
		return true;
	if (s->views && end > s->viewed - DLP_VIEWS_BACK)
		end = s->viewed - DLP_VIEWS_BACK;
	first = dlp_learned_first(s->learned);
	if (first < end + DLP_SUPPRESS_REACH)
		end = first < DLP_SUPPRESS_REACH ? 0
						 : first - DLP_SUPPRESS_REACH;
	if (end < unit->base || end - unit->base < unit->text.len / 4 * 3)
		return true;
	if (!dlp_telling_early(&s->findings, end))
		return false;
	dlp_unit_drop(unit, (size_t)(end - unit->base));
	return true;
}

enum dlp_status dlp_scan_tell(struct dlp_scanner *s, uint64_t done,
			      uint64_t first, bool last, struct dlp_error *err)
{
	uint64_t settled = s->unit.start;

	if (look_at_names(s, done, last, &first, err))
		return DLP_FATAL;
	s->done = done;
	if (s->sent < done)
		s->sent = done;
	if (last)
		settled = done;
	else if (done - s->unit.start > DLP_MATCHER_REACH)
		settled = done - DLP_MATCHER_REACH;
	if (settled > first)
		settled = first;
	first = last ? UINT64_MAX : dlp_learned_first(s->learned);
	if (settled > first)
		settled = first;
	/* Where others look, less is known of what is to come. */
	if (s->settled < settled)
		s->settled = settled;
	dlp_findings_settle(&s->findings, last ? UINT64_MAX : s->settled);
	if (s->findings.stopped)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "findings can't be told further");
	return last || dlp_scan_drop(s) ? DLP_OK : nomem(err);
}

enum dlp_status dlp_scan_views(struct dlp_scanner *s, uint64_t done, bool last,
			       uint64_t *first, struct dlp_error *err)
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

enum dlp_status dlp_scan_look(struct dlp_scanner *s, uint64_t to, bool last,
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
		status = dlp_scan_views(s, window.base + done, last, &first,
					err);
		if (!status)
			status = look_at_cells(s, window.base + done, last,
					       &first, err);
		if (status)
			return status;
		status = dlp_scan_tell(s, window.base + done, first,
				       last && slice == to, err);
	} while (!status && s->done == slice && slice < to);
	return status;
}
