#include "detect/learned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/class.h"
#include "learn/exact_scan.h"
#include "learn/passages.h"
#include "match/trace.h"

struct dlp_learned {
	struct dlp_findings *findings;
	struct dlp_passages *passages; /* NULL: no index of them */
	struct dlp_exact_scan *rows;   /* likewise */
	/* What they are told by; NULL: not in force. */
	const struct dlp_rule *excerpt, *row;
	uint64_t start; /* of the unit */
	uint64_t first; /* as it was told last */
	bool open, mute;
	struct dlp_topic topic;     /* of the document; no memory: no classes */
	struct dlp_program program; /* likewise, where `lines` */
	bool lines;
	/* What each class is told by; NULL: not in force. */
	const struct dlp_rule *cls[DLP_CLASSES];
};

/* What is to be told of a finding, before its text is described. */
struct sight {
	const struct dlp_rule *rule;
	uint64_t start, end; /* bytes of the unit's text */
	struct dlp_evidence evidence;
	/* What its place and what it is are known by in a fingerprint. */
	struct dlp_span place, value;
};

static bool add_why(struct dlp_pending *p, struct dlp_evidence *evidence,
		    const char *label, struct dlp_span word)
{
	struct dlp_why *why = &evidence->why[evidence->whys++];

	why->label = label;
	return dlp_arena_copy(&p->mem, word, &why->word);
}

static bool add_number(struct dlp_pending *p, struct dlp_evidence *evidence,
		       const char *label, size_t number, const char *behind)
{
	char word[40];
	int n = snprintf(word, sizeof(word), "%zu%s", number, behind);

	return add_why(p, evidence, label,
		       (struct dlp_span){ word, (size_t)n });
}

/*
 * The text itself is in no fingerprint: what the index says of it is, in the
 * place of the line around.
 */
static bool make_fingerprint(struct dlp_learned *l, const struct dlp_pending *p,
			     const struct sight *sight,
			     struct dlp_fingerprint *fp)
{
	struct dlp_findings *findings = l->findings;
	struct dlp_buf *text = &findings->scratch;
	struct dlp_match match = { .rule = p->rule };
	bool ok;

	dlp_buf_addspan(text, sight->place);
	match.value_start = text->len;
	dlp_buf_addspan(text, sight->value);
	match.value_end = text->len;
	match.candidate.value =
		(struct dlp_span){ text->ptr + match.value_start,
				   sight->value.len };
	ok = !text->status;
	if (ok)
		dlp_fingerprint_init(fp, &match, dlp_buf_span(text),
				     findings->relative, &findings->where,
				     findings->opts->key);
	dlp_buf_clear(text);
	return ok;
}

/* All that is told of it, while its text is there. */
static bool describe(struct dlp_learned *l, struct dlp_pending *p,
		     const struct sight *sight)
{
	struct dlp_findings *findings = l->findings;
	struct dlp_unit *unit = findings->unit;
	const size_t at = (size_t)(p->start - unit->base);
	struct dlp_described *d = dlp_arena_alloc(&p->mem, 1, sizeof(*d));
	struct dlp_finding *f;

	if (!d)
		return false;
	p->early = d;
	f = &d->finding;
	dlp_describe_place(p, f);
	f->match = DLP_SPAN("********");
	dlp_unit_position(unit, at, &f->line, &f->column);
	if (findings->opts->show_values &&
	    !dlp_arena_copy(&p->mem,
			    (struct dlp_span){ unit->text.ptr + at,
					       (size_t)(p->end - p->start) },
			    &f->value))
		return false;
	/* A finding about all of the document is of no page or part. */
	return (p->start == p->end ||
		dlp_arena_copy(&p->mem, dlp_unit_at(unit, at), &f->at)) &&
	       make_fingerprint(l, p, sight, &d->fingerprint);
}

/* Without its text, of which nothing is to be shown. */
static void trace(const struct dlp_learned *l, const struct dlp_pending *p)
{
	static const enum dlp_trace_step step[] = { DLP_TRACE_CALLED,
						    DLP_TRACE_MATCHED,
						    DLP_TRACE_WEIGHED };
	const struct dlp_trace *to = l->findings->opts->trace;

	for (size_t i = 0; to && i < sizeof(step) / sizeof(*step); i++) {
		const struct dlp_trace_event event = {
			.step = step[i],
			.rule = p->rule,
			.start = p->start,
			.end = p->end,
			.evidence = &p->evidence,
			.outcome = (int)DLP_OUTCOME_FINDING,
		};

		to->step(to->arg, &event);
	}
}

