#include "match/matcher.h"

#include <stdlib.h>
#include <string.h>

#include "match/place.h"
#include "match/route.h"
#include "match/run.h"

enum {
	LOOK_BEHIND = 32, /* bytes before a candidate that a regex may see */
	/* Bytes behind a window, so that what begins in it is seen whole. */
	TAIL = 256,
};

_Static_assert(TAIL + 512 <= DLP_MATCHER_AHEAD, "what is told needs text too");
_Static_assert(DLP_MATCHER_REACH >= DLP_RULE_WINDOW + LOOK_BEHIND,
	       "a value may stand in what a regex looks behind at");

struct dlp_matcher {
	struct dlp_engine *engine;
	struct dlp_matcher_calls calls;
	struct dlp_regex_space *space;
	struct dlp_literal_hits hits;
	struct dlp_runs runs;
	struct dlp_routes *routes;
	struct dlp_matcher_memory *state;
	size_t rules;
	const struct dlp_window *window;
	struct dlp_error *err;
	bool failed; /* err says why */
};

struct dlp_matcher *dlp_matcher_new(struct dlp_engine *engine,
				    const struct dlp_matcher_calls *calls)
{
	struct dlp_matcher *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->engine = engine;
	m->calls = *calls;
	m->rules = dlp_catalog_count(dlp_engine_catalog(engine));
	m->state = calloc(m->rules + 1, sizeof(*m->state));
	m->space = dlp_regex_space_new();
	m->routes = dlp_routes_new(engine);
	if (!m->state || !m->space || !m->routes) {
		dlp_matcher_free(m);
		return NULL;
	}
	return m;
}

void dlp_matcher_free(struct dlp_matcher *m)
{
	if (!m)
		return;
	dlp_literal_hits_release(&m->hits);
	dlp_regex_space_free(m->space);
	dlp_routes_free(m->routes);
	free(m->state);
	free(m);
}

void dlp_matcher_reset(struct dlp_matcher *m)
{
	for (size_t r = 0; r < m->rules; r++)
		m->state[r].next = 0;
}

void dlp_matcher_mute(struct dlp_matcher *m, size_t rule)
{
	m->state[rule].muted = true;
}

void dlp_matcher_unmute(struct dlp_matcher *m)
{
	for (size_t r = 0; r < m->rules; r++)
		m->state[r].muted = false;
}

void dlp_matcher_save(const struct dlp_matcher *m,
		      struct dlp_matcher_memory *memory)
{
	memcpy(memory, m->state, m->rules * sizeof(*memory));
}

void dlp_matcher_load(struct dlp_matcher *m,
		      const struct dlp_matcher_memory *memory)
{
	memcpy(m->state, memory, m->rules * sizeof(*memory));
}

/* The compiled rule, or NULL where it is to be left out. */
static const struct dlp_engine_rule *rule_at(struct dlp_matcher *m,
					     size_t index)
{
	const struct dlp_engine_rule *compiled;

	if (m->state[index].muted || m->failed)
		return NULL;
	compiled = dlp_engine_rule(m->engine, index, m->err);
	if (!compiled)
		m->failed = true;
	return compiled;
}

/* Where the next match of a rule may begin, as an index into the window. */
static size_t next_of(const struct dlp_matcher *m, size_t index)
{
	uint64_t next = m->state[index].next, base = m->window->base;

	return next > base ? (size_t)(next - base) : 0;
}

static struct dlp_span between(const struct dlp_matcher *m, size_t start,
			       size_t end)
{
	return (struct dlp_span){ m->window->text.ptr + start, end - start };
}

/* Report what a regex found in [shift, …) of the window, or the whole of a
 * shape.  False when it was refused. */
static bool report(struct dlp_matcher *m, struct dlp_match *match)
{
	if (!m->calls.match(m->calls.arg, match))
		return false;
	m->state[match->index].next = m->window->base + match->end;
	return true;
}

