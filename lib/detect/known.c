#include "detect/known.h"

#include <stdio.h>
#include <string.h>

#include "match/trace.h"

bool dlp_known_why(struct dlp_pending *p, const char *label,
		   struct dlp_span word)
{
	struct dlp_why *why = &p->evidence.why[p->evidence.whys++];

	why->label = label;
	return dlp_arena_copy(&p->mem, word, &why->word);
}

bool dlp_known_number(struct dlp_pending *p, const char *label, size_t number,
		      const char *behind)
{
	char word[40];
	int n = snprintf(word, sizeof(word), "%zu%s", number, behind);

	return dlp_known_why(p, label, (struct dlp_span){ word, (size_t)n });
}

/*
 * The text itself is in no fingerprint: what the index says of it is, in the
 * place of the line around.
 */
static bool make_fingerprint(struct dlp_findings *findings,
			     const struct dlp_pending *p,
			     const struct dlp_known *known,
			     struct dlp_fingerprint *fp)
{
	struct dlp_buf *text = &findings->scratch;
	struct dlp_match match = { .rule = p->rule };
	bool ok;

	dlp_buf_addspan(text, known->place);
	match.value_start = text->len;
	dlp_buf_addspan(text, known->value);
	match.value_end = text->len;
	match.candidate.value =
		(struct dlp_span){ text->ptr + match.value_start,
				   known->value.len };
	ok = !text->status;
	if (ok)
		dlp_fingerprint_init(fp, &match, dlp_buf_span(text),
				     findings->relative, &findings->where,
				     findings->opts->key);
	dlp_buf_clear(text);
	return ok;
}

/* All that is told of it, while its text is there. */
static bool describe(struct dlp_findings *findings, struct dlp_pending *p,
		     const struct dlp_known *known)
{
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
	       make_fingerprint(findings, p, known, &d->fingerprint);
}

/* Without its text, of which nothing is to be shown. */
static void trace(const struct dlp_findings *findings,
		  const struct dlp_pending *p)
{
	static const enum dlp_trace_step step[] = { DLP_TRACE_CALLED,
						    DLP_TRACE_MATCHED,
						    DLP_TRACE_WEIGHED };
	const struct dlp_trace *to = findings->opts->trace;

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

struct dlp_pending *dlp_known_make(struct dlp_findings *findings,
				   const struct dlp_known *known)
{
	struct dlp_pending *p = dlp_group_new(&findings->learned);

	if (!p) {
		findings->stopped = true;
		return NULL;
	}
	p->rule = known->rule;
	p->start = known->start;
	p->end = known->end;
	memset(p->part, 0, sizeof(p->part));
	p->evidence = known->evidence;
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

void dlp_known_add(struct dlp_findings *findings, struct dlp_pending *p,
		   const struct dlp_known *known, bool whole)
{
	const struct dlp_unit *unit = findings->unit;
	const size_t at = (size_t)(p->start - unit->base);

	p->suppressed = dlp_suppress_match(&findings->opts->suppress, p->rule,
					   &findings->where, findings->relative,
					   dlp_buf_span(&unit->text), at,
					   at + (size_t)(p->end - p->start));
	if (!whole ||
	    (!findings->opts->bare && !describe(findings, p, known))) {
		dlp_group_drop(&findings->learned, p);
		findings->stopped = true;
		return;
	}
	trace(findings, p);
	shade(findings, p);
	if (dlp_group_add(&findings->learned, p))
		findings->stopped = true;
}
