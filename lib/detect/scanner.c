#include "detect/scanner.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/describe.h"
#include "detect/near.h"
#include "detect/places.h"
#include "match/matcher.h"

enum {
	LIMIT_HITS = 8, /* match limits of a rule in a document: it is off */
	AROUND = 512,   /* bytes before a value that describing it looks at */
};

struct dlp_scanner {
	struct dlp_scanner_opts opts;
	dlp_record_fn *tell;
	void *arg;
	struct dlp_matcher *matcher;
	struct dlp_weigher *weigher;
	const struct dlp_engine *engine;
	const struct dlp_catalog *catalog;
	struct dlp_arena where_mem;
	struct dlp_where where;
	struct dlp_span relative; /* path, less --root */
	bool open;
	struct dlp_unit unit;
	struct dlp_group group;
	struct dlp_sights sights;
	struct dlp_arena arena; /* strings of what is being told */
	struct dlp_buf scratch; /* where they are made */
	uint64_t done;          /* places before this were looked at */
	uint64_t settled;
	struct dlp_places places;
	unsigned *limit_hits; /* a rule */
	bool limited;
	struct dlp_window window;
	struct dlp_scanner_counts counts;
	bool stopped; /* `tell` said so, or no memory */
};

static bool on_match(void *arg, const struct dlp_match *match);
static void on_limit(void *arg, size_t rule);

struct dlp_scanner *dlp_scanner_new(struct dlp_engine *engine,
				    const struct dlp_scanner_opts *opts,
				    dlp_record_fn *tell, void *arg)
{
	struct dlp_scanner *s = calloc(1, sizeof(*s));
	struct dlp_matcher_calls calls = { on_match, on_limit, s };

	if (!s)
		return NULL;
	s->opts = *opts;
	s->tell = tell;
	s->arg = arg;
	s->engine = engine;
	s->catalog = dlp_engine_catalog(engine);
	dlp_unit_init(&s->unit);
	s->matcher = dlp_matcher_new(engine, &calls);
	s->weigher = dlp_weigher_new(engine);
	s->limit_hits = calloc(dlp_catalog_count(s->catalog) + 1,
			       sizeof(*s->limit_hits));
	if (!s->matcher || !s->weigher || !s->limit_hits) {
		dlp_scanner_free(s);
		return NULL;
	}
	return s;
}

void dlp_scanner_free(struct dlp_scanner *s)
{
	if (!s)
		return;
	dlp_matcher_free(s->matcher);
	dlp_weigher_free(s->weigher);
	dlp_unit_release(&s->unit);
	dlp_group_release(&s->group);
	dlp_sights_release(&s->sights);
	dlp_arena_release(&s->arena);
	dlp_buf_release(&s->scratch);
	dlp_arena_release(&s->where_mem);
	free(s->limit_hits);
	dlp_places_release(&s->places);
	free(s);
}

const struct dlp_scanner_counts *dlp_scanner_counts(const struct dlp_scanner *s)
{
	return &s->counts;
}

