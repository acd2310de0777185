#include "detect/explain.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "detect/context.h"
#include "detect/mask.h"

struct dlp_explain {
	struct dlp_explain_opts opts;
	struct dlp_trace trace;
	struct dlp_explain_look *look;
	size_t looks, cap;
	uint64_t order, lost;
	bool open; /* the last one goes on */
	struct dlp_span where;
	struct dlp_span shut; /* a constant */
	struct dlp_arena values;
};

/* A class is one of all the document. */
static bool is_class(const struct dlp_rule *rule)
{
	return rule->shape == DLP_SHAPE_INDEX && rule->least == DLP_INDEX_CLASS;
}

/* What is plain in a view is told of the text itself. */
static bool is_near(const struct dlp_explain *e,
		    const struct dlp_trace_event *event)
{
	return !event->plain &&
	       (!e->opts.at_offset || is_class(event->rule) ||
		(event->start <= e->opts.offset + DLP_EXPLAIN_REACH &&
		 event->end + DLP_EXPLAIN_REACH > e->opts.offset));
}

/* Of a stretch: the place that was asked about is in it. */
static bool is_around(const struct dlp_explain *e,
		      const struct dlp_trace_event *event)
{
	return !e->opts.at_offset ||
	       (event->start <= e->opts.offset && event->end > e->opts.offset);
}

/* One that another view, or the text itself, has whole. */
static bool is_left(const struct dlp_explain_look *look)
{
	return look->hows && !look->weighed && look->steps &&
	       look->step[look->steps - 1].step == DLP_TRACE_MATCHED;
}

/* The look that goes on is at its end: it is kept, or it is not. */
static void close_look(struct dlp_explain *e)
{
	if (e->open &&
	    (!e->look[e->looks - 1].near || is_left(&e->look[e->looks - 1])))
		e->looks--;
	e->open = false;
}

static struct dlp_explain_look *open_look(struct dlp_explain *e,
					  const struct dlp_trace_event *event)
{
	struct dlp_explain_look *grown;

	close_look(e);
	if (e->looks == DLP_EXPLAIN_LOOKS) {
		e->lost++;
		return NULL;
	}
	if (e->looks == e->cap) {
		size_t cap = e->cap ? e->cap * 2 : 32;

		grown = realloc(e->look, cap * sizeof(*grown));
		if (!grown) {
			e->lost++;
			return NULL;
		}
		e->look = grown;
		e->cap = cap;
	}
	grown = &e->look[e->looks++];
	*grown = (struct dlp_explain_look){ .where = e->where,
					    .rule = event->rule,
					    .hows = event->hows,
					    .order = e->order++,
					    .distance = SIZE_MAX,
					    .result = DLP_EXPLAIN_UNMATCHED };
	for (size_t i = 0; i < event->hows; i++)
		grown->how[i] = event->how[i];
	e->open = true;
	return grown;
}

static void add_step(struct dlp_explain *e, struct dlp_explain_look *look,
		     const struct dlp_trace_event *event)
{
	look->near |= is_near(e, event);
	if (look->steps < DLP_EXPLAIN_STEPS)
		look->step[look->steps++] =
			(struct dlp_explain_step){ event->step, event->start,
						   event->end, event->number,
						   event->word };
}

/* The look that goes on, when it is of that rule. */
static struct dlp_explain_look *current(struct dlp_explain *e,
					const struct dlp_trace_event *event)
{
	struct dlp_explain_look *last = e->open ? &e->look[e->looks - 1] : NULL;

	return last && last->rule == event->rule ? last : NULL;
}

/* How near the word stands that the evidence tells of. */
static void measure(struct dlp_explain_look *look,
		    const struct dlp_trace_event *event, struct dlp_span word)
{
	size_t start = event->at, end = start + event->len;
	size_t from = start > DLP_CONTEXT_REACH ? start - DLP_CONTEXT_REACH : 0;
	size_t to = event->text.len - end < DLP_CONTEXT_REACH
			    ? event->text.len
			    : end + DLP_CONTEXT_REACH;

	for (size_t i = from; word.len && i + word.len <= to; i++) {
		size_t distance = i >= end                ? i - end
				  : i + word.len <= start ? start - i - word.len
							  : SIZE_MAX;

		if (distance >= look->distance ||
		    strncasecmp(event->text.ptr + i, word.ptr, word.len) != 0)
			continue;
		look->distance = distance;
		look->before = i < start;
	}
}

