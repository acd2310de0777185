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
	if (a->finding.offset != b->finding.offset)
		return a->finding.offset < b->finding.offset ? -1 : 1;
	if (a->finding.length != b->finding.length)
		return a->finding.length > b->finding.length ? -1 : 1;
	return compare_spans(a->rule->id, b->rule->id);
}

enum dlp_status dlp_group_add(struct dlp_group *group,
			      const struct dlp_pending *pending)
{
	size_t i = group->count;
	struct dlp_pending *at;

	/* What was taken leaves room in front: moved now and then. */
	if (group->first + group->count == group->cap &&
	    group->first > group->count) {
		memmove(group->pending, group->pending + group->first,
			group->count * sizeof(*group->pending));
		group->first = 0;
	}
	if (group->first + group->count == group->cap) {
		size_t cap = group->cap ? group->cap * 2 : 16;
		struct dlp_pending *grown =
			realloc(group->pending, cap * sizeof(*grown));

		if (!grown)
			return DLP_FATAL;
		group->pending = grown;
		group->cap = cap;
	}
	at = group->pending + group->first;
	while (i && compare(pending, &at[i - 1]) < 0)
		i--;
	memmove(at + i + 1, at + i, (group->count - i) * sizeof(*at));
	at[i] = *pending;
	group->count++;
	return DLP_OK;
}

uint64_t dlp_group_start(const struct dlp_group *group)
{
	return group->count ? group->pending[group->first].finding.offset
			    : UINT64_MAX;
}

/* Whether `a` names the group rather than `b`. */
static bool wins(const struct dlp_pending *a, const struct dlp_pending *b)
{
	if (a->rule->builtin != b->rule->builtin)
		return a->rule->builtin;
	if (a->rule->specificity != b->rule->specificity)
		return a->rule->specificity > b->rule->specificity;
	if (a->finding.confidence != b->finding.confidence)
		return a->finding.confidence > b->finding.confidence;
	if (a->finding.severity != b->finding.severity)
		return a->finding.severity > b->finding.severity;
	return compare(a, b) < 0;
}

static void add_also(struct dlp_finding *f, struct dlp_span rule)
{
	for (size_t i = 0; i < f->alsos; i++)
		if (dlp_span_eq(f->also[i], rule))
			return;
	if (f->alsos < DLP_ALSOS && !dlp_span_eq(f->rule, rule))
		f->also[f->alsos++] = rule;
}

/* Merge the first `n` into `out`. */
static void merge(const struct dlp_pending *pending, size_t n, uint64_t end,
		  struct dlp_pending *out)
{
	const struct dlp_pending *best = &pending[0];

	for (size_t i = 1; i < n; i++)
		if (wins(&pending[i], best))
			best = &pending[i];
	*out = *best;
	for (size_t i = 0; i < n; i++) {
		const struct dlp_finding *f = &pending[i].finding;

		if (f->severity > out->finding.severity)
			out->finding.severity = f->severity;
		if (f->confidence > out->finding.confidence)
			out->finding.confidence = f->confidence;
		if (f->score > out->finding.score)
			out->finding.score = f->score;
		if (&pending[i] != best)
			add_also(&out->finding, pending[i].rule->id);
	}
	out->finding.offset = pending[0].finding.offset;
	out->finding.length = end - out->finding.offset;
}

bool dlp_group_take(struct dlp_group *group, uint64_t settled,
		    struct dlp_pending *out)
{
	const struct dlp_pending *pending;
	uint64_t end;
	size_t n = 1;

	if (!group->count)
		return false;
	pending = group->pending + group->first;
	end = pending->finding.offset + pending->finding.length;
	for (; n < group->count && pending[n].finding.offset < end; n++) {
		const struct dlp_finding *f = &pending[n].finding;

		if (f->offset + f->length > end)
			end = f->offset + f->length;
	}
	if (end > settled)
		return false;
	merge(pending, n, end, out);
	group->count -= n;
	group->first = group->count ? group->first + n : 0;
	return true;
}

void dlp_group_clear(struct dlp_group *group)
{
	group->first = group->count = 0;
}

void dlp_group_release(struct dlp_group *group)
{
	free(group->pending);
	*group = (struct dlp_group){ 0 };
}
