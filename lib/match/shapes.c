#include "match/attempt.h"
#include "match/place.h"
#include "match/starts.h"

static void try_shapes(struct dlp_matcher *m, struct dlp_engine_rules rules,
		       const struct dlp_place *place)
{
	for (size_t r = 0; r < rules.count; r++)
		for (size_t e = place->ends; e--;)
			if (dlp_attempt_shape(m, rules.rule[r], place->start,
					      place->end[e], UINT32_MAX))
				break;
}

/* Whether a rule of the shape takes so many digits, or letters and digits. */
static bool takes(const struct dlp_rule *rule, unsigned count)
{
	return rule->shape == DLP_SHAPE_PHONE ||
	       (count >= rule->least && count <= rule->most);
}

/* Of a route, which regexes of a rule may match. */
static uint32_t regexes_of(const struct dlp_route *route, uint32_t rule)
{
	for (size_t i = 0; i < route->count; i++)
		if (route->to[i].rule == rule)
			return route->to[i].regexes;
	return 0;
}

/* Rules of the shape that place->end[e] is laid out otherwise for. */
static void trace_layout(const struct dlp_matcher *m,
			 struct dlp_engine_rules rules,
			 const struct dlp_route *route,
			 const struct dlp_place *place, size_t e)
{
	for (size_t r = 0; m->calls.trace && route && r < rules.count; r++)
		if (takes(dlp_catalog_rule(m->catalog, rules.rule[r]),
			  place->digits[e]) &&
		    !regexes_of(route, rules.rule[r]) &&
		    !m->state[rules.rule[r]].muted)
			dlp_attempt_trace(m, DLP_TRACE_LAYOUT, rules.rule[r],
					  place->start, place->end[e], 0);
}

/* A rule at a number or id, if it is one of those wanted there. */
static void try_rule(struct dlp_matcher *m, const struct dlp_rule_set *wanted,
		     uint32_t rule, size_t start, size_t end, uint32_t regexes)
{
	if (!wanted || wanted->rules[rule / 64] >> rule % 64 & 1) {
		dlp_attempt_shape(m, rule, start, end, regexes);
	} else if (!m->state[rule].muted) {
		dlp_attempt_trace(m, DLP_TRACE_CALLED, rule, start, end, 0);
		dlp_attempt_trace(m, DLP_TRACE_UNWANTED, rule, start, end, 0);
	}
}

/* Those of the route that are wanted; a trace wants to hear of the others. */
static void try_route(struct dlp_matcher *m, struct dlp_route *route,
		      const struct dlp_rule_set *wanted, size_t start,
		      size_t end)
{
	uint64_t to;

	if (!wanted || m->calls.trace) {
		for (size_t r = 0; r < route->count; r++)
			try_rule(m, wanted, route->to[r].rule, start, end,
				 route->to[r].regexes);
		return;
	}
	for (to = dlp_route_choose(route, wanted); to; to &= to - 1) {
		const unsigned r = dlp_runs_lowest(to);

		dlp_attempt_shape(m, route->to[r].rule, start, end,
				  route->to[r].regexes);
	}
}

/* The rules of `shape` that may take place->end[e], one after the other.
 * False where its layout leads to no rule. */
static bool try_end(struct dlp_matcher *m, enum dlp_shape shape,
		    const struct dlp_place *place, size_t e)
{
	const size_t start = place->start, end = place->end[e];
	const struct dlp_engine_rules rules =
		dlp_engine_by_shape(m->engine, shape);
	struct dlp_route *route = dlp_routes_find(
		m->routes, shape, m->window->text, place, e, m->space);
	const struct dlp_rule_set *wanted = NULL;

	trace_layout(m, rules, route, place, e);
	if (route && !route->count)
		return false;
	if (m->calls.wants) {
		wanted = m->calls.wants(m->calls.arg, start, end);
		if (!wanted)
			return true;
	}
	if (route)
		try_route(m, route, wanted, start, end);
	for (size_t r = 0; !route && r < rules.count; r++)
		if (takes(dlp_catalog_rule(m->catalog, rules.rule[r]),
			  place->digits[e]))
			try_rule(m, wanted, rules.rule[r], start, end,
				 UINT32_MAX);
	return true;
}