static bool report_found(struct dlp_matcher *m, size_t index,
			 const struct dlp_engine_rule *compiled,
			 const struct dlp_engine_regex *regex,
			 const struct dlp_regex_match *found, size_t shift)
{
	const struct dlp_rule *rule =
		dlp_catalog_rule(dlp_engine_catalog(m->engine), index);
	struct dlp_match match = {
		.rule = rule,
		.compiled = compiled,
		.index = index,
		.start = shift + found->group[0].start,
		.end = shift + found->group[0].end,
	};
	size_t v = (size_t)regex->value;

	for (size_t g = 0; g < found->groups; g++)
		if (found->group[g].start != SIZE_MAX &&
		    found->group[g].start <= found->group[g].end)
			match.candidate.group[g] =
				between(m, shift + found->group[g].start,
					shift + found->group[g].end);
	if (v >= found->groups || !match.candidate.group[v].len)
		return false;
	match.candidate.value = match.candidate.group[v];
	match.value_start = shift + found->group[v].start;
	match.value_end = shift + found->group[v].end;
	for (size_t i = 0; i < rule->parts; i++) {
		size_t g = (size_t)regex->part[i];

		if (g < found->groups && match.candidate.group[g].len) {
			match.part[i].start = shift + found->group[g].start;
			match.part[i].end = shift + found->group[g].end;
		}
	}
	return report(m, &match);
}

/* A search that came to no result: never the same as no match. */
static void note_failure(struct dlp_matcher *m, size_t index,
			 enum dlp_regex_result result)
{
	if (result == DLP_REGEX_LIMIT)
		m->calls.limit(m->calls.arg, index);
	if (result == DLP_REGEX_NOMEM) {
		dlp_error_set(m->err, DLP_FATAL, 0, "out of memory");
		m->failed = true;
	}
}

/*
 * All matches of a regex that begin in [from, last] of the window and end
 * before `end`.
 */
static void search(struct dlp_matcher *m, size_t index,
		   const struct dlp_engine_rule *compiled,
		   const struct dlp_engine_regex *regex, size_t from,
		   size_t last, size_t end)
{
	const struct dlp_window *w = m->window;
	size_t shift = from > LOOK_BEHIND ? from - LOOK_BEHIND : 0;
	struct dlp_span subject = between(m, shift, end);
	bool open_left = shift || !w->first;
	bool open_right = end < w->text.len || !w->last;
	struct dlp_regex_match found;
	enum dlp_regex_result result;

	while (from <= last) {
		result = dlp_regex_find(regex->regex, m->space, subject,
					from - shift, last - shift, open_left,
					open_right, &found);
		note_failure(m, index, result);
		if (result != DLP_REGEX_FOUND)
			return;
		report_found(m, index, compiled, regex, &found, shift);
		from = shift + found.group[0].end;
		if (found.group[0].end == found.group[0].start)
			from++;
	}
}

/* A keyword stands at `pos`. */
static void try_keyword(struct dlp_matcher *m, size_t index, size_t pos)
{
	const struct dlp_engine_rule *compiled;
	const struct dlp_rule *rule =
		dlp_catalog_rule(dlp_engine_catalog(m->engine), index);
	size_t end = m->window->text.len, last = end, back;

	if (end - pos > rule->window)
		last = end = pos + rule->window;
	/* Not further than the text is kept, however wide the rule is. */
	back = rule->window < DLP_RULE_WINDOW ? rule->window : DLP_RULE_WINDOW;
	back = pos > back ? pos - back : 0;
	compiled = rule_at(m, index);
	for (size_t i = 0; compiled && i < compiled->regexes; i++) {
		size_t next = next_of(m, index);
		size_t from = next > back ? next : back;

		if (compiled->regex[i].at_keyword) {
			if (next <= pos)
				search(m, index, compiled, &compiled->regex[i],
				       pos, pos, end);
		} else if (from < last) {
			if (m->window->text.len - last > TAIL)
				end = last + TAIL;
			else
				end = m->window->text.len;
			search(m, index, compiled, &compiled->regex[i], from,
			       last - 1, end);
		}
	}
}

/* The whole of a shape is the match: its rule has no regex. */
static bool take_shape(struct dlp_matcher *m, size_t index,
		       const struct dlp_engine_rule *compiled, size_t start,
		       size_t end)
{
	struct dlp_match match = {
		.rule = dlp_catalog_rule(dlp_engine_catalog(m->engine), index),
		.compiled = compiled,
		.index = index,
		.start = start,
		.end = end,
		.value_start = start,
		.value_end = end,
	};

	match.candidate.value = between(m, start, end);
	match.candidate.group[0] = match.candidate.value;
	return report(m, &match);
}

