#include "detect/viewer.h"

#include "decode/radix.h"

enum { GAP = 2 * DLP_VIEWS_SIDE }; /* between stretches of one view */

/* Bytes of a text or a view, half open. */
struct place {
	size_t start, end;
};

/* A place in the view that was made last, as one of the window. */
static struct place lead_back(const struct dlp_viewer *v, struct place place)
{
	for (size_t d = v->depth; d > 0; d--) {
		struct place source;

		dlp_derived_source(&v->level[d - 1].view, place.start,
				   place.end, &source.start, &source.end);
		place = source;
	}
	place.start += v->shift;
	place.end += v->shift;
	return place;
}

static void lead_value(const void *arg, size_t start, size_t end, size_t *from,
		       size_t *to)
{
	const struct place place = lead_back(arg, (struct place){ start, end });

	*from = place.start;
	*to = place.end;
}

/* Whether it may be the half of something that the view was cut in. */
static bool is_cut(const struct dlp_derived *view,
		   const struct dlp_match *match)
{
	return (view->cut_left && match->value_start < DLP_VIEWS_EDGE) ||
	       (view->cut_right &&
		view->text.len - match->value_end < DLP_VIEWS_EDGE);
}

static struct dlp_span column_of(const struct dlp_viewer *v, struct place value)
{
	if (!v->calls.column)
		return (struct dlp_span){ 0 };
	return v->calls.column(v->calls.arg, lead_back(v, value).start);
}

static void lead_parts_back(struct dlp_viewer *v, const struct dlp_match *match)
{
	for (size_t i = 0; i < match->rule->parts; i++) {
		struct place part = { match->part[i].start,
				      match->part[i].end };

		if (part.end > part.start)
			part = lead_back(v, part);
		v->found.match.part[i].start = part.start;
		v->found.match.part[i].end = part.end;
	}
}

/* What becomes of a place in the view, told as of where it comes from. */
static void on_step(void *arg, const struct dlp_trace_event *event)
{
	const struct dlp_viewer *v = arg;
	const struct dlp_derived *view = &v->level[v->depth - 1].view;
	struct place place = { event->start, event->end };
	struct dlp_span how[DLP_VIEWS_DEPTH_MAX];
	struct dlp_trace_event led = *event;

	if (place.start == view->text.len)
		place.start--;
	if (place.end <= place.start)
		place.end = place.start + 1;
	for (size_t d = 0; d < v->depth; d++)
		how[d] = dlp_encoding_name(v->level[d].encoding);
	led.plain = !dlp_derived_touches(view, place.start, place.end);
	place = lead_back(v, place);
	led.start = v->base + place.start;
	led.end = v->base + place.end;
	led.how = how;
	led.hows = v->depth;
	v->told->step(v->told->arg, &led);
}

static void trace_weighed(const struct dlp_viewer *v,
			  const struct dlp_match *match,
			  enum dlp_trace_step step)
{
	const struct dlp_trace_event event = {
		.step = step,
		.rule = match->rule,
		.start = match->value_start,
		.end = match->value_end,
		.text = dlp_buf_span(&v->level[v->depth - 1].view.text),
		.at = match->value_start,
		.len = match->value_end - match->value_start,
		.evidence = &v->found.evidence,
		.outcome = (int)v->found.outcome,
	};

	if (v->told)
		v->trace.step(v->trace.arg, &event);
}

static bool on_match(void *arg, const struct dlp_match *match)
{
	struct dlp_viewer *v = arg;
	const struct dlp_viewer_level *level = &v->level[v->depth - 1];
	const struct place value = { match->value_start, match->value_end };
	struct dlp_views_found *found = &v->found;
	struct place source;

	if (is_cut(&level->view, match) ||
	    !dlp_derived_touches(&level->view, value.start, value.end))
		return true;
	source = lead_back(v, value);
	found->outcome = dlp_weigher_weigh(
		v->weigher, match, column_of(v, value), &found->evidence);
	trace_weighed(v, match, DLP_TRACE_WEIGHED);
	if (found->outcome == DLP_OUTCOME_DROPPED)
		return false;
	if (found->outcome == DLP_OUTCOME_FINDING &&
	    !dlp_weigher_keeps(v->weigher, match->index,
			       found->evidence.confidence)) {
		trace_weighed(v, match, DLP_TRACE_WEAK);
		return true;
	}
	found->evidence.decoded = true;
	found->match.rule = match->rule;
	found->match.index = match->index;
	found->match.value_start = source.start;
	found->match.value_end = source.end;
	lead_parts_back(v, match);
	found->decoded.text = dlp_buf_span(&level->view.text);
	found->decoded.start = value.start;
	found->decoded.end = value.end;
	found->decoded.source =
		(struct dlp_mask_source){ .lead = lead_value, .arg = v };
	found->decoded.hows = v->depth;
	for (size_t d = 0; d < v->depth; d++)
		found->decoded.how[d] = dlp_encoding_name(v->level[d].encoding);
	v->calls.found(v->calls.arg, found);
	return true;
}