static bool is_label(const char *label, const char *what)
{
	return !strcmp(label, what);
}

static void take_value(struct dlp_explain *e, struct dlp_explain_look *look,
		       const struct dlp_trace_event *event)
{
	struct dlp_span value = event->text;
	struct dlp_buf buf;

	/* Of what an index knows nothing but its place is told. */
	if (look->rule->shape == DLP_SHAPE_INDEX) {
		look->value = DLP_SPAN("********");
		return;
	}
	if (value.len)
		value = (struct dlp_span){ value.ptr + event->at, event->len };
	dlp_buf_init(&buf, 0);
	if (e->opts.show_values)
		dlp_buf_addspan(&buf, value);
	else
		dlp_mask_value(&buf, look->rule, value);
	if (buf.status ||
	    !dlp_arena_copy(&e->values, dlp_buf_span(&buf), &look->value))
		look->value = DLP_SPAN("(no room to tell)");
	dlp_buf_release(&buf);
}

/* Words of the evidence may go with the finding; of a place that is not asked
 * about they are not kept. */
static void take_words(struct dlp_explain *e, struct dlp_explain_look *look)
{
	for (size_t i = 0; i < look->evidence.whys; i++) {
		struct dlp_span *word = &look->evidence.why[i].word;

		if (!look->near)
			*word = (struct dlp_span){ 0 };
		else if (word->len && !dlp_arena_copy(&e->values, *word, word))
			*word = DLP_SPAN("(no room to tell)");
	}
}

static void take_weighed(struct dlp_explain *e, struct dlp_explain_look *look,
			 const struct dlp_trace_event *event)
{
	look->near |= is_near(e, event);
	look->weighed = true;
	look->start = event->start;
	look->end = event->end;
	look->evidence = *event->evidence;
	look->outcome = (enum dlp_outcome)event->outcome;
	/* Nothing else is decided of one that others want nearby. */
	look->result = look->outcome == DLP_OUTCOME_DROPPED
			       ? DLP_EXPLAIN_DROPPED
			       : DLP_EXPLAIN_HELPER;
	look->settled = look->outcome == DLP_OUTCOME_DROPPED;
	take_words(e, look);
	if (!look->near)
		return;
	take_value(e, look, event);
	for (size_t i = 0; i < look->evidence.whys; i++)
		if (is_label(look->evidence.why[i].label, "context:") ||
		    is_label(look->evidence.why[i].label, "not-context:"))
			measure(look, event, look->evidence.why[i].word);
}

static enum dlp_explain_result result_by(enum dlp_trace_step step)
{
	switch (step) {
	case DLP_TRACE_LAYOUT:
		return DLP_EXPLAIN_LAYOUT;
	case DLP_TRACE_TAKEN:
		return DLP_EXPLAIN_TAKEN;
	case DLP_TRACE_UNWANTED:
		return DLP_EXPLAIN_UNWANTED;
	case DLP_TRACE_REFUSED:
		return DLP_EXPLAIN_REFUSED;
	case DLP_TRACE_ALONE:
		return DLP_EXPLAIN_ALONE;
	case DLP_TRACE_WEAK:
	case DLP_TRACE_LOW:
		return DLP_EXPLAIN_LOW;
	case DLP_TRACE_FILTERED:
		return DLP_EXPLAIN_FILTERED;
	case DLP_TRACE_SUPPRESSED:
		return DLP_EXPLAIN_SUPPRESSED;
	case DLP_TRACE_TOLD:
		return DLP_EXPLAIN_FINDING;
	default:
		return DLP_EXPLAIN_UNMATCHED;
	}
}

/* What an index knows is told beside what it overlaps. */
static bool is_merged(const struct dlp_trace_event *event,
		      const struct dlp_explain_look *look)
{
	return event->step != DLP_TRACE_ALONE &&
	       event->step != DLP_TRACE_WEAK &&
	       event->rule->shape != DLP_SHAPE_INDEX &&
	       look->rule->shape != DLP_SHAPE_INDEX &&
	       look->outcome != DLP_OUTCOME_SUPPRESSED;
}

