#include "detect/group.h"

#include <stdlib.h>
#include <string.h>

static int compare_spans(struct dlp_span a, struct dlp_span b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare(const struct dlp_pending *a, const struct dlp_pending *b)
{
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return compare_spans(a->rule->id, b->rule->id);
}

struct dlp_pending *dlp_group_new(struct dlp_group *group)
{
	struct dlp_pending *pending = group->spare;

	if (!pending)
		return calloc(1, sizeof(*pending));
	group->spare = pending->next;
	pending->early = NULL;
	pending->key = (struct dlp_span){ 0 };
	pending->keyed = false;
	pending->lent = false;
	return pending;
}

void dlp_group_drop(struct dlp_group *group, struct dlp_pending *pending)
{
	dlp_arena_release(&pending->mem);
	pending->next = group->spare;
	group->spare = pending;
}

enum dlp_status dlp_group_add(struct dlp_group *group,
			      struct dlp_pending *pending)
{
	size_t i, last;

	if (group->first + group->count == group->cap && group->first) {
		memmove(group->pending, group->pending + group->first,
			group->count * sizeof(*group->pending));
		group->first = 0;
	}
	if (group->count == group->cap) {
		size_t cap = group->cap ? group->cap * 2 : 64;
		struct dlp_pending **grown =
			realloc(group->pending, cap * sizeof(*grown));

		if (!grown) {
			dlp_group_drop(group, pending);
			return DLP_FATAL;
		}
		group->pending = grown;
		group->cap = cap;
	}
	last = group->first + group->count++;
	for (i = last;
	     i > group->first && compare(pending, group->pending[i - 1]) < 0;
	     i--)
		group->pending[i] = group->pending[i - 1];
	group->pending[i] = pending;
	return DLP_OK;
}

uint64_t dlp_group_start(const struct dlp_group *group)
{
	return group->count ? group->pending[group->first]->start : UINT64_MAX;
}

struct dlp_pending *dlp_group_at(const struct dlp_group *group, size_t i)
{
	return i < group->count ? group->pending[group->first + i] : NULL;
}

/* Whether `a` names the group rather than `b`: so that those that are not told
 * change no name, what has no evidence comes behind what has. */
static bool wins(const struct dlp_pending *a, const struct dlp_pending *b)
{
	const bool evident = a->evidence.confidence > DLP_CONFIDENCE_LOW;

	if (a->rule->builtin != b->rule->builtin)
		return a->rule->builtin;
	if (evident != (b->evidence.confidence > DLP_CONFIDENCE_LOW))
		return evident;
	if (a->rule->specificity != b->rule->specificity)
		return a->rule->specificity > b->rule->specificity;
	if (a->evidence.confidence != b->evidence.confidence)
		return a->evidence.confidence > b->evidence.confidence;
	if (a->rule->severity != b->rule->severity)
		return a->rule->severity > b->rule->severity;
	return compare(a, b) < 0;
}

/*
 * Which of the best of those that stand in the text and the best of those that
 * were decoded, NULL for none, names the group.
 */
static struct dlp_pending *choose(struct dlp_pending *plain,
				  struct dlp_pending *decoded)
{
	if (!plain || !decoded)
		return plain ? plain : decoded;
	/* A value that can be read as it is need not be decoded. */
	if (plain->rule == decoded->rule)
		return plain;
	/* Of a token more is at stake than of an address that is in it. */
	if (plain->rule->builtin == decoded->rule->builtin &&
	    plain->evidence.confidence > DLP_CONFIDENCE_LOW &&
	    decoded->evidence.confidence > DLP_CONFIDENCE_LOW &&
	    plain->rule->severity != decoded->rule->severity)
		return plain->rule->severity > decoded->rule->severity
			       ? plain
			       : decoded;
	return wins(decoded, plain) ? decoded : plain;
}

/* The one that names the group. */
static struct dlp_pending *best_of(struct dlp_pending **pending, size_t n)
{
	struct dlp_pending *best[2] = { NULL, NULL };

	for (size_t i = 0; i < n; i++) {
		struct dlp_pending **of = &best[pending[i]->evidence.decoded];

		if (!*of || wins(pending[i], *of))
			*of = pending[i];
	}
	return choose(best[false], best[true]);
}

static void add_also(struct dlp_merged *m, struct dlp_span rule)
{
	for (size_t i = 0; i < m->alsos; i++)
		if (dlp_span_eq(m->also[i], rule))
			return;
	if (m->alsos < DLP_ALSOS && !dlp_span_eq(m->best->rule->id, rule))
		m->also[m->alsos++] = rule;
}

static void merge(struct dlp_pending **pending, size_t n, uint64_t end,
		  struct dlp_merged *out)
{
	*out = (struct dlp_merged){ .best = best_of(pending, n),
				    .first = pending[0],
				    .start = pending[0]->start,
				    .end = end };
	if (pending[0]->early) {
		out->line = pending[0]->early->finding.line;
		out->column = pending[0]->early->finding.column;
	}
	for (size_t i = 0; i < n; i++) {
		const struct dlp_pending *p = pending[i];

		if (p->rule->severity > out->severity)
			out->severity = p->rule->severity;
		if (p->evidence.confidence > out->confidence)
			out->confidence = p->evidence.confidence;
		if (p->evidence.score > out->score)
			out->score = p->evidence.score;
		if (p->start < out->best->start || p->end > out->best->end)
			out->beyond = out->beyond * 31 + (p->sum | 1);
		add_also(out, p->rule->id);
	}
}

void dlp_group_remove(struct dlp_group *group, size_t i)
{
	struct dlp_pending **at = group->pending + group->first + i;

	dlp_group_drop(group, *at);
	group->count--;
	memmove(at, at + 1, (group->count - i) * sizeof(*at));
}

/* How many at the front the group of the first reaches over, and how far. */
static size_t reach(struct dlp_pending *const *pending, size_t count,
		    uint64_t *end)
{
	size_t n = 1;

	*end = pending[0]->end;
	if (pending[0]->suppressed.by)
		return n;
	for (; n < count && pending[n]->start < *end; n++)
		if (!pending[n]->suppressed.by && pending[n]->end > *end)
			*end = pending[n]->end;
	return n;
}

/* Put those that are in the group of the first before the others, each in
 * their order; how many. */
static size_t gather(struct dlp_pending **pending, size_t count)
{
	size_t n = 1;

	for (size_t i = 1; i < count; i++) {
		struct dlp_pending *p = pending[i];

		if (p->suppressed.by)
			continue;
		memmove(pending + n + 1, pending + n,
			(i - n) * sizeof(*pending));
		pending[n++] = p;
	}
	return n;
}

bool dlp_group_take(struct dlp_group *group, uint64_t settled,
		    struct dlp_merged *out)
{
	struct dlp_pending **pending;
	uint64_t end;
	size_t n;

	if (!group->count)
		return false;
	pending = group->pending + group->first;
	n = reach(pending, group->count, &end);
	if (end > settled)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (i && pending[i]->suppressed.by)
			continue;
		if (pending[i]->waits || pending[i]->reach > settled)
			return false;
	}
	n = gather(pending, n);
	merge(pending, n, end, out);
	for (size_t i = 0; i < n; i++)
		if (pending[i] != out->best && pending[i] != out->first)
			dlp_group_drop(group, pending[i]);
	group->first += n;
	group->count -= n;
	return true;
}

void dlp_group_done(struct dlp_group *group, struct dlp_merged *merged)
{
	if (merged->first != merged->best)
		dlp_group_drop(group, merged->first);
	dlp_group_drop(group, merged->best);
}

void dlp_group_clear(struct dlp_group *group)
{
	for (size_t i = 0; i < group->count; i++)
		dlp_group_drop(group, group->pending[group->first + i]);
	group->first = group->count = 0;
}

void dlp_group_release(struct dlp_group *group)
{
	dlp_group_clear(group);
	while (group->spare) {
		struct dlp_pending *next = group->spare->next;

		free(group->spare);
		group->spare = next;
	}
	free(group->pending);
	*group = (struct dlp_group){ 0 };
}