/* One for `sight`, with its place; NULL without memory, which is noted. */
static struct dlp_pending *make(struct dlp_learned *l,
				const struct sight *sight)
{
	struct dlp_pending *p = dlp_group_new(&l->findings->learned);
	uint64_t start = l->start + sight->start;

	if (!p) {
		l->findings->stopped = true;
		return NULL;
	}
	p->rule = sight->rule;
	p->start = start < l->first ? l->first : start;
	p->end = l->start + sight->end;
	if (p->end < p->start)
		p->end = p->start;
	memset(p->part, 0, sizeof(p->part));
	p->evidence = sight->evidence;
	p->reach = p->end;
	p->sum = 0;
	p->waits = false;
	p->keyed = true;
	return p;
}

/* Its text is shown nowhere: of a row that of its values. */
static void shade(struct dlp_findings *findings, const struct dlp_pending *p)
{
	if (p->evidence.confidence < findings->opts->min_confidence)
		return;
	if (!p->rule->parts)
		dlp_findings_shade(findings, p->start, p->end);
	for (size_t i = 0; i < p->rule->parts; i++)
		dlp_findings_shade(findings, p->part[i].start, p->part[i].end);
}

/* Take it, unless memory ran out on the way here. */
static void add(struct dlp_learned *l, struct dlp_pending *p,
		const struct sight *sight, bool whole)
{
	struct dlp_findings *findings = l->findings;
	const struct dlp_unit *unit = findings->unit;
	const size_t at = (size_t)(p->start - unit->base);

	p->suppressed = dlp_suppress_match(&findings->opts->suppress, p->rule,
					   &findings->where, findings->relative,
					   dlp_buf_span(&unit->text), at,
					   at + (size_t)(p->end - p->start));
	if (!whole || (!findings->opts->bare && !describe(l, p, sight))) {
		dlp_group_drop(&findings->learned, p);
		findings->stopped = true;
		return;
	}
	trace(l, p);
	shade(findings, p);
	if (dlp_group_add(&findings->learned, p))
		findings->stopped = true;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/*
 * Letters and digits of [at, end) that stand in links: words with "://" in
 * them.  Whoever writes of a thing links to its pages, and copies nobody.
 */
static size_t count_linked(struct dlp_span text, size_t at, size_t end)
{
	const size_t start = at;
	size_t linked = 0;

	while (at && start - at < DLP_LEARNED_LINK &&
	       (unsigned char)text.ptr[at - 1] > ' ')
		at--;
	while (at < end) {
		size_t letters = 0;
		bool link = false;

		for (; at < end && (unsigned char)text.ptr[at] > ' '; at++) {
			letters += at >= start && is_letter(text.ptr[at]);
			link |= at + 3 <= text.len &&
				!memcmp(text.ptr + at, "://", 3);
		}
		linked += link ? letters : 0;
		at++;
	}
	return linked;
}

/* Letters and digits of a passage that speak for a copy. */
static size_t weigh(const struct dlp_learned *l,
		    const struct dlp_passage *passage)
{
	const struct dlp_unit *unit = l->findings->unit;
	const uint64_t start = l->start + passage->start;
	const size_t linked = count_linked(
		dlp_buf_span(&unit->text),
		(size_t)((start < l->first ? l->first : start) - unit->base),
		(size_t)(l->start + passage->end - unit->base));

	return passage->letters > linked ? passage->letters - linked : 0;
}

static void on_passage(void *arg, const struct dlp_passage *passage)
{
	struct dlp_learned *l = arg;
	const struct dlp_excerpts *excerpts =
		l->findings->opts->learned.excerpts;
	const uint32_t total = dlp_excerpts_total(excerpts, passage->document);
	struct sight sight = { .rule = l->excerpt,
			       .start = passage->start,
			       .end = passage->end };
	struct dlp_evidence *evidence;
	struct dlp_pending *p;
	size_t letters;
	char mark[24];
	bool ok;

	if (l->mute || l->findings->stopped)
		return;
	letters = weigh(l, passage);
	sight.evidence.confidence =
		letters >= DLP_LEARNED_HIGH     ? DLP_CONFIDENCE_HIGH
		: letters >= DLP_LEARNED_MEDIUM ? DLP_CONFIDENCE_MEDIUM
						: DLP_CONFIDENCE_LOW;
	sight.evidence.score = (double)letters / ((double)letters + 30);
	sight.place = dlp_excerpts_name(excerpts, passage->document);
	snprintf(mark, sizeof(mark), "%016jx", (uintmax_t)passage->mark);
	sight.value = (struct dlp_span){ mark, strlen(mark) };
	p = make(l, &sight);
	if (!p)
		return;
	evidence = &p->evidence;
	ok = add_why(p, evidence, "document:", sight.place) &&
	     add_number(p, evidence, "prints:", passage->prints, "") &&
	     add_number(p, evidence, "share:",
			total > passage->prints
				? (size_t)passage->prints * 100 / total
				: 100,
			"%");
	if (ok && passage->others)
		ok = add_number(p, evidence, "documents:", passage->others + 1,
				"");
	add(l, p, &sight, ok);
}

static void on_row(void *arg, const struct dlp_exact_hit *hit)
{
	struct dlp_learned *l = arg;
	struct sight sight = { .rule = l->row,
			       .start = hit->part[0].start,
			       .end = hit->part[hit->parts - 1].end,
			       .place = DLP_SPAN("row ") };
	unsigned confidence =
		hit->cells > 2 ? DLP_CONFIDENCE_HIGH : DLP_CONFIDENCE_MEDIUM;
	struct dlp_pending *p;
	char row[24];
	bool ok;

	if (l->mute || l->findings->stopped)
		return;
	/* Values that many rows have together say little. */
	if (hit->rows > 1)
		confidence--;
	sight.evidence.confidence = (enum dlp_confidence)confidence;
	sight.evidence.score = 1 - 1 / (double)(hit->cells * hit->cells);
	if (hit->rows > 1)
		sight.evidence.score /= 2;
	snprintf(row, sizeof(row), "%ju", (uintmax_t)hit->row + 1);
	sight.value = (struct dlp_span){ row, strlen(row) };
	p = make(l, &sight);
	if (!p)
		return;
	for (size_t i = 0; i < hit->parts && i < p->rule->parts; i++) {
		uint64_t from = l->start + hit->part[i].start;

		if (from < p->start)
			continue;
		p->part[i].start = from;
		p->part[i].end = l->start + hit->part[i].end;
	}
	ok = add_why(p, &p->evidence, "row:", sight.value) &&
	     add_number(p, &p->evidence, "cells:", hit->cells, "");
	if (ok && hit->rows > 1)
		ok = add_number(p, &p->evidence, "rows:", hit->rows, "");
	add(l, p, &sight, ok);
}

const struct dlp_rule *dlp_learned_rule(const struct dlp_engine *engine,
					enum dlp_shape_index kind)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(engine);
	struct dlp_engine_rules rules =
		dlp_engine_by_shape(engine, DLP_SHAPE_INDEX);

	for (size_t i = 0; i < rules.count; i++) {
		const struct dlp_rule *rule =
			dlp_catalog_rule(catalog, rules.rule[i]);

		if (rule->least == (unsigned)kind)
			return rule;
	}
	return NULL;
}

