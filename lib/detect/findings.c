#include "detect/findings.h"

#include <string.h>

#include "detect/describe.h"

enum {
	AROUND = 512, /* bytes before a value that describing it looks at */
};

void dlp_findings_init(struct dlp_findings *fs,
		       const struct dlp_scanner_opts *opts,
		       const struct dlp_engine *engine, struct dlp_unit *unit,
		       dlp_record_fn *tell, void *arg)
{
	*fs = (struct dlp_findings){ .opts = opts,
				     .engine = engine,
				     .unit = unit,
				     .tell = tell,
				     .arg = arg };
}

void dlp_findings_release(struct dlp_findings *fs)
{
	dlp_group_release(&fs->group);
	dlp_sights_release(&fs->sights);
	dlp_arena_release(&fs->arena);
	dlp_buf_release(&fs->scratch);
	dlp_arena_release(&fs->where_mem);
	dlp_places_release(&fs->places);
}

/* `path` less the folder `root`; whole where it is not below it. */
static struct dlp_span relative_to(struct dlp_span path, struct dlp_span root)
{
	while (root.len && root.ptr[root.len - 1] == '/')
		root.len--;
	if (!root.len || path.len <= root.len || path.ptr[root.len] != '/' ||
	    memcmp(path.ptr, root.ptr, root.len))
		return path;
	path.ptr += root.len;
	path.len -= root.len;
	while (path.len && *path.ptr == '/')
		path.ptr++, path.len--;
	return path;
}

enum dlp_status dlp_findings_begin(struct dlp_findings *fs,
				   const struct dlp_where *where)
{
	dlp_arena_reset(&fs->where_mem);
	fs->where = *where;
	if (!dlp_arena_copy(&fs->where_mem, where->path, &fs->where.path))
		return DLP_FATAL;
	for (size_t i = 0; i < where->members; i++)
		if (!dlp_arena_copy(&fs->where_mem, where->member[i],
				    &fs->where.member[i]))
			return DLP_FATAL;
	fs->relative = relative_to(fs->where.path, fs->opts->root);
	dlp_group_clear(&fs->group);
	dlp_arena_reset(&fs->arena);
	dlp_places_clear(&fs->places);
	fs->sights.count = 0;
	fs->stopped = false;
	return DLP_OK;
}

void dlp_findings_part(struct dlp_findings *fs)
{
	fs->sights.count = 0;
}

static bool describe(struct dlp_findings *fs, const struct dlp_pending *p,
		     struct dlp_arena *arena, struct dlp_finding *f,
		     struct dlp_fingerprint *fp)
{
	const struct dlp_describer describer = {
		.unit = fs->unit,
		.where = &fs->where,
		.relative = fs->relative,
		.opts = fs->opts,
		.scratch = &fs->scratch,
	};

	return dlp_describe(&describer, p, arena, f, fp);
}

bool dlp_findings_describe(struct dlp_findings *fs, uint64_t end)
{
	struct dlp_pending *p;

	for (size_t i = 0;
	     (p = dlp_group_at(&fs->group, i)) && p->start < end + AROUND;
	     i++) {
		if (p->early)
			continue;
		p->early = dlp_arena_alloc(&p->mem, 1, sizeof(*p->early));
		if (!p->early || !describe(fs, p, &p->mem, &p->early->finding,
					   &p->early->fingerprint))
			return false;
	}
	return true;
}

/* The lines that a match stands on. */
static void lines_of(struct dlp_findings *fs, const struct dlp_match *match,
		     uint64_t *first, uint64_t *last)
{
	uint64_t column;

	dlp_unit_position(fs->unit, match->value_start, first, &column);
	dlp_unit_position(fs->unit, match->value_end, last, &column);
}

/* A match of a rule that others want nearby. */
static bool add_sight(struct dlp_findings *fs, const struct dlp_match *match)
{
	struct dlp_sight sight = {
		.rule = match->index,
		.start = fs->unit->base + match->value_start,
		.end = fs->unit->base + match->value_end,
	};

	lines_of(fs, match, &sight.line, &sight.last_line);
	return !dlp_sights_add(&fs->sights, &sight);
}

static bool add_pending(struct dlp_findings *fs, const struct dlp_match *match,
			const struct dlp_evidence *evidence)
{
	struct dlp_pending *p = dlp_group_new(&fs->group);
	uint64_t base = fs->unit->base;

	if (!p)
		return false;
	p->rule = match->rule;
	p->start = base + match->value_start;
	p->end = base + match->value_end;
	for (size_t i = 0; i < match->rule->parts; i++) {
		if (match->part[i].end == match->part[i].start)
			continue;
		p->part[i].start = base + match->part[i].start;
		p->part[i].end = base + match->part[i].end;
	}
	p->evidence = *evidence;
	p->waits = match->rule->near.len != 0;
	if (p->waits)
		lines_of(fs, match, &p->line, &p->last_line);
	return !dlp_group_add(&fs->group, p);
}

