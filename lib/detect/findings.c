#include "detect/findings.h"

#include <string.h>

#include "detect/relative.h"
#include "match/trace.h"

enum {
	AROUND = 512, /* bytes before a value that describing it looks at */
};

void dlp_findings_init(struct dlp_findings *findings,
		       const struct dlp_scanner_opts *opts,
		       const struct dlp_engine *engine, struct dlp_unit *unit,
		       dlp_record_fn *tell, void *arg)
{
	*findings = (struct dlp_findings){ .opts = opts,
					   .engine = engine,
					   .unit = unit,
					   .tell = tell,
					   .arg = arg };
}

void dlp_findings_release(struct dlp_findings *findings)
{
	dlp_group_release(&findings->group);
	dlp_sights_release(&findings->sights);
	dlp_weak_release(&findings->weak);
	dlp_arena_release(&findings->arena);
	dlp_buf_release(&findings->scratch);
	dlp_arena_release(&findings->where_mem);
	dlp_places_release(&findings->places);
}

enum dlp_status dlp_findings_begin(struct dlp_findings *findings,
				   const struct dlp_where *where)
{
	dlp_arena_reset(&findings->where_mem);
	findings->where = *where;
	if (!dlp_arena_copy(&findings->where_mem, where->path,
			    &findings->where.path))
		return DLP_FATAL;
	for (size_t i = 0; i < where->members; i++)
		if (!dlp_arena_copy(&findings->where_mem, where->member[i],
				    &findings->where.member[i]))
			return DLP_FATAL;
	if (!dlp_relative_path(&findings->where_mem, where->path,
			       findings->opts->root, findings->opts->cwd,
			       &findings->relative))
		return DLP_FATAL;
	dlp_group_clear(&findings->group);
	dlp_weak_clear(&findings->weak);
	dlp_arena_reset(&findings->arena);
	dlp_places_clear(&findings->places);
	findings->sights.count = 0;
	findings->stopped = false;
	if (findings->opts->trace)
		findings->opts->trace->begin(findings->opts->trace->arg, where);
	return DLP_OK;
}

void dlp_findings_part(struct dlp_findings *findings)
{
	findings->sights.count = 0;
}

/* Late, when it is told or its text goes: then places come in order. */
static void locate(struct dlp_findings *findings, const struct dlp_pending *p,
		   struct dlp_finding *f)
{
	struct dlp_unit *unit = findings->unit;

	if (!f->line)
		dlp_unit_position(unit, (size_t)(p->start - unit->base),
				  &f->line, &f->column);
}

static struct dlp_describer describer_of(struct dlp_findings *findings)
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
		     struct dlp_arena *arena, struct dlp_finding *f,
		     struct dlp_fingerprint *fp)
{
	const struct dlp_describer describer = describer_of(findings);

	if (!dlp_describe(&describer, p, NULL, arena, f, fp))
		return false;
	locate(findings, p, f);
	return true;
}

bool dlp_findings_describe(struct dlp_findings *findings, uint64_t end)
{
	struct dlp_pending *p;

	if (findings->opts->bare)
		return true;
	for (size_t i = 0;
	     (p = dlp_group_at(&findings->group, i)) && p->start < end + AROUND;
	     i++) {
		if (p->suppressed.by && !findings->opts->suppress.show)
			continue;
		if (p->early) {
			locate(findings, p, &p->early->finding);
			continue;
		}
		p->early = dlp_arena_alloc(&p->mem, 1, sizeof(*p->early));
		if (!p->early ||
		    !describe(findings, p, &p->mem, &p->early->finding,
			      &p->early->fingerprint))
			return false;
	}
	return true;
}

/* The lines that a match stands on. */
static void lines_of(struct dlp_findings *findings,
		     const struct dlp_match *match, uint64_t *first,
		     uint64_t *last)
{
	uint64_t column;

	dlp_unit_position(findings->unit, match->value_start, first, &column);
	dlp_unit_position(findings->unit, match->value_end, last, &column);
}

