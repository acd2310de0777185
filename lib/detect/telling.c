#include "detect/telling.h"

#include <string.h>

enum {
	AROUND = 512, /* bytes before a value that describing it looks at */
};

/* Late, when it is told or its text goes: then places come in order. */
static void locate(struct dlp_findings *findings, const struct dlp_pending *p,
		   struct dlp_finding *f)
{
	struct dlp_unit *unit = findings->unit;

	if (!f->line)
		dlp_unit_position(unit, (size_t)(p->start - unit->base),
				  &f->line, &f->column);
}

/*
 * What the unit's keys are told by, where that is not known: its beginning, as
 * far as `limit`, an offset that is the same however the text comes.  None of
 * it was dropped before.
 */
static void look_for_keys(struct dlp_findings *findings, uint64_t limit)
{
	struct dlp_unit *unit = findings->unit;
	struct dlp_span head = dlp_buf_span(&unit->text);
	enum dlp_keys_kind kind = DLP_KEYS_NONE;
	const bool whole = limit > head.len;

	if (findings->keys.kind != DLP_KEYS_UNKNOWN)
		return;
	if (!whole)
		head.len = (size_t)limit;
	if (!unit->base && dlp_unit_is_own(unit))
		kind = dlp_keys_look(head, whole);
	dlp_keys_begin(&findings->keys, kind, unit->base + dlp_keys_mark(head));
}

/* The key of the place `start`, whose text is there; places come in order. */
static bool find_key(struct dlp_findings *findings, uint64_t start,
		     struct dlp_arena *arena, struct dlp_span *key)
{
	struct dlp_buf *buf = &findings->scratch;
	bool ok = true;

	look_for_keys(findings, start + DLP_MATCHER_REACH);
	if (findings->keys.kind == DLP_KEYS_NONE)
		return true;
	dlp_keys_read(&findings->keys, dlp_buf_span(&findings->unit->text),
		      findings->unit->base, start);
	dlp_keys_path(&findings->keys, buf);
	if (buf->status || buf->len)
		ok = !buf->status &&
		     dlp_arena_copy(arena, dlp_buf_span(buf), key);
	dlp_buf_clear(buf);
	return ok;
}

/* All text before `end` is about to go. */
static void read_keys(struct dlp_findings *findings, uint64_t end)
{
	look_for_keys(findings, UINT64_MAX);
	if (findings->keys.kind != DLP_KEYS_NONE)
		dlp_keys_read(&findings->keys,
			      dlp_buf_span(&findings->unit->text),
			      findings->unit->base, end);
}

struct dlp_describer dlp_telling_describer(struct dlp_findings *findings)
{
	return (struct dlp_describer){
		.unit = findings->unit,
		.where = &findings->where,
		.relative = findings->relative,
		.opts = findings->opts,
		.scratch = &findings->scratch,
	};
}

static bool describe(struct dlp_findings *findings, const struct dlp_pending *p,
		     struct dlp_arena *arena, struct dlp_described *d)
{
	const struct dlp_describer describer = dlp_telling_describer(findings);

	if (!dlp_describe(&describer, p, NULL, arena, d))
		return false;
	locate(findings, p, &d->finding);
	return true;
}

/* What of the line around it may be shown, now that all is known of it. */
static bool show_line(struct dlp_findings *findings,
		      const struct dlp_described *d, uint64_t start,
		      struct dlp_finding *f)
{
	struct dlp_buf *buf = &findings->scratch;
	bool ok;

	dlp_shades_excerpt(&findings->shades, &d->excerpt, start, buf);
	ok = !buf->status &&
	     dlp_arena_copy(&findings->arena, dlp_buf_span(buf), &f->excerpt);
	dlp_buf_clear(buf);
	return ok;
}

bool dlp_telling_early(struct dlp_findings *findings, uint64_t end)
{
	struct dlp_pending *p;

	if (findings->opts->bare)
		return true;
	for (size_t i = 0;
	     (p = dlp_group_at(&findings->group, i)) && p->start < end + AROUND;
	     i++) {
		if (p->suppressed.by && !findings->opts->suppress.show)
			continue;
		if (p->start < end && !p->keyed) {
			if (!find_key(findings, p->start, &p->mem, &p->key))
				return false;
			p->keyed = true;
		}
		if (p->early) {
			locate(findings, p, &p->early->finding);
			continue;
		}
		p->early = dlp_arena_alloc(&p->mem, 1, sizeof(*p->early));
		if (!p->early || !describe(findings, p, &p->mem, p->early))
			return false;
	}
	read_keys(findings, end);
	return true;
}