/* Whether a check of the whole text of a shape says that it is none. */
static bool fails_early(const struct dlp_engine_rule *compiled,
			struct dlp_span text)
{
	struct dlp_candidate candidate = { .value = text };

	candidate.group[0] = text;
	for (size_t i = 0; i < compiled->validators; i++)
		if (dlp_validator_run(&compiled->validator[i], &candidate) ==
		    DLP_INVALID)
			return true;
	return false;
}

/*
 * A shape stands in [start, end): it is the match, or the regex begins where
 * it does.  Of the first 32 regexes those in `regexes` may match.
 */
static bool try_shape(struct dlp_matcher *m, size_t index, size_t start,
		      size_t end, uint32_t regexes)
{
	const struct dlp_engine_rule *compiled;
	const struct dlp_rule *rule =
		dlp_catalog_rule(dlp_engine_catalog(m->engine), index);
	size_t shift = start > LOOK_BEHIND ? start - LOOK_BEHIND : 0;
	bool whole = rule->shape == DLP_SHAPE_DIGITS ||
		     rule->shape == DLP_SHAPE_PHONE;
	/* No more than is there whatever the cut. */
	size_t window =
		rule->window < DLP_RULE_WINDOW ? rule->window : DLP_RULE_WINDOW;
	size_t stop = m->window->text.len;
	struct dlp_regex_match found;

	if (next_of(m, index) > start)
		return false;
	compiled = rule_at(m, index);
	if (!compiled)
		return false;
	if (!compiled->regexes)
		return take_shape(m, index, compiled, start, end);
	if (whole && compiled->early &&
	    fails_early(compiled, between(m, start, end)))
		return false;
	if (whole)
		stop = end;
	else if (stop - start > window)
		stop = start + window;
	for (size_t i = 0; i < compiled->regexes; i++) {
		enum dlp_regex_result result;

		if ((i < DLP_ROUTE_REGEXES && !(regexes >> i & 1)) ||
		    !dlp_regex_begins(compiled->regex[i].regex,
				      m->window->text.ptr[start]))
			continue;
		result = dlp_regex_find(
			compiled->regex[i].regex, m->space,
			between(m, shift, stop), start - shift, start - shift,
			shift || !m->window->first,
			stop < m->window->text.len || !m->window->last, &found);
		note_failure(m, index, result);
		if (result == DLP_REGEX_FOUND &&
		    report_found(m, index, compiled, &compiled->regex[i],
				 &found, shift))
			return true;
	}
	return false;
}

static void try_shapes(struct dlp_matcher *m, struct dlp_engine_rules rules,
		       const struct dlp_place *place)
{
	for (size_t r = 0; r < rules.count; r++)
		for (size_t e = place->ends; e--;)
			if (try_shape(m, rules.rule[r], place->start,
				      place->end[e], UINT32_MAX))
				break;
}

/* Of a route, which regexes of a rule may match. */
static uint32_t regexes_of(const struct dlp_route *route, uint32_t rule)
{
	for (size_t i = 0; i < route->count; i++)
		if (route->to[i].rule == rule)
			return route->to[i].regexes;
	return 0;
}

/* One rule after the other, as the number may be the tail of a longer one. */
static void try_phone(struct dlp_matcher *m, struct dlp_engine_rules rules,
		      const struct dlp_place *place)
{
	struct dlp_route route[DLP_PLACE_ENDS];
	bool told[DLP_PLACE_ENDS], any = false;

	for (size_t e = 0; e < place->ends; e++) {
		const struct dlp_route *found =
			dlp_routes_find(m->routes, DLP_SHAPE_PHONE,
					m->window->text, place, e, m->space);

		told[e] = found != NULL;
		any |= !found || found->count;
		if (found)
			route[e] = *found;
	}
	for (size_t r = 0; any && r < rules.count; r++)
		for (size_t e = place->ends; e--;) {
			uint32_t regexes =
				told[e] ? regexes_of(&route[e], rules.rule[r])
					: UINT32_MAX;

			if (regexes && try_shape(m, rules.rule[r], place->start,
						 place->end[e], regexes))
				break;
		}
}