/* A match of a rule that others want nearby. */
static bool add_sight(struct dlp_findings *findings,
		      const struct dlp_match *match)
{
	struct dlp_sight sight = {
		.rule = match->index,
		.start = findings->unit->base + match->value_start,
		.end = findings->unit->base + match->value_end,
	};

	lines_of(findings, match, &sight.line, &sight.last_line);
	return !dlp_sights_add(&findings->sights, &sight);
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash(struct dlp_span value)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < value.len; i++)
		h = (h ^ (unsigned char)value.ptr[i]) * UINT64_C(0x100000001b3);
	return h;
}

/* What waits of a match, not described; NULL without memory. */
static struct dlp_pending *make_pending(struct dlp_findings *findings,
					const struct dlp_match *match,
					const struct dlp_evidence *evidence,
					struct dlp_suppressed suppressed)
{
	struct dlp_pending *p = dlp_group_new(&findings->group);
	struct dlp_span text = dlp_buf_span(&findings->unit->text);
	uint64_t base = findings->unit->base;

	if (!p)
		return NULL;
	p->rule = match->rule;
	p->start = base + match->value_start;
	p->end = base + match->value_end;
	for (size_t i = 0; i < match->rule->parts; i++) {
		bool none = match->part[i].end == match->part[i].start;

		p->part[i].start = none ? 0 : base + match->part[i].start;
		p->part[i].end = none ? 0 : base + match->part[i].end;
	}
	p->evidence = *evidence;
	p->sum = hash((struct dlp_span){ text.ptr + match->value_start,
					 p->end - p->start });
	p->suppressed = suppressed;
	p->waits = match->rule->near.len != 0;
	p->partner = dlp_engine_near(findings->engine, match->index);
	if (p->waits)
		lines_of(findings, match, &p->line, &p->last_line);
	return p;
}

static bool add_pending(struct dlp_findings *findings,
			const struct dlp_match *match,
			const struct dlp_evidence *evidence,
			struct dlp_suppressed suppressed,
			struct dlp_described *described)
{
	struct dlp_pending *p =
		make_pending(findings, match, evidence, suppressed);

	if (!p)
		return false;
	p->early = described;
	p->lent = described != NULL;
	return !dlp_group_add(&findings->group, p);
}

static bool is_shown(const struct dlp_findings *findings,
		     const struct dlp_rule *rule)
{
	return !rule->hidden || findings->opts->hidden;
}

/* As others see it, who want such a match nearby. */
static bool note(struct dlp_findings *findings, const struct dlp_match *match,
		 bool allowed)
{
	return allowed || !dlp_engine_is_near(findings->engine, match->index) ||
	       add_sight(findings, match);
}

/* The place of a value in a text, and what takes a match there out. */
static struct dlp_suppressed suppress_at(const struct dlp_findings *findings,
					 const struct dlp_match *match,
					 enum dlp_outcome outcome,
					 struct dlp_span text, size_t start,
					 size_t end)
{
	if (outcome == DLP_OUTCOME_SUPPRESSED)
		return (struct dlp_suppressed){ DLP_SUPPRESS_RULE, NULL };
	return dlp_suppress_match(&findings->opts->suppress, match->rule,
				  &findings->where, findings->relative, text,
				  start, end);
}

void dlp_findings_add(struct dlp_findings *findings,
		      const struct dlp_match *match, enum dlp_outcome outcome,
		      const struct dlp_evidence *evidence,
		      struct dlp_described *described)
{
	if (findings->stopped)
		return;
	if (!note(findings, match, outcome == DLP_OUTCOME_SUPPRESSED) ||
	    (is_shown(findings, match->rule) &&
	     !add_pending(findings, match, evidence,
			  suppress_at(findings, match, outcome,
				      dlp_buf_span(&findings->unit->text),
				      match->value_start, match->value_end),
			  described)))
		findings->stopped = true;
}