void dlp_telling_trace(const struct dlp_findings *findings,
		       enum dlp_trace_step step, const struct dlp_rule *rule,
		       uint64_t start, uint64_t end, size_t number,
		       struct dlp_span word)
{
	const struct dlp_trace *to = findings->opts->trace;
	const struct dlp_trace_event event = {
		.step = step,
		.rule = rule,
		.start = start,
		.end = end,
		.number = number,
		.word = word,
	};

	if (to)
		to->step(to->arg, &event);
}

bool dlp_telling_shows(const struct dlp_findings *findings,
		       const struct dlp_rule *rule)
{
	return !rule->hidden || findings->opts->hidden;
}

static bool is_wanted(const struct dlp_scanner_opts *opts,
		      enum dlp_severity severity, enum dlp_category category)
{
	return severity >= opts->min_severity &&
	       (!opts->categories || opts->categories >> category & 1);
}

bool dlp_telling_wants(const struct dlp_findings *findings,
		       const struct dlp_rule *rule,
		       const struct dlp_evidence *evidence)
{
	const struct dlp_scanner_opts *opts = findings->opts;

	return !opts->bare && dlp_telling_shows(findings, rule) &&
	       evidence->confidence >= opts->min_confidence &&
	       is_wanted(opts, rule->severity, rule->category);
}

static void trace_merged(const struct dlp_findings *findings,
			 const struct dlp_merged *m, enum dlp_trace_step step)
{
	dlp_telling_trace(findings, step, m->best->rule, m->start, m->end,
			  m->confidence, (struct dlp_span){ 0 });
}

/*
 * Whether it is to be told; else it is counted.  Where it stands nothing that
 * is too weak counts too.  False in `*ok`: no memory.
 */
static bool passes(struct dlp_findings *findings, const struct dlp_merged *m,
		   bool *ok)
{
	const struct dlp_scanner_opts *opts = findings->opts;
	const bool counts = !m->best->suppressed.by;

	*ok = true;
	if (!is_wanted(opts, m->severity, m->best->rule->category)) {
		trace_merged(findings, m, DLP_TRACE_FILTERED);
		findings->counts.filtered += counts;
		if (counts)
			*ok = dlp_weak_cover(&findings->weak, m->start, m->end);
		return false;
	}
	if (m->confidence < opts->min_confidence) {
		trace_merged(findings, m, DLP_TRACE_LOW);
		if (counts)
			*ok = dlp_weak_add(&findings->weak, m->start, m->end);
		return false;
	}
	*ok = dlp_weak_cover(&findings->weak, m->start, m->end);
	return *ok;
}

/* Equal ones of a file are told apart; stdin may be any part of one. */
static uint16_t nth_of(struct dlp_findings *findings,
		       const struct dlp_fingerprint *fp)
{
	if (dlp_span_eq(findings->where.path, DLP_SPAN("-")))
		return 0;
	return dlp_places_add(&findings->places, dlp_fingerprint_key(fp));
}

/* Whether who told the text said so already. */
static bool has_key(struct dlp_findings *findings, struct dlp_span at)
{
	struct dlp_arena *arena = &findings->unit->parsed;
	struct dlp_error err;
	struct dlp_json *json;

	if (!at.len)
		return false;
	dlp_arena_reset(arena);
	return dlp_json_parse(at, arena, &json, &err) ||
	       dlp_json_get(json, "key");
}

/* Put the key that it begins under into `at`; false without memory. */
static bool add_key(struct dlp_findings *findings, const struct dlp_merged *m,
		    struct dlp_finding *f)
{
	struct dlp_buf *buf = &findings->scratch;
	struct dlp_span key = m->first->key;
	bool ok;

	if (!m->first->keyed &&
	    !find_key(findings, m->start, &findings->arena, &key))
		return false;
	if (!key.len || has_key(findings, f->at))
		return true;
	dlp_json_open(buf, '{');
	if (f->at.len > 2)
		dlp_buf_add(buf, f->at.ptr + 1, f->at.len - 2);
	dlp_json_add_text(buf, "key", key);
	dlp_json_close(buf, '}');
	ok = !buf->status &&
	     dlp_arena_copy(&findings->arena, dlp_buf_span(buf), &f->at);
	dlp_buf_clear(buf);
	return ok;
}