static const struct dlp_class *class_at(const struct dlp_learned *l, size_t i)
{
	return &l->findings->opts->learned.cls[i];
}

static bool add_words(struct dlp_learned *l, const struct dlp_class *cls,
		      struct dlp_pending *p)
{
	struct dlp_span why[DLP_CLASS_WHYS];
	const size_t whys = dlp_class_why(cls, &l->topic, why);
	bool ok = true;

	for (size_t k = 0; ok && k < whys; k++)
		ok = add_why(p, &p->evidence, "word:", why[k]);
	return ok;
}

static bool add_lines(struct dlp_learned *l, struct dlp_pending *p)
{
	static const struct {
		enum dlp_program_line line;
		const char *label;
	} of[] = { { DLP_PROGRAM_STATEMENT, "statements:" },
		   { DLP_PROGRAM_CALL, "calls:" },
		   { DLP_PROGRAM_DECLARATION, "declarations:" } };
	bool ok = true;

	for (size_t k = 0; ok && k < sizeof(of) / sizeof(*of); k++)
		if (l->program.count[of[k].line])
			ok = add_number(p, &p->evidence, of[k].label,
					(size_t)l->program.count[of[k].line],
					"");
	return ok;
}

static void on_class(struct dlp_learned *l, size_t i,
		     const struct dlp_class_odds *odds)
{
	const struct dlp_class *cls = class_at(l, i);
	const struct dlp_unit *unit = l->findings->unit;
	const uint64_t end = unit->base + unit->text.len - l->start;
	struct sight sight = { .rule = l->cls[i],
			       .start = end,
			       .end = end,
			       .evidence = { .confidence = odds->confidence,
					     .score = odds->odds },
			       .place = cls->name,
			       .value = cls->name };
	struct dlp_pending *p = make(l, &sight);

	if (p)
		add(l, p, &sight,
		    cls->weight ? add_words(l, cls, p) : add_lines(l, p));
}

