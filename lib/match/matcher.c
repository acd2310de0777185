#include "match/matcher.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/pages.h"
#include "match/attempt.h"
#include "match/probe.h"

/* Rules that nothing calls up are tried by blocks of the whole text. */
enum { ANY_BLOCK = 4 << 10 };

struct dlp_matcher *dlp_matcher_new(struct dlp_engine *engine,
				    const struct dlp_matcher_calls *calls)
{
	struct dlp_matcher *m = calloc(1, sizeof(*m));
	struct dlp_engine_rules ids;

	if (!m)
		return NULL;
	m->engine = engine;
	m->only = SIZE_MAX;
	m->calls = *calls;
	m->catalog = dlp_engine_catalog(engine);
	m->brief = dlp_engine_briefs(engine);
	m->rules = dlp_catalog_count(m->catalog);
	m->state = dlp_pages_new(m->rules + 1, sizeof(*m->state) +
						       sizeof(*m->tried) +
						       sizeof(*m->compiled) +
						       sizeof(*m->touched));
	m->tried = (void *)(m->state + m->rules + 1);
	m->compiled = (void *)(m->tried + m->rules + 1);
	m->touched = (void *)(m->compiled + m->rules + 1);
	m->space = dlp_regex_space_new();
	m->routes = dlp_routes_new(engine);
	m->bare_digits = m->bare_phones = UINT64_MAX;
	for (size_t n = 0; n <= DLP_RULE_DIGITS_MAX; n++)
		if (dlp_engine_by_digits(engine, n).count)
			m->digit_rules |= UINT64_C(1) << n;
	ids = dlp_engine_by_shape(engine, DLP_SHAPE_ID);
	for (size_t r = 0; r < ids.count; r++)
		for (unsigned n = m->brief[ids.rule[r]].least;
		     n <= m->brief[ids.rule[r]].most; n++)
			m->id_rules |= UINT64_C(1) << n;
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
	dlp_pages_free(m->state);
	free(m);
}

static bool is_without(const struct dlp_matcher *m, size_t rule)
{
	return m->without && m->without[rule / 64] >> rule % 64 & 1;
}

static bool is_touched(const struct dlp_matcher *m, size_t rule)
{
	return m->state[rule].next ||
	       m->state[rule].muted != is_without(m, rule);
}

/* Of the rules that were touched keep those that still are. */
static void keep_touched(struct dlp_matcher *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->touches; i++)
		if (is_touched(m, m->touched[i]))
			m->touched[n++] = m->touched[i];
	m->touches = n;
}

/* Any of them may be. */
static void find_touched(struct dlp_matcher *m)
{
	m->touches = 0;
	for (size_t r = 0; r < m->rules; r++)
		if (is_touched(m, r))
			m->touched[m->touches++] = (uint32_t)r;
}

void dlp_matcher_reset(struct dlp_matcher *m)
{
	for (size_t i = 0; i < m->touches; i++)
		m->state[m->touched[i]].next = 0;
	keep_touched(m);
}

void dlp_matcher_mute(struct dlp_matcher *m, size_t rule)
{
	dlp_attempt_touch(m, rule);
	m->state[rule].muted = true;
}

void dlp_matcher_unmute(struct dlp_matcher *m)
{
	for (size_t i = 0; i < m->touches; i++)
		m->state[m->touched[i]].muted = is_without(m, m->touched[i]);
	keep_touched(m);
}

void dlp_matcher_without(struct dlp_matcher *m, const uint64_t *rules)
{
	m->without = rules;
	for (size_t r = 0; r < m->rules; r++)
		m->state[r].muted = is_without(m, r);
	find_touched(m);
}

void dlp_matcher_only(struct dlp_matcher *m, size_t rule)
{
	m->only = rule;
}

void dlp_matcher_no_shapes(struct dlp_matcher *m)
{
	m->no_shapes = true;
}

