#include "detect/range.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "detect/describe.h"
#include "detect/telling.h"

struct dlp_range {
	struct dlp_pool_job job;
	const struct dlp_catalog *catalog;
	const struct dlp_findings *findings;
	struct dlp_matcher *matcher;
	struct dlp_weigher *weigher;
	struct dlp_views *views; /* NULL: nothing is decoded */
	uint64_t viewed;         /* blocks before this were looked at */
	struct dlp_window window;
	uint64_t early, from,
		to; /* begun at, and what it is of; in the whole */
	struct dlp_matcher_memory *begin, *end;
	struct dlp_unit unit;   /* its text, to describe what is in it */
	struct dlp_arena told;  /* descriptions */
	struct dlp_buf scratch; /* where they are made */
	struct dlp_buf found; /* struct item, each with what it has behind it */
	size_t next;
	bool recording;
	bool cut; /* the matcher stopped before `to` */
	enum dlp_status status;
	struct dlp_error err;
};

/* Packed: there may be hundreds of thousands. */
struct item {
	uint32_t rule; /* NO_RULE: a slice ends at `start` */
	uint32_t start, end;
	unsigned char outcome, confidence, parts, whys, decoded;
	double score;
	struct dlp_described *described;
	/* Behind it: `parts` struct place, `whys` struct dlp_why, and of one
	 * that is `decoded` a struct dlp_suppressed. */
};

struct place {
	uint32_t start, end;
};

#define NO_RULE UINT32_MAX

_Static_assert(DLP_RANGE_SLICE % DLP_MATCHER_BLOCK == 0, "blocks are whole");
_Static_assert(DLP_RANGE_BEFORE % DLP_MATCHER_BLOCK == 0, "blocks are whole");

/* NULL where there is no room: whoever tells of it will do it. */
static struct dlp_described *describe(struct dlp_range *range,
				      const struct dlp_match *match,
				      const struct dlp_decoded *decoded)
{
	const struct dlp_describer describer = {
		.unit = &range->unit,
		.where = &range->findings->where,
		.relative = range->findings->relative,
		.opts = range->findings->opts,
		.scratch = &range->scratch,
	};

	return dlp_describe_match(&describer, match, decoded, &range->told);
}

/* Note an item, and what it has behind it. */
static void keep(struct dlp_range *range, const struct item *item,
		 const struct dlp_match *match,
		 const struct dlp_evidence *evidence)
{
	dlp_buf_add(&range->found, item, sizeof(*item));
	for (size_t i = 0; i < item->parts; i++) {
		struct place place = { (uint32_t)match->part[i].start,
				       (uint32_t)match->part[i].end };

		dlp_buf_add(&range->found, &place, sizeof(place));
	}
	dlp_buf_add(&range->found, evidence->why,
		    item->whys * sizeof(*evidence->why));
}

static bool on_match(void *arg, const struct dlp_match *match)
{
	struct dlp_range *range = arg;
	struct dlp_evidence evidence = { .whys = 0 };
	struct item item = {
		.rule = (uint32_t)match->index,
		.start = (uint32_t)match->value_start,
		.end = (uint32_t)match->value_end,
	};
	enum dlp_outcome outcome;

	if (range->found.status)
		return true;
	outcome = dlp_weigher_weigh(range->weigher, match,
				    (struct dlp_span){ 0 }, &evidence);
	if (outcome == DLP_OUTCOME_DROPPED)
		return false;
	if (!range->recording)
		return true;
	item.outcome = (unsigned char)outcome;
	item.confidence = (unsigned char)evidence.confidence;
	item.score = evidence.score;
	if (dlp_weigher_keeps(range->weigher, match->index,
			      evidence.confidence)) {
		item.parts = (unsigned char)match->rule->parts;
		item.whys = (unsigned char)evidence.whys;
		if (outcome == DLP_OUTCOME_FINDING &&
		    dlp_telling_wants(range->findings, match->rule, &evidence))
			item.described = describe(range, match, NULL);
	}
	keep(range, &item, match, &evidence);
	return true;
}

/* What it is described from goes: it is now or never. */
static void on_decoded(void *arg, const struct dlp_views_found *found)
{
	struct dlp_range *range = arg;
	const struct dlp_match *match = &found->match;
	const struct dlp_suppressed suppressed = dlp_findings_suppress(
		range->findings, match, found->outcome, &found->decoded);
	struct item item = {
		.rule = (uint32_t)match->index,
		.start = (uint32_t)match->value_start,
		.end = (uint32_t)match->value_end,
		.outcome = (unsigned char)found->outcome,
		.confidence = (unsigned char)found->evidence.confidence,
		.score = found->evidence.score,
		.parts = (unsigned char)match->rule->parts,
		.whys = (unsigned char)found->evidence.whys,
		.decoded = true,
	};

	if (range->found.status || (found->plain && suppressed.by))
		return;
	if (!range->findings->opts->bare) {
		item.described = describe(range, match, &found->decoded);
		if (!item.described)
			range->cut = true;
	}
	keep(range, &item, match, &found->evidence);
	dlp_buf_add(&range->found, &suppressed, sizeof(suppressed));
}