static const struct dlp_rule_set *on_place(void *arg, size_t start, size_t end)
{
	struct dlp_viewer *v = arg;
	const struct place value = { start, end };

	return dlp_weigher_wants(v->weigher, column_of(v, value), start, end);
}

static void on_limit(void *arg, size_t rule)
{
	struct dlp_viewer *v = arg;

	v->calls.limit(v->calls.arg, rule);
}

enum dlp_status dlp_viewer_init(struct dlp_viewer *v, struct dlp_engine *engine,
				const struct dlp_scanner_opts *opts,
				const struct dlp_views_calls *calls)
{
	struct dlp_matcher_calls own = { .match = on_match,
					 .limit = on_limit,
					 .arg = v,
					 .wants = on_place };

	*v = (struct dlp_viewer){ .told = opts->trace, .calls = *calls };
	if (opts->trace)
		own.trace = &v->trace;
	v->trace = (struct dlp_trace){ .step = on_step, .arg = v };
	v->depth_max = opts->decode_depth ? opts->decode_depth
					  : (unsigned)DLP_VIEWS_DEPTH;
	v->work = opts->decode_work ? opts->decode_work
				    : (unsigned)DLP_VIEWS_WORK;
	for (size_t d = 0; d < DLP_VIEWS_DEPTH_MAX; d++) {
		dlp_derived_init(&v->level[d].view);
		dlp_stretches_init(&v->level[d].stretches);
	}
	v->matcher = dlp_matcher_new(engine, &own);
	v->weigher = dlp_weigher_new(engine, opts->min_confidence,
				     opts->learned.secret);
	if (!v->matcher || !v->weigher)
		return DLP_FATAL;
	dlp_weigher_where(v->weigher, calls->where);
	if (!opts->trace)
		dlp_matcher_without(v->matcher, dlp_weigher_never(v->weigher));
	return DLP_OK;
}

void dlp_viewer_release(struct dlp_viewer *v)
{
	dlp_matcher_free(v->matcher);
	dlp_weigher_free(v->weigher);
	for (size_t d = 0; d < DLP_VIEWS_DEPTH_MAX; d++) {
		dlp_derived_release(&v->level[d].view);
		dlp_stretches_release(&v->level[d].stretches);
	}
}

/* Stretches of one encoding, close together. */
struct cluster {
	enum dlp_encoding encoding;
	size_t start, end;
};

/*
 * The next cluster of an encoding, from the i-th stretch on; `*i` becomes the
 * first stretch behind it.
 */
static bool next_cluster(const struct dlp_viewer_ground *ground,
			 enum dlp_encoding encoding, size_t *i,
			 struct cluster *out)
{
	bool any = false;

	for (; *i < dlp_stretches_count(ground->stretches); ++*i) {
		struct dlp_stretch s = dlp_stretches_at(ground->stretches, *i);

		if (s.encoding != encoding)
			continue;
		if (any && s.start > out->end && s.start - out->end > GAP)
			break;
		if (!any && s.start >= ground->end)
			break;
		if (!any)
			*out = (struct cluster){ encoding, s.start, s.end };
		any = true;
		if (s.end > out->end)
			out->end = s.end;
	}
	return any;
}

static bool is_token(char c)
{
	return dlp_radix_has(c) || c == '=' || c == '.';
}