struct dlp_suppressed dlp_findings_suppress(const struct dlp_findings *findings,
					    const struct dlp_match *match,
					    enum dlp_outcome outcome,
					    const struct dlp_decoded *decoded)
{
	return suppress_at(findings, match, outcome, decoded->text,
			   decoded->start, decoded->end);
}

struct dlp_described *dlp_findings_describe_decoded(
	struct dlp_findings *findings, const struct dlp_match *match,
	const struct dlp_decoded *decoded, struct dlp_arena *arena)
{
	const struct dlp_describer describer = describer_of(findings);

	if (findings->opts->bare)
		return NULL;
	return dlp_describe_match(&describer, match, decoded, arena);
}

void dlp_findings_add_decoded(struct dlp_findings *findings,
			      const struct dlp_match *match,
			      const struct dlp_evidence *evidence,
			      struct dlp_suppressed suppressed,
			      struct dlp_described *described)
{
	if (findings->stopped)
		return;
	if ((!described && !findings->opts->bare) ||
	    !note(findings, match, suppressed.by == DLP_SUPPRESS_RULE) ||
	    (is_shown(findings, match->rule) &&
	     !add_pending(findings, match, evidence, suppressed, described)))
		findings->stopped = true;
}

/* Tell a trace, if there is one, what becomes of [start, end). */
static void trace(const struct dlp_findings *findings, enum dlp_trace_step step,
		  const struct dlp_rule *rule, uint64_t start, uint64_t end,
		  size_t number, struct dlp_span word)
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

void dlp_findings_low(struct dlp_findings *findings,
		      const struct dlp_match *match, enum dlp_outcome outcome)
{
	const uint64_t start = findings->unit->base + match->value_start;
	const uint64_t end = findings->unit->base + match->value_end;

	if (outcome == DLP_OUTCOME_FINDING &&
	    !dlp_weak_add(&findings->weak, start, end))
		findings->stopped = true;
	trace(findings, DLP_TRACE_WEAK, match->rule, start, end, 0,
	      (struct dlp_span){ 0 });
}

/* The strings of a description too. */
static struct dlp_described *copy_described(const struct dlp_described *from,
					    struct dlp_arena *arena)
{
	struct dlp_described *copy = dlp_arena_alloc(arena, 1, sizeof(*copy));
	struct dlp_finding *f;

	if (!copy)
		return NULL;
	*copy = *from;
	f = &copy->finding;
	if (dlp_arena_copy(arena, f->match, &f->match) &&
	    dlp_arena_copy(arena, f->excerpt, &f->excerpt) &&
	    dlp_arena_copy(arena, f->value_id, &f->value_id) &&
	    dlp_arena_copy(arena, f->value, &f->value))
		return copy;
	return NULL;
}

void dlp_findings_own(struct dlp_findings *findings)
{
	struct dlp_pending *p;

	for (size_t i = 0; (p = dlp_group_at(&findings->group, i)); i++) {
		if (!p->lent)
			continue;
		p->early = copy_described(p->early, &p->mem);
		p->lent = false;
		if (!p->early)
			findings->stopped = true;
	}
}

static bool is_wanted(const struct dlp_scanner_opts *opts,
		      enum dlp_severity severity, enum dlp_category category)
{
	return severity >= opts->min_severity &&
	       (!opts->categories || opts->categories >> category & 1);
}

bool dlp_findings_wants(const struct dlp_findings *findings,
			const struct dlp_rule *rule,
			const struct dlp_evidence *evidence)
{
	const struct dlp_scanner_opts *opts = findings->opts;

	return !opts->bare && is_shown(findings, rule) &&
	       evidence->confidence >= opts->min_confidence &&
	       is_wanted(opts, rule->severity, rule->category);
}

static void trace_merged(const struct dlp_findings *findings,
			 const struct dlp_merged *m, enum dlp_trace_step step,
			 struct dlp_span word)
{
	trace(findings, step, m->best->rule, m->start, m->end, m->confidence,
	      word);
}