/* Where columns have names no range is scanned. */
static const struct dlp_rule_set *on_place(void *arg, size_t start, size_t end)
{
	struct dlp_range *range = arg;

	return dlp_weigher_wants(range->weigher, (struct dlp_span){ 0 }, start,
				 end);
}

/* What is found then is thrown away: it need not be found. */
static void on_limit(void *arg, size_t rule)
{
	struct dlp_range *range = arg;

	dlp_matcher_mute(range->matcher, rule);
}

/* The same of a view, of which nobody knows how often that was. */
static void on_view_limit(void *arg, size_t rule)
{
	struct dlp_range *range = arg;

	(void)rule;
	range->cut = true;
}

static void on_full(void *arg)
{
	struct dlp_range *range = arg;

	range->cut = true;
}

/* Look at places up to `to`, an offset in the whole. */
static void scan_to(struct dlp_range *range, uint64_t to)
{
	struct dlp_window *w = &range->window;
	size_t done;

	if (range->status || range->cut || range->found.status)
		return;
	w->to = (size_t)(to - w->base);
	range->status = dlp_matcher_scan(range->matcher, w, &done, &range->err);
	if (!range->status && dlp_weigher_failed(range->weigher))
		range->status = dlp_error_set(&range->err, DLP_FATAL, 0,
					      "out of memory");
	range->cut = !range->status && done != w->to;
	w->from = w->to;
}

/* Look at the blocks up to `to`: all that they need is there. */
static void view_to(struct dlp_range *range, uint64_t to)
{
	if (!range->views || range->status || range->cut)
		return;
	to = dlp_views_block(to);
	range->status = dlp_views_scan(range->views, &range->window,
				       &range->viewed, to, &range->err);
	if (range->viewed < to)
		range->cut = true;
}

uint64_t dlp_range_slice(uint64_t from, uint64_t to)
{
	uint64_t end = from + DLP_RANGE_SLICE - from % DLP_RANGE_SLICE;

	return end < to ? end : to;
}

static void scan(void *arg)
{
	struct dlp_range *range = arg;
	struct item end = { .rule = NO_RULE };
	uint64_t to = range->from;

	dlp_weigher_begin(range->weigher, range->window.text);
	range->recording = false;
	if (range->early < range->from)
		scan_to(range, range->from);
	dlp_matcher_save(range->matcher, range->begin);
	range->recording = true;
	while (to < range->to) {
		to = dlp_range_slice(to, range->to);
		scan_to(range, to);
		view_to(range, to);
		end.start = (uint32_t)(to - range->window.base);
		dlp_buf_add(&range->found, &end, sizeof(end));
	}
	dlp_matcher_save(range->matcher, range->end);
}

void dlp_range_free(struct dlp_range *range)
{
	if (!range)
		return;
	dlp_matcher_free(range->matcher);
	dlp_weigher_free(range->weigher);
	dlp_views_free(range->views);
	dlp_buf_release(&range->found);
	dlp_buf_release(&range->scratch);
	dlp_arena_release(&range->told);
	free(range->begin);
	free(range->end);
	free(range);
}

struct dlp_range *dlp_range_new(struct dlp_engine *engine,
				const struct dlp_findings *findings)
{
	struct dlp_range *range = calloc(1, sizeof(*range));
	struct dlp_matcher_calls calls = { .match = on_match,
					   .limit = on_limit,
					   .arg = range,
					   .wants = on_place };
	const struct dlp_views_calls views = { .found = on_decoded,
					       .limit = on_view_limit,
					       .full = on_full,
					       .arg = range,
					       .where = &findings->where };
	size_t rules = dlp_catalog_count(dlp_engine_catalog(engine));
	bool decodes = !findings->opts->no_decode;

	if (!range)
		return NULL;
	if (decodes)
		range->views = dlp_views_new(engine, findings->opts, &views);
	range->catalog = dlp_engine_catalog(engine);
	range->findings = findings;
	range->job.run = scan;
	range->job.arg = range;
	dlp_buf_init(&range->found, DLP_RANGE_FOUND_MAX);
	dlp_buf_init(&range->scratch, 0);
	dlp_arena_init(&range->told, DLP_RANGE_TOLD_MAX);
	range->matcher = dlp_matcher_new(engine, &calls);
	range->weigher = dlp_weigher_new(engine, findings->opts->min_confidence,
					 findings->opts->learned.secret);
	range->begin = calloc(rules + 1, sizeof(*range->begin));
	range->end = calloc(rules + 1, sizeof(*range->end));
	if (!range->matcher || !range->weigher || !range->begin ||
	    !range->end || (decodes && !range->views)) {
		dlp_range_free(range);
		return NULL;
	}
	dlp_weigher_where(range->weigher, &findings->where);
	dlp_matcher_without(range->matcher, dlp_weigher_never(range->weigher));
	return range;
}