bool dlp_learned_document(struct dlp_learned *l)
{
	bool any = false;

	if (!l || !l->topic.times)
		return false;
	dlp_topic_part(&l->topic);
	dlp_program_part(&l->program);
	for (size_t i = 0; i < l->findings->opts->learned.classes; i++) {
		struct dlp_class_odds odds;

		if (!l->cls[i] || l->findings->stopped)
			continue;
		odds = class_at(l, i)->weight
			       ? dlp_class_weigh(class_at(l, i), &l->topic)
			       : dlp_class_weigh_source(&l->program,
							l->topic.words);
		if (odds.is)
			on_class(l, i, &odds);
		any |= odds.is;
	}
	return any || l->findings->stopped;
}

bool dlp_learned_any(const struct dlp_scanner_learned *learned)
{
	return learned->excerpts || learned->exact || learned->classes;
}

/* False without memory. */
static bool add_classes(struct dlp_learned *l)
{
	const struct dlp_scanner_learned *opts = &l->findings->opts->learned;
	bool any = false;

	for (size_t i = 0; i < opts->classes; i++) {
		l->cls[i] = dlp_catalog_find(
			dlp_engine_catalog(l->findings->engine),
			opts->cls[i].rule.id);
		any |= l->cls[i] != NULL;
		l->lines |= l->cls[i] && !opts->cls[i].weight;
	}
	return !any || !dlp_topic_init(&l->topic);
}

struct dlp_learned *dlp_learned_new(struct dlp_findings *findings)
{
	const struct dlp_scanner_learned *opts = &findings->opts->learned;
	struct dlp_learned *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->findings = findings;
	l->excerpt = dlp_learned_rule(findings->engine, DLP_INDEX_EXCERPT);
	l->row = dlp_learned_rule(findings->engine, DLP_INDEX_ROW);
	if (opts->excerpts && l->excerpt)
		l->passages = dlp_passages_new(opts->excerpts, on_passage, l);
	if (opts->exact && l->row)
		l->rows = dlp_exact_scan_new(opts->exact, DLP_EXACT_NEAR, 2,
					     on_row, l);
	if ((opts->excerpts && l->excerpt && !l->passages) ||
	    (opts->exact && l->row && !l->rows) || !add_classes(l)) {
		dlp_learned_free(l);
		return NULL;
	}
	return l;
}

void dlp_learned_free(struct dlp_learned *l)
{
	if (!l)
		return;
	dlp_passages_free(l->passages);
	dlp_exact_scan_free(l->rows);
	dlp_topic_release(&l->topic);
	free(l);
}

void dlp_learned_reset(struct dlp_learned *l)
{
	if (!l)
		return;
	l->mute = true;
	dlp_learned_end(l);
	l->mute = false;
	if (l->topic.times)
		dlp_topic_clear(&l->topic);
	dlp_program_clear(&l->program);
}

void dlp_learned_begin(struct dlp_learned *l)
{
	if (!l)
		return;
	l->start = l->first = l->findings->unit->start;
	l->open = true;
	if (l->topic.times)
		dlp_topic_part(&l->topic);
	dlp_program_part(&l->program);
}

void dlp_learned_text(struct dlp_learned *l, struct dlp_span text)
{
	if (l && l->passages)
		dlp_passages_add(l->passages, text);
	if (l && l->rows)
		dlp_exact_scan_add(l->rows, text);
	if (l && l->topic.times)
		dlp_topic_add(&l->topic, text);
	if (l && l->lines)
		dlp_program_add(&l->program, text);
}

void dlp_learned_end(struct dlp_learned *l)
{
	if (!l || !l->open)
		return;
	if (l->passages)
		dlp_passages_end(l->passages);
	if (l->rows)
		dlp_exact_scan_end(l->rows);
	l->open = false;
}

uint64_t dlp_learned_first(struct dlp_learned *l)
{
	const struct dlp_unit *unit = l ? l->findings->unit : NULL;
	uint64_t first = UINT64_MAX, end;

	if (!l || !l->open || !(l->passages || l->rows))
		return UINT64_MAX;
	if (l->passages)
		first = dlp_passages_first(l->passages);
	if (l->rows && dlp_exact_scan_first(l->rows) < first)
		first = dlp_exact_scan_first(l->rows);
	first += l->start;
	end = unit->base + unit->text.len;
	if (end > DLP_LEARNED_BACK && first < end - DLP_LEARNED_BACK)
		first = end - DLP_LEARNED_BACK;
	if (l->first < first)
		l->first = first;
	return l->first;
}