/* What takes the text around it; false without memory. */
static bool describe_merged(struct dlp_findings *findings,
			    const struct dlp_merged *m,
			    char text[DLP_FINGERPRINT_MAX + 1],
			    struct dlp_finding *f)
{
	struct dlp_described d;
	struct dlp_fingerprint fp;

	dlp_arena_reset(&findings->arena);
	if (m->best->early)
		d = *m->best->early;
	else if (!describe(findings, m->best, &findings->arena, &d))
		return false;
	*f = d.finding;
	fp = d.fingerprint;
	if (m->best->early)
		locate(findings, m->best, f);
	if (!show_line(findings, &d, m->best->start, f))
		return false;
	/* Last: what is nearby may have been found later. */
	if (!dlp_describe_whys(&m->best->evidence, &findings->arena, f))
		return false;
	if (!add_key(findings, m, f))
		return false;
	/* A group may begin before the finding that names it. */
	if (m->line)
		f->line = m->line, f->column = m->column;
	else if (m->start != m->best->start)
		dlp_unit_position(findings->unit,
				  (size_t)(m->start - findings->unit->base),
				  &f->line, &f->column);
	if (m->beyond)
		dlp_fingerprint_widen(&fp, m->beyond);
	/* What is told of the others is the same whether it is told or not. */
	dlp_fingerprint_text(
		&fp, m->best->suppressed.by ? 0 : nth_of(findings, &fp), text);
	f->fingerprint = (struct dlp_span){ text, strlen(text) };
	return true;
}

static void count_suppressed(struct dlp_findings *findings,
			     const struct dlp_suppressed *by)
{
	findings->counts.suppressed[by->by]++;
	if (by->allow)
		by->allow->count++;
}

/* What takes out a finding that no match was taken out of. */
static struct dlp_suppressed suppress(struct dlp_findings *findings,
				      const struct dlp_finding *f)
{
	const struct dlp_suppress *suppress = &findings->opts->suppress;
	struct dlp_suppressed by =
		dlp_suppress_finding(suppress, f->fingerprint);

	if (suppress->baseline && by.by != DLP_SUPPRESS_ALLOW)
		dlp_baseline_note(suppress->baseline, f->rule,
				  findings->relative, &findings->where,
				  f->fingerprint);
	return by;
}

static void trace_told(const struct dlp_findings *findings,
		       const struct dlp_merged *m,
		       const struct dlp_suppressed *by,
		       const struct dlp_finding *f)
{
	const struct dlp_trace *to = findings->opts->trace;
	const struct dlp_trace_event event = {
		.step = by->by ? DLP_TRACE_SUPPRESSED : DLP_TRACE_TOLD,
		.rule = m->best->rule,
		.start = m->start,
		.end = m->end,
		.number = m->confidence,
		.word = dlp_suppressed_label(by),
		.stands = f->at,
	};

	to->step(to->arg, &event);
}

static bool tell_merged(struct dlp_findings *findings,
			const struct dlp_merged *m)
{
	const bool show = findings->opts->suppress.show;
	struct dlp_suppressed by = m->best->suppressed;
	char text[DLP_FINGERPRINT_MAX + 1];
	struct dlp_record record = { .type = DLP_RECORD_FINDING,
				     .where = findings->where };
	struct dlp_finding *f = &record.finding;

	if (findings->opts->bare)
		dlp_describe_place(m->best, f);
	else if ((!by.by || show) && !describe_merged(findings, m, text, f))
		return false;
	if (!findings->opts->bare && !by.by)
		by = suppress(findings, f);
	if (findings->opts->trace)
		trace_told(findings, m, &by, f);
	if (by.by)
		count_suppressed(findings, &by);
	if (by.by && !show)
		return true;
	if (by.by)
		f->suppressed = dlp_suppressed_label(&by);
	f->offset = m->start;
	f->length = m->end - m->start;
	f->severity = m->severity;
	f->confidence = m->confidence;
	f->score = m->score;
	memcpy(f->also, m->also, sizeof(f->also));
	f->alsos = m->alsos;
	findings->counts.found += !by.by;
	return findings->tell(findings->arg, &record) != DLP_FATAL;
}

bool dlp_telling_merged(struct dlp_findings *findings,
			const struct dlp_merged *merged)
{
	bool ok;

	return passes(findings, merged, &ok) ? tell_merged(findings, merged)
					     : ok;
}
