#include "match/attempt.h"

#include <string.h>
#include <strings.h>

#include "match/probe.h"

enum {
	LOOK_BEHIND = 32, /* bytes before a candidate that a regex may see */
	/* Bytes behind a window, so that what begins in it is seen whole. */
	TAIL = 256,
};

_Static_assert(TAIL + 512 <= DLP_MATCHER_AHEAD, "what is told needs text too");
_Static_assert(DLP_MATCHER_REACH >= DLP_RULE_WINDOW + LOOK_BEHIND,
	       "a value may stand in what a regex looks behind at");

const struct dlp_engine_rule *dlp_attempt_rule(struct dlp_matcher *m,
					       size_t index)
{
	const struct dlp_engine_rule *compiled;

	if (m->state[index].muted || m->failed ||
	    (m->only != SIZE_MAX && m->only != index))
		return NULL;
	compiled = m->compiled[index];
	if (compiled)
		return compiled;
	compiled = dlp_engine_rule(m->engine, index, m->err);
	if (!compiled)
		m->failed = true;
	m->compiled[index] = compiled;
	return compiled;
}

size_t dlp_attempt_next(const struct dlp_matcher *m, size_t index)
{
	uint64_t next = m->state[index].next, base = m->window->base;

	return next > base ? (size_t)(next - base) : 0;
}

static struct dlp_span between(const struct dlp_matcher *m, size_t start,
			       size_t end)
{
	return (struct dlp_span){ m->window->text.ptr + start, end - start };
}

void dlp_attempt_tell(const struct dlp_matcher *m, enum dlp_trace_step step,
		      size_t index, size_t start, size_t end, size_t number,
		      struct dlp_span word)
{
	const struct dlp_trace *trace = m->calls.trace;
	const struct dlp_trace_event event = {
		.step = step,
		.rule = dlp_catalog_rule(m->catalog, index),
		.start = m->window->base + start,
		.end = m->window->base + end,
		.text = m->window->text,
		.at = start,
		.len = end - start,
		.number = number,
		.word = word,
	};

	if (trace)
		trace->step(trace->arg, &event);
}

/* A keyword of the rule that stands at `pos` called it up. */
static void tell_keyword(const struct dlp_matcher *m, size_t index, size_t pos)
{
	struct dlp_list words = dlp_catalog_rule(m->catalog, index)->keywords;
	struct dlp_span word = { 0 };

	for (size_t i = 0; i < words.count; i++)
		if (words.item[i].len > word.len &&
		    words.item[i].len <= m->window->text.len - pos &&
		    !strncasecmp(words.item[i].ptr, m->window->text.ptr + pos,
				 words.item[i].len))
			word = words.item[i];
	dlp_attempt_tell(m, DLP_TRACE_CALLED, index, pos, pos + word.len, 0,
			 word);
}

/* Report what a regex found in [shift, …) of the window, or the whole of a
 * shape.  False when it was refused. */
static bool report(struct dlp_matcher *m, struct dlp_match *match)
{
	if (!m->calls.match(m->calls.arg, match))
		return false;
	if (m->window->base + match->end)
		dlp_attempt_touch(m, match->index);
	m->state[match->index].next = m->window->base + match->end;
	return true;
}

