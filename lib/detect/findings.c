#include "detect/findings.h"

#include <string.h>

#include "base/line.h"
#include "detect/relative.h"
#include "detect/telling.h"
#include "match/trace.h"

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
	dlp_group_release(&findings->learned);
	dlp_sights_release(&findings->sights);
	dlp_weak_release(&findings->weak);
	dlp_shades_release(&findings->shades);
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
	dlp_group_clear(&findings->learned);
	dlp_weak_clear(&findings->weak);
	dlp_arena_reset(&findings->arena);
	dlp_places_clear(&findings->places);
	dlp_keys_reset(&findings->keys);
	dlp_shades_clear(&findings->shades);
	findings->sights.count = 0;
	findings->stopped = false;
	if (findings->opts->trace)
		findings->opts->trace->begin(findings->opts->trace->arg, where);
	return DLP_OK;
}

void dlp_findings_part(struct dlp_findings *findings)
{
	findings->sights.count = 0;
	dlp_shades_clear(&findings->shades);
	dlp_keys_reset(&findings->keys);
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
	p->reach = p->end;
	p->sum = hash((struct dlp_span){ text.ptr + match->value_start,
					 p->end - p->start });
	p->suppressed = suppressed;
	p->waits = match->rule->near.len != 0;
	p->partner = dlp_engine_near(findings->engine, match->index);
	if (p->waits)
		lines_of(findings, match, &p->line, &p->last_line);
	return p;
}

/*
 * How far the text goes on that is shown with it: of what was described, to the
 * last word; of others, so far as an excerpt looks.
 */
static uint64_t reach_of(const struct dlp_findings *findings,
			 const struct dlp_pending *p)
{
	struct dlp_span text = dlp_buf_span(&findings->unit->text);
	const uint64_t base = findings->unit->base;
	uint64_t reach = p->end;

	if (!p->early) {
		const size_t end = (size_t)(p->end - base);
		const bool more = text.len - end > DLP_MASK_SIDE;
		const size_t line = dlp_line_end(
			text, end, more ? end + DLP_MASK_SIDE : text.len);

		return base + (line < text.len ? line : end + DLP_MASK_SIDE);
	}
	for (size_t i = 0; i < p->early->excerpt.runs; i++) {
		const struct dlp_mask_run *run = p->early->excerpt.run + i;
		uint64_t end = p->start + (uint64_t)run->from +
			       (run->span ? run->span : run->len);

		if (end > reach)
			reach = end;
	}
	return reach;
}

void dlp_findings_shade(struct dlp_findings *findings, uint64_t start,
			uint64_t end)
{
	if (!findings->opts->bare && start < end &&
	    !dlp_shades_add(&findings->shades, start, end))
		findings->stopped = true;
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
	if (!findings->opts->bare)
		p->reach = reach_of(findings, p);
	if (!dlp_mask_shows(p->rule))
		dlp_findings_shade(findings, p->start, p->end);
	return !dlp_group_add(&findings->group, p);
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
	    (dlp_telling_shows(findings, match->rule) &&
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
	const struct dlp_describer describer = dlp_telling_describer(findings);

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
	    (dlp_telling_shows(findings, match->rule) &&
	     !add_pending(findings, match, evidence, suppressed, described)))
		findings->stopped = true;
}

void dlp_findings_low(struct dlp_findings *findings,
		      const struct dlp_match *match, enum dlp_outcome outcome)
{
	const uint64_t start = findings->unit->base + match->value_start;
	const uint64_t end = findings->unit->base + match->value_end;

	if (outcome == DLP_OUTCOME_FINDING &&
	    !dlp_weak_add(&findings->weak, start, end))
		findings->stopped = true;
	dlp_telling_trace(findings, DLP_TRACE_WEAK, match->rule, start, end, 0,
			  (struct dlp_span){ 0 });
}

static bool copy_excerpt(const struct dlp_excerpt *from,
			 struct dlp_arena *arena, struct dlp_excerpt *to)
{
	struct dlp_mask_run *run =
		dlp_arena_alloc(arena, from->runs, sizeof(*run));

	if (!run || !dlp_arena_copy(arena, from->text, &to->text))
		return false;
	if (from->runs)
		memcpy(run, from->run, from->runs * sizeof(*run));
	to->run = run;
	return true;
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
	    copy_excerpt(&from->excerpt, arena, &copy->excerpt) &&
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
			dlp_telling_trace(findings, DLP_TRACE_ALONE, rule,
					  p->start, p->end, 0, rule->near);
			dlp_group_remove(&findings->group, i);
		}
	}
}

/* Whether a learned finding comes before the next that can be told of the
 * others, or before `limit` where that is NULL. */
static bool comes_first(const struct dlp_pending *p,
			const struct dlp_merged *next, uint64_t limit)
{
	if (!next)
		return p->start < limit;
	if (p->start != next->start)
		return p->start < next->start;
	return p->end >= next->end;
}

/* Tell them, alone. */
static void tell_learned(struct dlp_findings *findings,
			 const struct dlp_merged *next, uint64_t settled)
{
	uint64_t limit = dlp_group_start(&findings->group);
	struct dlp_pending *p;

	if (limit > settled)
		limit = settled;
	while (!findings->stopped &&
	       (p = dlp_group_at(&findings->learned, 0)) &&
	       comes_first(p, next, limit)) {
		const struct dlp_merged merged = {
			.best = p,
			.first = p,
			.start = p->start,
			.end = p->end,
			.severity = p->rule->severity,
			.confidence = p->evidence.confidence,
			.score = p->evidence.score,
		};

		if (!dlp_telling_merged(findings, &merged))
			findings->stopped = true;
		dlp_group_remove(&findings->learned, 0);
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
		tell_learned(findings, &merged, settled);
		if (!findings->stopped &&
		    !dlp_telling_merged(findings, &merged))
			findings->stopped = true;
		dlp_group_done(&findings->group, &merged);
	}
	tell_learned(findings, NULL, settled);
	start = dlp_group_start(&findings->group);
	if (start > settled)
		start = settled;
	findings->counts.low += dlp_weak_settle(&findings->weak, start);
	dlp_sights_forget(&findings->sights, start);
	if (start > DLP_SHADES_REACH)
		dlp_shades_forget(&findings->shades, start - DLP_SHADES_REACH);
}