/*
 * The longest first: its tail must not be left behind, and a rule that has
 * taken it takes no other.  `counts` has a bit for each count of digits that
 * rules want.  False where its layouts lead to no rule.
 */
static bool try_ends(struct dlp_matcher *m, enum dlp_shape shape,
		     uint64_t counts, const struct dlp_place *place)
{
	bool any = false;

	for (size_t e = place->ends; e--;)
		if (counts >> place->digits[e] & 1)
			any |= try_end(m, shape, place, e);
	return any;
}

static bool try_phone(struct dlp_matcher *m, const struct dlp_place *place)
{
	return try_ends(m, DLP_SHAPE_PHONE, UINT64_MAX, place);
}

static bool try_digits(struct dlp_matcher *m, const struct dlp_place *place)
{
	return try_ends(m, DLP_SHAPE_DIGITS, m->digit_rules, place);
}

/*
 * Whether joined runs from bit `at` on have as many digits as a rule wants, up
 * to where a number may end: behind is no letter, and none goes on by a dash.
 */
static bool may_lead(const struct dlp_matcher *m, size_t at)
{
	const struct dlp_runs *runs = &m->runs;
	unsigned digits = 0;

	for (;; at++) {
		unsigned len = dlp_runs_from(runs->digit, at);

		digits += len;
		at += len;
		if (digits > DLP_RULE_DIGITS_MAX)
			return false;
		if (at + 1 >= runs->words * 64)
			return true;
		if (m->digit_rules >> digits & 1 &&
		    !dlp_runs_from(runs->alpha, at) &&
		    !(dlp_runs_from(runs->dash, at) &&
		      dlp_runs_from(runs->digit, at + 1)))
			return true;
		if (!dlp_runs_from(runs->join, at) ||
		    !dlp_runs_from(runs->digit, at + 1))
			return false;
	}
}

/*
 * Numbers that begin at `pos`: of digits, of phones, or of both.  Whether the
 * digits there are all: no letter follows.
 */
static bool try_number(struct dlp_matcher *m, size_t from, size_t pos,
		       bool digits, bool phone)
{
	enum { LEAST = 8, MOST = 15 }; /* digits of a phone */
	const struct dlp_runs *runs = &m->runs;
	const size_t at = pos - from, len = dlp_runs_from(runs->digit, at);
	const size_t end = at + len;
	const struct dlp_span text = m->window->text;
	const char before = pos ? text.ptr[pos - 1] : ' ';
	struct dlp_place place;

	/* Most are one run, which the masks tell all of. */
	if (len <= DLP_RULE_DIGITS_MAX && end < runs->words * 64 &&
	    !dlp_runs_from(runs->join, end) &&
	    !dlp_runs_from(runs->alpha, end) && before != '+' &&
	    before != '(' && before != '_') {
		if (pos + len < text.len && text.ptr[pos + len] == '_')
			return true;
		digits = digits && m->bare_digits >> len & 1;
		phone = phone && len >= LEAST && len <= MOST &&
			m->bare_phones >> len & 1;
		if (digits || phone)
			dlp_place_bare(pos, len, &place);
		/* A trace wants to hear of each. */
		if (digits && !try_digits(m, &place) && !m->calls.trace)
			m->bare_digits &= ~(UINT64_C(1) << len);
		if (phone && !try_phone(m, &place) && !m->calls.trace)
			m->bare_phones &= ~(UINT64_C(1) << len);
		return true;
	}
	if (digits && may_lead(m, at)) {
		dlp_place_digits(text, pos, &place);
		try_digits(m, &place);
	}
	if (phone && dlp_place_phone(text, pos, &place))
		try_phone(m, &place);
	return false;
}