uint64_t dlp_scanner_settled(const struct dlp_scanner *s)
{
	uint64_t start = dlp_group_start(&s->group);

	return start < s->settled ? start : s->settled;
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/* Paths are copied with a NUL behind them, which a name can't hold. */
static bool path_fits(const struct dlp_where *where, struct dlp_list globs)
{
	for (size_t i = 0; i < globs.count; i++) {
		char glob[DLP_RULE_GLOB_MAX + 1];

		if (globs.item[i].len >= sizeof(glob))
			continue;
		memcpy(glob, globs.item[i].ptr, globs.item[i].len);
		glob[globs.item[i].len] = '\0';
		if (!fnmatch(glob, where->path.ptr, 0))
			return true;
		for (size_t m = 0; m < where->members; m++)
			if (!fnmatch(glob, where->member[m].ptr, 0))
				return true;
	}
	return false;
}

static void mute_by_path(struct dlp_scanner *s)
{
	dlp_matcher_unmute(s->matcher);
	for (size_t r = 0; r < dlp_catalog_count(s->catalog); r++) {
		const struct dlp_rule *rule = dlp_catalog_rule(s->catalog, r);

		if ((rule->paths.count && !path_fits(&s->where, rule->paths)) ||
		    (rule->not_paths.count &&
		     path_fits(&s->where, rule->not_paths)))
			dlp_matcher_mute(s->matcher, r);
	}
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

enum dlp_status dlp_scanner_begin(struct dlp_scanner *s,
				  const struct dlp_where *where,
				  struct dlp_error *err)
{
	dlp_arena_reset(&s->where_mem);
	s->where = *where;
	if (!dlp_arena_copy(&s->where_mem, where->path, &s->where.path))
		return nomem(err);
	for (size_t i = 0; i < where->members; i++)
		if (!dlp_arena_copy(&s->where_mem, where->member[i],
				    &s->where.member[i]))
			return nomem(err);
	s->relative = relative_to(s->where.path, s->opts.root);
	dlp_unit_reset(&s->unit);
	dlp_group_clear(&s->group);
	s->sights.count = 0;
	dlp_arena_reset(&s->arena);
	mute_by_path(s);
	memset(s->limit_hits, 0,
	       dlp_catalog_count(s->catalog) * sizeof(*s->limit_hits));
	s->limited = s->stopped = false;
	s->done = s->settled = 0;
	dlp_places_clear(&s->places);
	s->open = true;
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

static bool describe(struct dlp_scanner *s, const struct dlp_pending *p,
		     struct dlp_arena *arena, struct dlp_finding *f,
		     struct dlp_fingerprint *fp)
{
	const struct dlp_describer describer = {
		.unit = &s->unit,
		.where = &s->where,
		.relative = s->relative,
		.opts = &s->opts,
		.scratch = &s->scratch,
	};

	return dlp_describe(&describer, p, arena, f, fp);
}

/*
 * Describe what waits to be told and needs text before `end`, an offset, which
 * is about to go.  False without memory.
 */
static bool describe_early(struct dlp_scanner *s, uint64_t end)
{
	struct dlp_pending *p;

	for (size_t i = 0;
	     (p = dlp_group_at(&s->group, i)) && p->start < end + AROUND; i++) {
		if (p->early)
			continue;
		p->early = dlp_arena_alloc(&p->mem, 1, sizeof(*p->early));
		if (!p->early || !describe(s, p, &p->mem, &p->early->finding,
					   &p->early->fingerprint))
			return false;
	}
	return true;
}

/* Forget text that nothing looks at any more. */
static bool drop_text(struct dlp_scanner *s)
{
	uint64_t end = s->done - DLP_MATCHER_BACK;

	if (s->done - s->unit.base <= DLP_MATCHER_BACK)
		return true;
	if (!describe_early(s, end))
		return false;
	dlp_unit_drop(&s->unit, (size_t)(end - s->unit.base));
	return true;
}

/* The lines that a match stands on. */
static void lines_of(struct dlp_scanner *s, const struct dlp_match *match,
		     uint64_t *first, uint64_t *last)
{
	uint64_t column;

	dlp_unit_position(&s->unit, match->value_start, first, &column);
	dlp_unit_position(&s->unit, match->value_end, last, &column);
}

/* A match of a rule that others want nearby. */
static bool add_sight(struct dlp_scanner *s, const struct dlp_match *match)
{
	struct dlp_sight sight = {
		.rule = match->index,
		.start = s->window.base + match->value_start,
		.end = s->window.base + match->value_end,
	};

	lines_of(s, match, &sight.line, &sight.last_line);
	return !dlp_sights_add(&s->sights, &sight);
}

static bool add_pending(struct dlp_scanner *s, const struct dlp_match *match,
			const struct dlp_evidence *evidence)
{
	struct dlp_pending *p = dlp_group_new(&s->group);
	uint64_t base = s->window.base;

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
		lines_of(s, match, &p->line, &p->last_line);
	return !dlp_group_add(&s->group, p);
}

static bool on_match(void *arg, const struct dlp_match *match)
{
	struct dlp_scanner *s = arg;
	struct dlp_evidence evidence;
	struct dlp_span column;
	size_t cell;

	if (s->stopped)
		return true;
	column = dlp_unit_column(&s->unit, match->value_start, &cell);
	switch (dlp_weigher_weigh(s->weigher, match, column, &evidence)) {
	case DLP_OUTCOME_DROPPED:
		return false;
	case DLP_OUTCOME_SUPPRESSED:
		s->counts.suppressed++;
		return true;
	case DLP_OUTCOME_FINDING:
		break;
	}
	if ((dlp_engine_is_near(s->engine, match->index) &&
	     !add_sight(s, match)) ||
	    ((!match->rule->hidden || s->opts.hidden) &&
	     !add_pending(s, match, &evidence)))
		s->stopped = true;
	return true;
}

static bool passes(struct dlp_scanner *s, const struct dlp_merged *m)
{
	const struct dlp_scanner_opts *opts = &s->opts;

	if (m->severity < opts->min_severity ||
	    (opts->categories &&
	     !(opts->categories >> m->best->rule->category & 1))) {
		s->counts.filtered++;
		return false;
	}
	if (m->confidence < opts->min_confidence) {
		s->counts.low++;
		return false;
	}
	return true;
}

/* Equal places of a file are told apart; stdin may be any part of one. */
static uint16_t nth_of(struct dlp_scanner *s, const struct dlp_fingerprint *fp)
{
	if (dlp_span_eq(s->where.path, DLP_SPAN("-")))
		return 0;
	return dlp_places_add(&s->places, dlp_fingerprint_place(fp));
}

static bool tell_merged(struct dlp_scanner *s, const struct dlp_merged *m)
{
	char text[DLP_FINGERPRINT_MAX + 1];
	struct dlp_record record = { .type = DLP_RECORD_FINDING,
				     .where = s->where };
	struct dlp_finding *f = &record.finding;
	struct dlp_fingerprint fp;

	dlp_arena_reset(&s->arena);
	if (m->best->early) {
		*f = m->best->early->finding;
		fp = m->best->early->fingerprint;
	} else if (!describe(s, m->best, &s->arena, f, &fp)) {
		return false;
	}
	/* Last: what is nearby may have been found later. */
	if (!dlp_describe_whys(&m->best->evidence, &s->arena, f))
		return false;
	/* A group may begin before the finding that names it. */
	if (m->line)
		f->line = m->line, f->column = m->column;
	else if (m->start != m->best->start)
		dlp_unit_position(&s->unit, (size_t)(m->start - s->unit.base),
				  &f->line, &f->column);
	f->offset = m->start;
	f->length = m->end - m->start;
	f->severity = m->severity;
	f->confidence = m->confidence;
	f->score = m->score;
	memcpy(f->also, m->also, sizeof(f->also));
	f->alsos = m->alsos;
	dlp_fingerprint_text(&fp, nth_of(s, &fp), text);
	f->fingerprint = (struct dlp_span){ text, strlen(text) };
	s->counts.found++;
	return s->tell(s->arg, &record) != DLP_FATAL;
}

/* Of those that wait: decide what all that can be nearby is known of. */
static void decide_waiting(struct dlp_scanner *s, uint64_t settled)
{
	struct dlp_pending *p;

	for (size_t i = 0; (p = dlp_group_at(&s->group, i)) != NULL;) {
		const struct dlp_rule *rule = p->rule;
		size_t index = (size_t)(rule - dlp_catalog_rule(s->catalog, 0));
		bool near;

		if (!p->waits || (settled != UINT64_MAX &&
				  settled < p->end + DLP_NEAR_REACH)) {
			i++;
			continue;
		}
		near = dlp_sights_near(&s->sights,
				       dlp_engine_near(s->engine, index),
				       rule->near_lines, p);
		if (near)
			dlp_evidence_near(&p->evidence, rule->near,
					  rule->near_raises);
		if (near || rule->near_raises) {
			p->waits = false;
			i++;
		} else {
			dlp_group_remove(&s->group, i);
		}
	}
}

/* Tell what can no longer change; everything when `settled` is UINT64_MAX. */
static void tell_settled(struct dlp_scanner *s, uint64_t settled)
{
	struct dlp_merged merged;

	if (dlp_engine_has_near(s->engine))
		decide_waiting(s, settled);
	while (!s->stopped && dlp_group_take(&s->group, settled, &merged)) {
		if (passes(s, &merged) && !tell_merged(s, &merged))
			s->stopped = true;
		dlp_group_done(&s->group, &merged);
	}
	dlp_sights_forget(&s->sights, dlp_scanner_settled(s));
}

/* Look at what is new in the unit, as far as can be told. */
static enum dlp_status look(struct dlp_scanner *s, bool last,
			    struct dlp_error *err)
{
	struct dlp_unit *unit = &s->unit;
	size_t done;

	s->window = (struct dlp_window){
		.text = dlp_buf_span(&unit->text),
		.base = unit->base,
		.first = unit->base == unit->start,
		.last = last,
		.from = (size_t)(s->done - unit->base),
	};
	dlp_weigher_begin(s->weigher, s->window.text);
	if (dlp_matcher_scan(s->matcher, &s->window, &done, err))
		return DLP_FATAL;
	s->done = unit->base + done;
	if (last)
		s->settled = s->done;
	else if (s->done - unit->start > DLP_MATCHER_REACH)
		s->settled = s->done - DLP_MATCHER_REACH;
	tell_settled(s, last ? UINT64_MAX : s->settled);
	if (s->stopped)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "findings can't be told further");
	return last || drop_text(s) ? DLP_OK : nomem(err);
}

/* The unit is at its end. */
static enum dlp_status close_unit(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = s->unit.open ? look(s, true, err) : DLP_OK;

	s->sights.count = 0;
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
		s->done = s->settled = text->offset;
		if (dlp_unit_begin(&s->unit, text))
			return nomem(err);
	} else if (dlp_unit_add(&s->unit, text)) {
		return nomem(err);
	}
	return look(s, false, err);
}

static void tell_limits(struct dlp_scanner *s)
{
	for (size_t r = 0; r < dlp_catalog_count(s->catalog); r++) {
		struct dlp_span id = dlp_catalog_rule(s->catalog, r)->id;
		struct dlp_record record;
		char message[160];

		if (!s->limit_hits[r])
			continue;
		snprintf(message, sizeof(message),
			 "rule %.*s gave up at its match limit %u times%s",
			 (int)id.len, id.ptr, s->limit_hits[r],
			 s->limit_hits[r] >= LIMIT_HITS ? " and was left out"
							: "");
		record = dlp_record_error(&s->where, DLP_CODE_MATCH_LIMIT,
					  message);
		if (s->tell(s->arg, &record) == DLP_FATAL)
			s->stopped = true;
	}
}

enum dlp_status dlp_scanner_end(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = close_unit(s, err);

	s->open = false;
	s->unit.open = false;
	if (status)
		return status;
	if (!s->limited)
		return DLP_OK;
	tell_limits(s);
	return dlp_error_set(err, DLP_SKIP, 0, "a match limit was reached");
}