/* The bytes around a cluster that its view has: whole words. */
static struct place around(const struct dlp_viewer_ground *ground,
			   const struct cluster *cluster)
{
	const struct dlp_span text = ground->text;
	struct place place = { cluster->start, cluster->end };

	place.start -=
		place.start < DLP_VIEWS_SIDE ? place.start : DLP_VIEWS_SIDE;
	if (text.len - place.end > DLP_VIEWS_SIDE)
		place.end += DLP_VIEWS_SIDE;
	else
		place.end = text.len;
	while (place.end < text.len && is_token(text.ptr[place.end]))
		place.end++;
	return place;
}

static enum dlp_status look_into(struct dlp_viewer *v,
				 const struct dlp_viewer_ground *ground,
				 struct dlp_error *err);

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/* Rules on the view that was made last, and views of it. */
static enum dlp_status look_at_view(struct dlp_viewer *v, struct dlp_error *err)
{
	struct dlp_viewer_level *level = &v->level[v->depth - 1];
	const struct dlp_window window = {
		.text = dlp_buf_span(&level->view.text),
		.first = !level->view.cut_left,
		.last = true,
	};
	struct dlp_viewer_ground ground = {
		.text = window.text,
		.cut_left = level->view.cut_left,
		.cut_right = level->view.cut_right,
		.stretches = &level->stretches,
		.view = &level->view,
		.end = window.text.len,
	};
	size_t done;

	dlp_matcher_reset(v->matcher);
	dlp_weigher_begin(v->weigher, window.text);
	if (dlp_matcher_scan(v->matcher, &window, &done, err))
		return DLP_FATAL;
	if (dlp_weigher_failed(v->weigher))
		return nomem(err);
	if (v->depth == v->depth_max)
		return DLP_OK;
	dlp_stretches_clear(&level->stretches);
	if (dlp_stretches_find(&level->stretches, window.text, 0,
			       window.text.len))
		return nomem(err);
	return look_into(v, &ground, err);
}

static enum dlp_status look_at_cluster(struct dlp_viewer *v,
				       const struct dlp_viewer_ground *ground,
				       const struct cluster *cluster,
				       struct dlp_error *err)
{
	struct dlp_viewer_level *level = &v->level[v->depth];
	struct place place = around(ground, cluster);
	enum dlp_status status;

	/* In a view, what is encoded in what was decoded. */
	if (ground->view &&
	    !dlp_derived_touches(ground->view, cluster->start, cluster->end))
		return DLP_OK;
	if (place.end - place.start > v->budget) {
		v->full = true;
		return DLP_OK;
	}
	v->budget -= place.end - place.start;
	if (dlp_stretches_decode(ground->stretches, cluster->encoding,
				 ground->text, place.start, place.end,
				 &level->view))
		return nomem(err);
	if (!level->view.text.len)
		return DLP_OK;
	level->encoding = cluster->encoding;
	level->view.cut_left = place.start || ground->cut_left;
	level->view.cut_right =
		place.end < ground->text.len || ground->cut_right;
	v->depth++;
	status = look_at_view(v, err);
	v->depth--;
	return status;
}

static enum dlp_status look_into(struct dlp_viewer *v,
				 const struct dlp_viewer_ground *ground,
				 struct dlp_error *err)
{
	size_t count = dlp_stretches_count(ground->stretches);
	enum dlp_status status = DLP_OK;
	unsigned encodings = 0;
	struct cluster cluster = { 0 };

	for (size_t i = 0; i < count; i++)
		encodings |= 1u
			     << dlp_stretches_at(ground->stretches, i).encoding;
	for (unsigned e = 0; e < DLP_ENCODINGS; e++) {
		size_t i = 0;

		if (!(encodings >> e & 1))
			continue;
		while (!status &&
		       next_cluster(ground, (enum dlp_encoding)e, &i, &cluster))
			status = look_at_cluster(v, ground, &cluster, err);
	}
	return status;
}

enum dlp_status dlp_viewer_look(struct dlp_viewer *v,
				const struct dlp_viewer_ground *ground,
				uint64_t base, size_t shift,
				struct dlp_error *err)
{
	v->base = base;
	v->shift = shift;
	v->budget = (size_t)v->work * DLP_VIEWS_BLOCK;
	v->full = false;
	if (look_into(v, ground, err))
		return DLP_FATAL;
	if (v->full)
		v->calls.full(v->calls.arg);
	return DLP_OK;
}