void dlp_range_begin(struct dlp_range *range, const struct dlp_window *text,
		     uint64_t early, uint64_t from, uint64_t to,
		     const struct dlp_matcher_memory *memory,
		     const struct dlp_matcher *views)
{
	range->from = from;
	range->to = to;
	range->early = early;
	range->window = *text;
	dlp_matcher_load(range->matcher, memory);
	if (range->views) {
		dlp_matcher_save(views, range->end);
		dlp_matcher_load(dlp_views_matcher(range->views), range->end);
	}
	range->viewed = dlp_views_block(from);
	if (range->viewed < text->base)
		range->viewed = text->base;
	/* Nothing writes to it: a buffer knows no other way to say so. */
	range->unit = (struct dlp_unit){
		.text = { .ptr = (char *)(uintptr_t)text->text.ptr,
			  .len = text->text.len },
		.base = text->base,
	};
	dlp_arena_reset(&range->told);
	dlp_buf_clear(&range->found);
	range->next = 0;
	range->cut = false;
	range->status = DLP_OK;
}

struct dlp_pool_job *dlp_range_job(struct dlp_range *range)
{
	return &range->job;
}

void dlp_range_clear(struct dlp_range *range)
{
	dlp_buf_release(&range->found);
	dlp_arena_release(&range->told);
}

uint64_t dlp_range_to(const struct dlp_range *range)
{
	return range->to;
}

enum dlp_status dlp_range_holds(const struct dlp_range *range,
				const struct dlp_matcher_memory *memory,
				bool *holds, struct dlp_error *err)
{
	/* What ends before here no place of the range looks at. */
	uint64_t floor = range->from < DLP_MATCHER_REACH
				 ? 0
				 : range->from - DLP_MATCHER_REACH;

	if (range->status) {
		*err = range->err;
		return range->status;
	}
	*holds = !range->cut && !range->found.status;
	for (size_t r = 0; *holds && r < dlp_catalog_count(range->catalog);
	     r++) {
		uint64_t is = memory[r].next, was = range->begin[r].next;

		/* What it found is left out by whoever knows that. */
		if (memory[r].muted)
			continue;
		if (range->end[r].muted ||
		    (is != was && (is > floor || was > floor)))
			*holds = false;
	}
	return DLP_OK;
}

const struct dlp_matcher_memory *dlp_range_memory(const struct dlp_range *range)
{
	return range->end;
}

static void take(struct dlp_range *range, void *to, size_t size)
{
	memcpy(to, range->found.ptr + range->next, size);
	range->next += size;
}

enum dlp_range_item dlp_range_next(struct dlp_range *range, uint64_t base,
				   struct dlp_range_found *out)
{
	/* Modulo 2^64: the copy may begin before `base`. */
	const size_t shift = (size_t)(range->window.base - base);
	struct dlp_match *match = &out->match;
	struct item item;

	if (range->next == range->found.len)
		return DLP_RANGE_END;
	take(range, &item, sizeof(item));
	if (item.rule == NO_RULE) {
		out->done = range->window.base + item.start;
		return DLP_RANGE_DONE;
	}
	/* Nothing else of a match is looked at: no need to clear it. */
	match->rule = dlp_catalog_rule(range->catalog, item.rule);
	match->index = item.rule;
	match->value_start = item.start + shift;
	match->value_end = item.end + shift;
	for (size_t i = 0; i < item.parts; i++) {
		struct place place;
		bool none;

		take(range, &place, sizeof(place));
		none = place.end == place.start;
		match->part[i].start = none ? 0 : place.start + shift;
		match->part[i].end = none ? 0 : place.end + shift;
	}
	out->outcome = (enum dlp_outcome)item.outcome;
	out->described = item.described;
	out->evidence.confidence = (enum dlp_confidence)item.confidence;
	out->evidence.score = item.score;
	out->evidence.whys = item.whys;
	out->evidence.decoded = item.decoded;
	take(range, out->evidence.why, item.whys * sizeof(*out->evidence.why));
	if (item.decoded)
		take(range, &out->suppressed, sizeof(out->suppressed));
	return DLP_RANGE_MATCH;
}