/* The longest first: its tail must not be left behind. */
static void try_digits(struct dlp_matcher *m, size_t pos)
{
	struct dlp_place place;

	dlp_place_digits(m->window->text, pos, &place);
	for (size_t e = place.ends; e--;) {
		struct dlp_engine_rules rules =
			dlp_engine_by_digits(m->engine, place.digits[e]);
		const struct dlp_route *route;

		if (!rules.count)
			continue;
		route = dlp_routes_find(m->routes, DLP_SHAPE_DIGITS,
					m->window->text, &place, e, m->space);
		for (size_t r = 0; !route && r < rules.count; r++)
			try_shape(m, rules.rule[r], place.start, place.end[e],
				  UINT32_MAX);
		for (size_t r = 0; route && r < route->count; r++)
			try_shape(m, route->to[r].rule, place.start,
				  place.end[e], route->to[r].regexes);
	}
}

static void try_token(struct dlp_matcher *m, size_t pos)
{
	struct dlp_engine_rules rules =
		dlp_engine_by_shape(m->engine, DLP_SHAPE_TOKEN);
	struct dlp_place place;
	size_t len;

	if (!dlp_place_token(m->window->text, pos, &place))
		return;
	len = place.end[0] - place.start;
	for (size_t r = 0; r < rules.count; r++) {
		const struct dlp_rule *rule = dlp_catalog_rule(
			dlp_engine_catalog(m->engine), rules.rule[r]);

		if (len >= rule->least && len <= rule->most)
			try_shape(m, rules.rule[r], place.start, place.end[0],
				  UINT32_MAX);
	}
}

/* Places that masks of a block tell: digits, phones, tokens, IBANs. */
static void scan_runs(struct dlp_matcher *m, size_t from, size_t to)
{
	struct dlp_place_starts starts;
	struct dlp_engine *engine = m->engine;
	struct dlp_engine_rules phone =
		dlp_engine_by_shape(engine, DLP_SHAPE_PHONE);
	struct dlp_engine_rules iban =
		dlp_engine_by_shape(engine, DLP_SHAPE_IBAN);
	unsigned digits = dlp_engine_least(engine, DLP_SHAPE_DIGITS);
	unsigned token = dlp_engine_least(engine, DLP_SHAPE_TOKEN);
	const struct dlp_place_wants wants = {
		.digits = digits,
		.token = token < DLP_PLACE_WANTS ? token : DLP_PLACE_WANTS,
		.phone = phone.count != 0,
		.iban = iban.count != 0,
	};

	if (!wants.digits && !wants.token && !wants.phone && !wants.iban)
		return;
	dlp_runs_mask(&m->runs, m->window->text, from);
	dlp_place_find(&m->runs, m->window->text, from, &wants, &starts);
	for (size_t w = 0; w * 64 < to - from; w++) {
		uint64_t any = starts.digits[w] | starts.token[w] |
			       starts.phone[w] | starts.iban[w];

		for (; any; any &= any - 1) {
			uint64_t bit = any & (~any + 1);
			size_t pos = from + w * 64 + dlp_runs_lowest(any);
			struct dlp_place place;

			if (pos >= to)
				return;
			if (starts.digits[w] & bit)
				try_digits(m, pos);
			if (starts.token[w] & bit)
				try_token(m, pos);
			if (starts.phone[w] & bit &&
			    dlp_place_phone(m->window->text, pos, &place))
				try_phone(m, phone, &place);
			if (starts.iban[w] & bit &&
			    dlp_place_iban(m->window->text, pos, &place))
				try_shapes(m, iban, &place);
		}
	}
}

static void scan_emails(struct dlp_matcher *m, size_t from, size_t to)
{
	struct dlp_engine_rules rules =
		dlp_engine_by_shape(m->engine, DLP_SHAPE_EMAIL);
	const char *text = m->window->text.ptr, *at;

	while (rules.count && from < to &&
	       (at = memchr(text + from, '@', to - from))) {
		struct dlp_place place;

		from = (size_t)(at - text) + 1;
		if (dlp_place_email(m->window->text, from - 1, &place))
			try_shapes(m, rules, &place);
	}
}