static bool report_found(struct dlp_matcher *m, size_t index,
			 const struct dlp_engine_rule *compiled,
			 const struct dlp_engine_regex *regex,
			 const struct dlp_regex_match *found, size_t shift)
{
	const struct dlp_rule *rule = dlp_catalog_rule(m->catalog, index);
	struct dlp_match match = {
		.rule = rule,
		.compiled = compiled,
		.index = index,
		.start = shift + found->group[0].start,
		.end = shift + found->group[0].end,
	};
	size_t v = (size_t)regex->value;

	dlp_attempt_trace(m, DLP_TRACE_MATCHED, index, match.start, match.end,
			  (size_t)(regex - compiled->regex) + 1);
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
static void note_failure(struct dlp_matcher *m, size_t index, size_t at,
			 enum dlp_regex_result result)
{
	if (result == DLP_REGEX_LIMIT) {
		dlp_attempt_trace(m, DLP_TRACE_LIMIT, index, at, at, 0);
		m->calls.limit(m->calls.arg, index);
	}
	if (result == DLP_REGEX_NOMEM) {
		dlp_error_set(m->err, DLP_FATAL, 0, "out of memory");
		m->failed = true;
	}
}

void dlp_attempt_search(struct dlp_matcher *m, size_t index,
			const struct dlp_engine_rule *compiled,
			const struct dlp_engine_regex *regex, size_t from,
			size_t last, size_t end)
{
	const struct dlp_window *w = m->window;
	size_t shift = from > LOOK_BEHIND ? from - LOOK_BEHIND : 0;
	struct dlp_span subject = between(m, shift, end);
	bool open_left = shift || !w->first;
	bool open_right = end < w->text.len || !w->last;
	const size_t first = from;
	struct dlp_regex_match found;
	enum dlp_regex_result result;

	while (from <= last) {
		result = dlp_regex_find(regex->regex, m->space, subject,
					from - shift, last - shift, open_left,
					open_right, &found);
		note_failure(m, index, from, result);
		if (result == DLP_REGEX_NONE && from == first)
			dlp_attempt_trace(
				m, DLP_TRACE_UNMATCHED, index, from, end,
				(size_t)(regex - compiled->regex) + 1);
		if (result != DLP_REGEX_FOUND)
			return;
		report_found(m, index, compiled, regex, &found, shift);
		from = shift + found.group[0].end;
		if (found.group[0].end == found.group[0].start)
			from++;
	}
}

_Static_assert((size_t)DLP_MATCHER_AHEAD >= DLP_ASSIGNMENT_REACH,
	       "values are the same however the text is cut");

/* Of one keyword many rules ask, and each of their regexes. */
void dlp_attempt_assign(struct dlp_matcher *m, size_t pos)
{
	const struct dlp_span text = m->window->text;
	const size_t len = text.len - pos > DLP_ASSIGNMENT_REACH
				   ? pos + DLP_ASSIGNMENT_REACH
				   : text.len;
	struct dlp_assignment assignment;

	if (m->assigned_at == pos)
		return;
	m->assigned_at = pos;
	m->assigns = 0;
	dlp_assignment_begin(&assignment, between(m, 0, len), pos);
	while (m->assigns < DLP_ASSIGNMENT_NAME &&
	       dlp_assignment_next(&assignment))
		m->assigned[m->assigns++] = assignment.value;
}

/* The values that a name with the keyword at `pos` may be given. */
static void search_assigned(struct dlp_matcher *m, size_t index,
			    const struct dlp_engine_rule *compiled,
			    const struct dlp_engine_regex *regex, size_t pos,
			    size_t end)
{
	const struct dlp_span text = m->window->text;
	const unsigned probe = dlp_catalog_rule(m->catalog, index)->probe;

	dlp_attempt_assign(m, pos);
	for (size_t i = 0; i < m->assigns; i++) {
		const size_t at = m->assigned[i];

		if (at < end && at >= dlp_attempt_next(m, index) &&
		    dlp_probe_admits(probe, text.ptr + at, text.len - at) &&
		    dlp_regex_begins(regex->regex, text.ptr[at]))
			dlp_attempt_search(m, index, compiled, regex, at, at,
					   end);
		else
			dlp_attempt_trace(
				m, DLP_TRACE_UNMATCHED, index, at, end,
				(size_t)(regex - compiled->regex) + 1);
	}
	if (!m->assigns)
		dlp_attempt_trace(m, DLP_TRACE_UNASSIGNED, index, pos, pos, 0);
}

/*
 * Where a match may begin that the keyword at `pos` calls up: [*from, *to).
 * What was searched for a keyword is not searched for the next one, which may
 * stand at every byte.
 */
static void begin_near(struct dlp_matcher *m, size_t index,
		       const struct dlp_rule *rule, size_t pos, size_t *from,
		       size_t *to)
{
	struct dlp_attempt_tried *tried = &m->tried[index];
	/* Not further than the text is kept, however wide the rule is. */
	size_t back =
		rule->window < DLP_RULE_WINDOW ? rule->window : DLP_RULE_WINDOW;

	if (rule->onset)
		back = rule->onset - 1;
	*from = pos > back ? pos - back : 0;
	*to = m->window->text.len;
	if (!rule->onset) {
		if (*to - pos > rule->window)
			*to = pos + rule->window;
		return;
	}
	*to = pos + 1;
	if (tried->scan == m->scan && tried->to > *from)
		*from = tried->to;
	*tried = (struct dlp_attempt_tried){ m->scan, *to };
}

void dlp_attempt_keyword(struct dlp_matcher *m, size_t index, size_t pos)
{
	const struct dlp_engine_rule *compiled;
	const struct dlp_rule *rule = dlp_catalog_rule(m->catalog, index);
	size_t end = m->window->text.len, back, last;

	begin_near(m, index, rule, pos, &back, &last);
	if (end - pos > rule->window)
		end = pos + rule->window;
	compiled = dlp_attempt_rule(m, index);
	if (compiled && m->calls.trace)
		tell_keyword(m, index, pos);
	for (size_t i = 0; compiled && i < compiled->regexes; i++) {
		size_t next = dlp_attempt_next(m, index);
		size_t from = next > back ? next : back;

		if (compiled->regex[i].assigned) {
			search_assigned(m, index, compiled, &compiled->regex[i],
					pos, end);
		} else if (compiled->regex[i].at_keyword) {
			if (next <= pos)
				dlp_attempt_search(m, index, compiled,
						   &compiled->regex[i], pos,
						   pos, end);
			else
				dlp_attempt_trace(m, DLP_TRACE_TAKEN, index,
						  pos, next, i + 1);
		} else if (from < last) {
			const size_t far = m->window->text.len - end > TAIL
						   ? end + TAIL
						   : m->window->text.len;

			dlp_attempt_search(m, index, compiled,
					   &compiled->regex[i], from, last - 1,
					   far);
		}
	}
}

/* The whole of a shape is the match: its rule has no regex. */
static bool take_shape(struct dlp_matcher *m, size_t index,
		       const struct dlp_engine_rule *compiled, size_t start,
		       size_t end)
{
	struct dlp_match match = {
		.rule = dlp_catalog_rule(m->catalog, index),
		.compiled = compiled,
		.index = index,
		.start = start,
		.end = end,
		.value_start = start,
		.value_end = end,
	};

	match.candidate.value = between(m, start, end);
	match.candidate.group[0] = match.candidate.value;
	dlp_attempt_trace(m, DLP_TRACE_MATCHED, index, start, end, 0);
	return report(m, &match);
}

/* Whether a check of the whole text of a shape says that it is none. */
static bool fails_early(struct dlp_matcher *m, size_t index,
			const struct dlp_engine_rule *compiled, size_t start,
			size_t end)
{
	struct dlp_span whole = between(m, start, end);

	/* Of one number many rules ask. */
	if (m->whole.value.ptr != whole.ptr ||
	    m->whole.value.len != whole.len) {
		m->whole.value = m->whole.group[0] = whole;
		m->whole.compact =
			dlp_compact(&m->compact, whole) ? &m->compact : NULL;
	}
	for (size_t i = 0; i < compiled->validators; i++) {
		const char *name = compiled->validator[i].validator->name;

		if (dlp_validator_run(&compiled->validator[i], &m->whole) !=
		    DLP_INVALID)
			continue;
		if (m->calls.trace)
			dlp_attempt_tell(
				m, DLP_TRACE_REFUSED, index, start, end, 0,
				(struct dlp_span){ name, strlen(name) });
		return true;
	}
	return false;
}

bool dlp_attempt_shape(struct dlp_matcher *m, size_t index, size_t start,
		       size_t end, uint32_t regexes)
{
	const struct dlp_engine_rule *compiled;
	const struct dlp_rule *rule = dlp_catalog_rule(m->catalog, index);
	size_t shift = start > LOOK_BEHIND ? start - LOOK_BEHIND : 0;
	bool whole = rule->shape == DLP_SHAPE_DIGITS ||
		     rule->shape == DLP_SHAPE_PHONE ||
		     rule->shape == DLP_SHAPE_ID;
	/* No more than is there whatever the cut. */
	size_t window =
		rule->window < DLP_RULE_WINDOW ? rule->window : DLP_RULE_WINDOW;
	size_t stop = m->window->text.len;
	struct dlp_regex_match found;

	if (!m->state[index].muted)
		dlp_attempt_trace(m, DLP_TRACE_CALLED, index, start, end, 0);
	if (dlp_attempt_next(m, index) > start) {
		dlp_attempt_trace(m, DLP_TRACE_TAKEN, index, start,
				  dlp_attempt_next(m, index), 0);
		return false;
	}
	compiled = dlp_attempt_rule(m, index);
	if (!compiled)
		return false;
	if (!compiled->regexes)
		return take_shape(m, index, compiled, start, end);
	if (whole && compiled->early &&
	    fails_early(m, index, compiled, start, end))
		return false;
	if (whole)
		stop = end;
	else if (stop - start > window)
		stop = start + window;
	for (size_t i = 0; i < compiled->regexes; i++) {
		enum dlp_regex_result result;

		if ((i < DLP_ROUTE_REGEXES && !(regexes >> i & 1)) ||
		    !dlp_regex_begins(compiled->regex[i].regex,
				      m->window->text.ptr[start])) {
			dlp_attempt_trace(m, DLP_TRACE_UNMATCHED, index, start,
					  end, i + 1);
			continue;
		}
		result = dlp_regex_find(
			compiled->regex[i].regex, m->space,
			between(m, shift, stop), start - shift, start - shift,
			shift || !m->window->first,
			stop < m->window->text.len || !m->window->last, &found);
		note_failure(m, index, start, result);
		if (result == DLP_REGEX_NONE)
			dlp_attempt_trace(m, DLP_TRACE_UNMATCHED, index, start,
					  end, i + 1);
		if (result == DLP_REGEX_FOUND &&
		    report_found(m, index, compiled, &compiled->regex[i],
				 &found, shift))
			return true;
	}
	return false;
}