/* The rule that is tried alone may be of none. */
static bool wants_shapes(const struct dlp_matcher *m)
{
	return !m->no_shapes &&
	       (m->only == SIZE_MAX ||
		dlp_catalog_rule(m->catalog, m->only)->shape != DLP_SHAPE_NONE);
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
	find_touched(m);
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
		const struct dlp_engine_rule *compiled =
			dlp_attempt_rule(m, index);
		const struct dlp_rule *rule =
			dlp_catalog_rule(m->catalog, index);

		if (end - to > rule->window)
			end = to + rule->window;
		for (size_t i = 0; compiled && i < compiled->regexes; i++) {
			size_t next = dlp_attempt_next(m, index);

			if (next < to)
				dlp_attempt_search(
					m, index, compiled, &compiled->regex[i],
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
			if (m->brief[rules.rule[r]].window + DLP_MATCHER_AHEAD >
			    have)
				return pos;
	}
	return to;
}

static bool is_counted(char c)
{
	return (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether the bytes at a keyword, or at the values that it names, are none that
 * a match of its rule begins with. */
static bool is_refused(struct dlp_matcher *m, uint32_t rule, size_t pos)
{
	const struct dlp_span text = m->window->text;
	const unsigned probe = m->brief[rule].probe;

	if (!m->brief[rule].assigned)
		return !dlp_probe_admits(probe, text.ptr + pos, text.len - pos);
	dlp_attempt_assign(m, pos);
	for (size_t i = 0; i < m->assigns; i++)
		if (dlp_probe_admits(probe, text.ptr + m->assigned[i],
				     text.len - m->assigned[i]))
			return false;
	return true;
}

/* The rules that a keyword calls up; behind a letter or digit many can't match,
 * nor where other bytes follow, which only who asks for each step wants to hear
 * from their regexes. */
static void try_keyword(struct dlp_matcher *m,
			const struct dlp_literal_hit *hit)
{
	const struct dlp_engine_rules rules =
		dlp_engine_by_literal(m->engine, hit->id);
	const bool inside = hit->pos && !m->calls.trace &&
			    is_counted(m->window->text.ptr[hit->pos - 1]);

	for (size_t r = 0; r < rules.count; r++) {
		if (inside && m->brief[rules.rule[r]].alone)
			continue;
		if (!m->calls.trace && is_refused(m, rules.rule[r], hit->pos))
			continue;
		dlp_attempt_keyword(m, rules.rule[r], hit->pos);
	}
}

/* Without case; most places have another first byte. */
static bool stands_at(struct dlp_span text, size_t at, struct dlp_span word)
{
	return (text.ptr[at] | 0x20) == (*word.ptr | 0x20) &&
	       word.len <= text.len - at &&
	       !strncasecmp(text.ptr + at, word.ptr, word.len);
}

/* The keywords of the rule that is tried alone, as dlp_literals_scan() would
 * tell them among all. */
static enum dlp_status find_keywords(struct dlp_matcher *m, size_t from,
				     size_t to)
{
	const struct dlp_literals *set = dlp_engine_literals(m->engine);
	const struct dlp_list words =
		dlp_catalog_rule(m->catalog, m->only)->keywords;
	const struct dlp_span text = m->window->text;

	for (size_t at = from; at < to; at++)
		for (size_t i = 0; i < words.count; i++)
			if (stands_at(text, at, words.item[i]) &&
			    dlp_literal_hits_add(
				    &m->hits, at,
				    dlp_literals_find(set, words.item[i])))
				return DLP_FATAL;
	return DLP_OK;
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
	if (m->only != SIZE_MAX
		    ? find_keywords(m, from, *to)
		    : dlp_literals_scan(dlp_engine_literals(m->engine),
					m->window->text, from, *to, &m->hits))
		return dlp_error_set(m->err, DLP_FATAL, 0, "out of memory");
	stop = stall(m, *to);
	*to = whole && stop < *to ? from : stop;
	if (*to == from)
		return DLP_OK;
	for (size_t h = 0; h < m->hits.count && m->hits.hit[h].pos < *to; h++)
		try_keyword(m, &m->hits.hit[h]);
	if (wants_shapes(m))
		dlp_shapes_scan(m, from, *to);
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
	m->whole.value = (struct dlp_span){ 0 };
	m->assigned_at = SIZE_MAX;
	m->scan++;
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