/*
 * Rules that nothing calls up, over a block of their own: what a regex sees of
 * the text depends on the block alone.
 */
static void scan_any(struct dlp_matcher *m, size_t from, size_t to)
{
	struct dlp_engine_rules rules =
		dlp_engine_by_shape(m->engine, DLP_SHAPE_ANY);

	for (size_t r = 0; r < rules.count; r++) {
		size_t index = rules.rule[r], end = m->window->text.len;
		const struct dlp_engine_rule *compiled = rule_at(m, index);
		const struct dlp_rule *rule =
			dlp_catalog_rule(dlp_engine_catalog(m->engine), index);

		if (end - to > rule->window)
			end = to + rule->window;
		for (size_t i = 0; compiled && i < compiled->regexes; i++) {
			size_t next = next_of(m, index);

			if (next < to)
				search(m, index, compiled, &compiled->regex[i],
				       next > from ? next : from, to - 1, end);
		}
	}
}

/*
 * The first keyword whose rule wants more text than is there: what stands at
 * it and behind is decided when that has come.
 */
static size_t stall(const struct dlp_matcher *m, size_t to)
{
	const struct dlp_window *w = m->window;

	for (size_t h = 0; !w->last && h < m->hits.count; h++) {
		size_t pos = m->hits.hit[h].pos, have = w->text.len - pos;
		struct dlp_engine_rules rules =
			dlp_engine_by_literal(m->engine, m->hits.hit[h].id);

		for (size_t r = 0; r < rules.count; r++)
			if (dlp_catalog_rule(dlp_engine_catalog(m->engine),
					     rules.rule[r])
					    ->window +
				    DLP_MATCHER_AHEAD >
			    have)
				return pos;
	}
	return to;
}

/*
 * Look at [from, *to); *to becomes where it had to stop: at `from` when it may
 * only look at the whole.
 */
static enum dlp_status scan_block(struct dlp_matcher *m, size_t from,
				  size_t *to, bool whole)
{
	size_t stop;

	m->hits.count = 0;
	if (dlp_literals_scan(dlp_engine_literals(m->engine), m->window->text,
			      from, *to, &m->hits))
		return dlp_error_set(m->err, DLP_FATAL, 0, "out of memory");
	stop = stall(m, *to);
	*to = whole && stop < *to ? from : stop;
	if (*to == from)
		return DLP_OK;
	for (size_t h = 0; h < m->hits.count && m->hits.hit[h].pos < *to; h++) {
		struct dlp_engine_rules rules =
			dlp_engine_by_literal(m->engine, m->hits.hit[h].id);

		for (size_t r = 0; r < rules.count; r++)
			try_keyword(m, rules.rule[r], m->hits.hit[h].pos);
	}
	scan_runs(m, from, *to);
	scan_emails(m, from, *to);
	scan_any(m, from, *to);
	return m->failed ? DLP_FATAL : DLP_OK;
}

/* The end of the block at `from`; blocks of rules that nothing calls up are
 * the same however the text is cut. */
static size_t block_end(const struct dlp_window *window, size_t from,
			bool fixed)
{
	uint64_t at = window->base + from;

	return fixed ? from + DLP_MATCHER_BLOCK -
			       (size_t)(at % DLP_MATCHER_BLOCK)
		     : from + DLP_RUN_BLOCK;
}

enum dlp_status dlp_matcher_scan(struct dlp_matcher *m,
				 const struct dlp_window *window, size_t *done,
				 struct dlp_error *err)
{
	size_t any = dlp_engine_any_window(m->engine), near = DLP_RULE_WINDOW;
	size_t from = window->from, to = window->text.len;
	enum dlp_status status = DLP_OK;

	m->window = window;
	m->err = err;
	m->failed = false;
	near = (any > near ? any : near) + DLP_MATCHER_AHEAD;
	if (!window->last)
		to = to > near ? to - near : 0;
	if (window->to && window->to < to)
		to = window->to;
	while (!status && from < to) {
		size_t want = block_end(window, from, any != 0), end;

		if (want > to && any && !window->last)
			break;
		end = want = want < to ? want : to;
		status = scan_block(m, from, &end, any != 0);
		from = end;
		if (end < want)
			break;
	}
	*done = from;
	return status;
}