/* Whether it is to be told; else it is counted here. */
static bool passes(struct dlp_findings *findings, const struct dlp_merged *m)
{
	const struct dlp_scanner_opts *opts = findings->opts;
	const bool counts = !m->best->suppressed.by;
	bool noted = true;

	if (!is_wanted(opts, m->severity, m->best->rule->category)) {
		trace_merged(findings, m, DLP_TRACE_FILTERED,
			     (struct dlp_span){ 0 });
		findings->counts.filtered += counts;
		if (counts)
			noted = dlp_weak_cover(&findings->weak, m->start,
					       m->end);
	} else if (m->confidence < opts->min_confidence) {
		trace_merged(findings, m, DLP_TRACE_LOW,
			     (struct dlp_span){ 0 });
		if (counts)
			noted = dlp_weak_add(&findings->weak, m->start, m->end);
	} else {
		if (!dlp_weak_cover(&findings->weak, m->start, m->end))
			findings->stopped = true;
		return !findings->stopped;
	}
	if (!noted)
		findings->stopped = true;
	return false;
}

/* Equal ones of a file are told apart; stdin may be any part of one. */
static uint16_t nth_of(struct dlp_findings *findings,
		       const struct dlp_fingerprint *fp)
{
	if (dlp_span_eq(findings->where.path, DLP_SPAN("-")))
		return 0;
	return dlp_places_add(&findings->places, dlp_fingerprint_key(fp));
}

/* What takes the text around it; false without memory. */
static bool describe_merged(struct dlp_findings *findings,
			    const struct dlp_merged *m,
			    char text[DLP_FINGERPRINT_MAX + 1],
			    struct dlp_finding *f)
{
	struct dlp_fingerprint fp;

	dlp_arena_reset(&findings->arena);
	if (m->best->early) {
		*f = m->best->early->finding;
		locate(findings, m->best, f);
		fp = m->best->early->fingerprint;
	} else if (!describe(findings, m->best, &findings->arena, f, &fp)) {
		return false;
	}
	/* Last: what is nearby may have been found later. */
	if (!dlp_describe_whys(&m->best->evidence, &findings->arena, f))
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
	trace_merged(findings, m, by.by ? DLP_TRACE_SUPPRESSED : DLP_TRACE_TOLD,
		     dlp_suppressed_label(&by));
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

/* Of those that wait: decide what all that can be nearby is known of. */
static void decide_waiting(struct dlp_findings *findings, uint64_t settled)
{
	struct dlp_pending *p;

	for (size_t i = 0; (p = dlp_group_at(&findings->group, i)) != NULL;) {
		const struct dlp_rule *rule = p->rule;
		bool near;

		if (!p->waits || (settled != UINT64_MAX &&
				  settled < p->end + DLP_NEAR_REACH)) {
			i++;
			continue;
		}
		near = dlp_sights_near(&findings->sights, p->partner,
				       rule->near_lines, p);
		if (near)
			dlp_evidence_near(&p->evidence, rule->near,
					  rule->near_raises);
		if (near || rule->near_raises) {
			p->waits = false;
			i++;
		} else {
			trace(findings, DLP_TRACE_ALONE, rule, p->start, p->end,
			      0, rule->near);
			dlp_group_remove(&findings->group, i);
		}
	}
}

void dlp_findings_settle(struct dlp_findings *findings, uint64_t settled)
{
	struct dlp_merged merged;
	uint64_t start;

	if (dlp_engine_has_near(findings->engine))
		decide_waiting(findings, settled);
	while (!findings->stopped &&
	       dlp_group_take(&findings->group, settled, &merged)) {
		if (passes(findings, &merged) &&
		    !tell_merged(findings, &merged))
			findings->stopped = true;
		dlp_group_done(&findings->group, &merged);
	}
	start = dlp_group_start(&findings->group);
	if (start > settled)
		start = settled;
	findings->counts.low += dlp_weak_settle(&findings->weak, start);
	dlp_sights_forget(&findings->sights, start);
}
