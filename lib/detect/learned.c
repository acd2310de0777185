#include "detect/learned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/known.h"
#include "learn/class.h"
#include "learn/exact_scan.h"
#include "learn/passages.h"

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

/* Where a finding stands: not before what was told of already. */
static struct dlp_known known_at(const struct dlp_learned *l,
				 const struct dlp_rule *rule, uint64_t start,
				 uint64_t end)
{
	struct dlp_known known = { .rule = rule,
				   .start = l->start + start,
				   .end = l->start + end };

	if (known.start < l->first)
		known.start = l->first;
	if (known.end < known.start)
		known.end = known.start;
	return known;
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
	struct dlp_known known =
		known_at(l, l->excerpt, passage->start, passage->end);
	struct dlp_pending *p;
	size_t letters;
	char mark[24];
	bool ok;

	if (l->mute || l->findings->stopped)
		return;
	letters = weigh(l, passage);
	known.evidence.confidence =
		letters >= DLP_LEARNED_HIGH     ? DLP_CONFIDENCE_HIGH
		: letters >= DLP_LEARNED_MEDIUM ? DLP_CONFIDENCE_MEDIUM
						: DLP_CONFIDENCE_LOW;
	known.evidence.score = (double)letters / ((double)letters + 30);
	known.place = dlp_excerpts_name(excerpts, passage->document);
	snprintf(mark, sizeof(mark), "%016jx", (uintmax_t)passage->mark);
	known.value = (struct dlp_span){ mark, strlen(mark) };
	p = dlp_known_make(l->findings, &known);
	if (!p)
		return;
	ok = dlp_known_why(p, "document:", known.place) &&
	     dlp_known_number(p, "prints:", passage->prints, "") &&
	     dlp_known_number(p, "share:",
			      total > passage->prints
				      ? (size_t)passage->prints * 100 / total
				      : 100,
			      "%");
	if (ok && passage->others)
		ok = dlp_known_number(p, "documents:", passage->others + 1, "");
	dlp_known_add(l->findings, p, &known, ok);
}

static void on_row(void *arg, const struct dlp_exact_hit *hit)
{
	struct dlp_learned *l = arg;
	struct dlp_known known = known_at(l, l->row, hit->part[0].start,
					  hit->part[hit->parts - 1].end);
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
	known.place = DLP_SPAN("row ");
	known.evidence.confidence = (enum dlp_confidence)confidence;
	known.evidence.score = 1 - 1 / (double)(hit->cells * hit->cells);
	if (hit->rows > 1)
		known.evidence.score /= 2;
	snprintf(row, sizeof(row), "%ju", (uintmax_t)hit->row + 1);
	known.value = (struct dlp_span){ row, strlen(row) };
	p = dlp_known_make(l->findings, &known);
	if (!p)
		return;
	for (size_t i = 0; i < hit->parts && i < p->rule->parts; i++) {
		uint64_t from = l->start + hit->part[i].start;

		if (from < p->start)
			continue;
		p->part[i].start = from;
		p->part[i].end = l->start + hit->part[i].end;
	}
	ok = dlp_known_why(p, "row:", known.value) &&
	     dlp_known_number(p, "cells:", hit->cells, "");
	if (ok && hit->rows > 1)
		ok = dlp_known_number(p, "rows:", hit->rows, "");
	dlp_known_add(l->findings, p, &known, ok);
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

static bool add_words(const struct dlp_learned *l, const struct dlp_class *cls,
		      struct dlp_pending *p)
{
	struct dlp_span why[DLP_CLASS_WHYS];
	const size_t whys = dlp_class_why(cls, &l->topic, why);
	bool ok = true;

	for (size_t k = 0; ok && k < whys; k++)
		ok = dlp_known_why(p, "word:", why[k]);
	return ok;
}

static bool add_lines(const struct dlp_learned *l, struct dlp_pending *p)
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
			ok = dlp_known_number(
				p, of[k].label,
				(size_t)l->program.count[of[k].line], "");
	return ok;
}

static void on_class(struct dlp_learned *l, size_t i,
		     const struct dlp_class_odds *odds)
{
	const struct dlp_class *cls = class_at(l, i);
	const struct dlp_unit *unit = l->findings->unit;
	const uint64_t end = unit->base + unit->text.len - l->start;
	struct dlp_known known = known_at(l, l->cls[i], end, end);
	struct dlp_pending *p;

	known.evidence.confidence = odds->confidence;
	known.evidence.score = odds->odds;
	known.place = known.value = cls->name;
	p = dlp_known_make(l->findings, &known);
	if (p)
		dlp_known_add(l->findings, p, &known,
			      cls->weight ? add_words(l, cls, p)
					  : add_lines(l, p));
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