/* A finding is decided: that of its rule, and what is merged with it. */
static void take_decision(struct dlp_explain *e,
			  const struct dlp_trace_event *event)
{
	for (size_t i = 0; i < e->looks; i++) {
		struct dlp_explain_look *look = &e->look[i];
		bool own = look->rule == event->rule;

		if (!look->weighed || look->settled ||
		    look->start < event->start || look->end > event->end ||
		    (!own && !is_merged(event, look)))
			continue;
		look->settled = true;
		look->result =
			own ? result_by(event->step) : DLP_EXPLAIN_OVERLAP;
		look->word = own ? event->word : event->rule->id;
		look->confidence = (enum dlp_confidence)event->number;
		if (own && look->near && event->stands.len &&
		    !dlp_arena_copy(&e->values, event->stands, &look->at))
			look->at = (struct dlp_span){ 0 };
	}
}

static void on_step(void *arg, const struct dlp_trace_event *event)
{
	struct dlp_explain *e = arg;
	struct dlp_explain_look *look, before;

	switch (event->step) {
	case DLP_TRACE_SHUT:
		if (is_around(e, event))
			e->shut = event->word;
		return;
	case DLP_TRACE_CALLED:
	case DLP_TRACE_LAYOUT:
		look = open_look(e, event);
		if (!look)
			return;
		look->start = event->start;
		look->end = event->end;
		look->result = result_by(event->step);
		add_step(e, look, event);
		return;
	case DLP_TRACE_MATCHED:
		look = current(e, event);
		/* Another match of the same call is a look of its own. */
		if (look && look->weighed) {
			before = *look;
			look = open_look(e, event);
			if (look && before.near)
				look->step[look->steps++] = *before.step;
		}
		if (look)
			add_step(e, look, event);
		return;
	case DLP_TRACE_WEIGHED:
		look = current(e, event);
		if (look)
			take_weighed(e, look, event);
		return;
	case DLP_TRACE_TAKEN:
	case DLP_TRACE_UNWANTED:
	case DLP_TRACE_REFUSED:
	case DLP_TRACE_UNASSIGNED:
	case DLP_TRACE_UNMATCHED:
	case DLP_TRACE_LIMIT:
		look = current(e, event);
		if (!look || look->weighed)
			return;
		add_step(e, look, event);
		look->result = result_by(event->step);
		return;
	default:
		take_decision(e, event);
	}
}

static void on_begin(void *arg, const struct dlp_where *where)
{
	struct dlp_explain *e = arg;
	struct dlp_buf name;

	close_look(e);
	for (size_t i = 0; i < e->looks; i++)
		e->look[i].settled = true;
	dlp_buf_init(&name, 0);
	dlp_where_text(&name, where);
	if (name.status ||
	    !dlp_arena_copy(&e->values, dlp_buf_span(&name), &e->where))
		e->where = DLP_SPAN("(no room to tell)");
	dlp_buf_release(&name);
}

struct dlp_explain *dlp_explain_new(const struct dlp_explain_opts *opts)
{
	struct dlp_explain *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->opts = *opts;
	e->trace = (struct dlp_trace){ on_begin, on_step, e };
	dlp_arena_init(&e->values, DLP_EXPLAIN_MEMORY);
	return e;
}

void dlp_explain_free(struct dlp_explain *e)
{
	if (!e)
		return;
	dlp_arena_release(&e->values);
	free(e->look);
	free(e);
}

const struct dlp_trace *dlp_explain_trace(struct dlp_explain *e)
{
	return &e->trace;
}

static int compare(const void *a, const void *b)
{
	const struct dlp_explain_look *x = a, *y = b;

	if (x->result != y->result)
		return x->result < y->result ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

const struct dlp_explain_look *dlp_explain_looks(struct dlp_explain *e,
						 size_t *count)
{
	close_look(e);
	if (e->looks)
		qsort(e->look, e->looks, sizeof(*e->look), compare);
	*count = e->looks;
	return e->look;
}

struct dlp_span dlp_explain_shut(const struct dlp_explain *e)
{
	return e->shut;
}

uint64_t dlp_explain_lost(const struct dlp_explain *e)
{
	return e->lost;
}

bool dlp_explain_called(const struct dlp_explain *e,
			const struct dlp_rule *rule)
{
	for (size_t i = 0; i < e->looks; i++)
		if (e->look[i].rule == rule)
			return true;
	return false;
}