void dlp_findings_add(struct dlp_findings *fs, const struct dlp_match *match,
		      const struct dlp_evidence *evidence)
{
	if (fs->stopped)
		return;
	if ((dlp_engine_is_near(fs->engine, match->index) &&
	     !add_sight(fs, match)) ||
	    ((!match->rule->hidden || fs->opts->hidden) &&
	     !add_pending(fs, match, evidence)))
		fs->stopped = true;
}

static bool passes(struct dlp_findings *fs, const struct dlp_merged *m)
{
	const struct dlp_scanner_opts *opts = fs->opts;

	if (m->severity < opts->min_severity ||
	    (opts->categories &&
	     !(opts->categories >> m->best->rule->category & 1))) {
		fs->counts.filtered++;
		return false;
	}
	if (m->confidence < opts->min_confidence) {
		fs->counts.low++;
		return false;
	}
	return true;
}

/* Equal places of a file are told apart; stdin may be any part of one. */
static uint16_t nth_of(struct dlp_findings *fs,
		       const struct dlp_fingerprint *fp)
{
	if (dlp_span_eq(fs->where.path, DLP_SPAN("-")))
		return 0;
	return dlp_places_add(&fs->places, dlp_fingerprint_place(fp));
}

static bool tell_merged(struct dlp_findings *fs, const struct dlp_merged *m)
{
	char text[DLP_FINGERPRINT_MAX + 1];
	struct dlp_record record = { .type = DLP_RECORD_FINDING,
				     .where = fs->where };
	struct dlp_finding *f = &record.finding;
	struct dlp_fingerprint fp;

	dlp_arena_reset(&fs->arena);
	if (m->best->early) {
		*f = m->best->early->finding;
		fp = m->best->early->fingerprint;
	} else if (!describe(fs, m->best, &fs->arena, f, &fp)) {
		return false;
	}
	/* Last: what is nearby may have been found later. */
	if (!dlp_describe_whys(&m->best->evidence, &fs->arena, f))
		return false;
	/* A group may begin before the finding that names it. */
	if (m->line)
		f->line = m->line, f->column = m->column;
	else if (m->start != m->best->start)
		dlp_unit_position(fs->unit, (size_t)(m->start - fs->unit->base),
				  &f->line, &f->column);
	f->offset = m->start;
	f->length = m->end - m->start;
	f->severity = m->severity;
	f->confidence = m->confidence;
	f->score = m->score;
	memcpy(f->also, m->also, sizeof(f->also));
	f->alsos = m->alsos;
	dlp_fingerprint_text(&fp, nth_of(fs, &fp), text);
	f->fingerprint = (struct dlp_span){ text, strlen(text) };
	fs->counts.found++;
	return fs->tell(fs->arg, &record) != DLP_FATAL;
}

/* Of those that wait: decide what all that can be nearby is known of. */
static void decide_waiting(struct dlp_findings *fs, uint64_t settled)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(fs->engine);
	struct dlp_pending *p;

	for (size_t i = 0; (p = dlp_group_at(&fs->group, i)) != NULL;) {
		const struct dlp_rule *rule = p->rule;
		size_t index = (size_t)(rule - dlp_catalog_rule(catalog, 0));
		bool near;

		if (!p->waits || (settled != UINT64_MAX &&
				  settled < p->end + DLP_NEAR_REACH)) {
			i++;
			continue;
		}
		near = dlp_sights_near(&fs->sights,
				       dlp_engine_near(fs->engine, index),
				       rule->near_lines, p);
		if (near)
			dlp_evidence_near(&p->evidence, rule->near,
					  rule->near_raises);
		if (near || rule->near_raises) {
			p->waits = false;
			i++;
		} else {
			dlp_group_remove(&fs->group, i);
		}
	}
}

void dlp_findings_settle(struct dlp_findings *fs, uint64_t settled)
{
	struct dlp_merged merged;
	uint64_t start;

	if (dlp_engine_has_near(fs->engine))
		decide_waiting(fs, settled);
	while (!fs->stopped && dlp_group_take(&fs->group, settled, &merged)) {
		if (passes(fs, &merged) && !tell_merged(fs, &merged))
			fs->stopped = true;
		dlp_group_done(&fs->group, &merged);
	}
	start = dlp_group_start(&fs->group);
	dlp_sights_forget(&fs->sights, start < settled ? start : settled);
}