static void try_token(struct dlp_matcher *m, size_t from, size_t pos)
{
	struct dlp_engine_rules rules =
		dlp_engine_by_shape(m->engine, DLP_SHAPE_TOKEN);
	const struct dlp_runs *runs = &m->runs;
	const size_t at = pos - from;
	const size_t digits = dlp_runs_from(runs->digit, at);
	const size_t letters = digits ? 0 : dlp_runs_from(runs->alpha, at);
	struct dlp_place place;
	size_t len;

	/* Of one kind alone: nothing goes on behind it. */
	if (at + digits + letters < runs->words * 64 && digits < 64 &&
	    letters < 64 &&
	    !dlp_runs_from(runs->alpha, at + digits + letters) &&
	    !dlp_runs_from(runs->digit, at + digits + letters))
		return;
	if (!dlp_place_token(m->window->text, pos, &place))
		return;
	len = place.end[0] - place.start;
	for (size_t r = 0; r < rules.count; r++) {
		const struct dlp_rule *rule =
			dlp_catalog_rule(m->catalog, rules.rule[r]);

		if (len >= rule->least && len <= rule->most)
			dlp_attempt_shape(m, rules.rule[r], place.start,
					  place.end[0], UINT32_MAX);
	}
}

/* Ids whose letters and digits first meet at `pos`. */
static void try_ids(struct dlp_matcher *m, size_t pos)
{
	size_t start[DLP_PLACE_ID_STARTS], starts;
	struct dlp_place place;

	starts = dlp_place_id_starts(m->window->text, pos, start);
	for (size_t s = starts; s--;) {
		dlp_place_id(m->window->text, start[s], &place);
		try_ends(m, DLP_SHAPE_ID, m->id_rules, &place);
	}
}

/* Places that masks of a block tell: digits, phones, tokens, ids, IBANs. */
static void scan_runs(struct dlp_matcher *m, size_t from, size_t to)
{
	struct dlp_starts starts;
	struct dlp_engine *engine = m->engine;
	struct dlp_engine_rules iban =
		dlp_engine_by_shape(engine, DLP_SHAPE_IBAN);
	unsigned token = dlp_engine_least(engine, DLP_SHAPE_TOKEN);
	const struct dlp_starts_wants wants = {
		.digits = dlp_engine_least(engine, DLP_SHAPE_DIGITS),
		.token = token < DLP_STARTS_WANTS ? token : DLP_STARTS_WANTS,
		.phone = dlp_engine_by_shape(engine, DLP_SHAPE_PHONE).count,
		.id = m->id_rules != 0,
		.iban = iban.count != 0,
	};

	if (!wants.digits && !wants.token && !wants.phone && !wants.id &&
	    !wants.iban)
		return;
	dlp_runs_mask(&m->runs, m->window->text, from);
	dlp_starts_find(&m->runs, &wants, &starts);
	for (size_t w = 0; w * 64 < to - from; w++) {
		uint64_t number = starts.digits[w] | starts.phone[w];
		uint64_t any = number | starts.token[w] | starts.id[w] |
			       starts.iban[w];

		for (; any; any &= any - 1) {
			uint64_t bit = any & (~any + 1);
			size_t pos = from + w * 64 + dlp_runs_lowest(any);
			struct dlp_place place;

			if (pos >= to)
				return;
			if (starts.id[w] & bit)
				try_ids(m, pos);
			if (number & bit &&
			    try_number(m, from, pos, starts.digits[w] & bit,
				       starts.phone[w] & bit))
				continue;
			if (starts.token[w] & bit)
				try_token(m, from, pos);
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

static void scan_addresses(struct dlp_matcher *m, size_t from, size_t to)
{
	struct dlp_engine_rules rules =
		dlp_engine_by_shape(m->engine, DLP_SHAPE_ADDRESS);
	const char *text = m->window->text.ptr, *colon;

	while (rules.count && from < to &&
	       (colon = memchr(text + from, ':', to - from))) {
		struct dlp_place place;

		from = (size_t)(colon - text) + 1;
		if (dlp_place_address(m->window->text, from - 1, &place))
			try_shapes(m, rules, &place);
		else if (place.end[0] - place.start > DLP_PLACE_ADDRESS)
			continue;
		if (place.end[0] > from)
			from = place.end[0];
	}
}

void dlp_shapes_scan(struct dlp_matcher *m, size_t from, size_t to)
{
	scan_runs(m, from, to);
	scan_emails(m, from, to);
	scan_addresses(m, from, to);
}
