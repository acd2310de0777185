#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli.h"
#include "detect/scored.h"
#include "look.h"
#include "pattern/key.h"

static const struct {
	const char *name, *text;
} result_of[] = {
	[DLP_EXPLAIN_FINDING] = { "finding", "a finding" },
	[DLP_EXPLAIN_SUPPRESSED] = { "suppressed", "suppressed by " },
	[DLP_EXPLAIN_OVERLAP] = { "overlap", "part of the finding of " },
	[DLP_EXPLAIN_FILTERED] = { "filtered",
				   "left out by --min-severity or --category" },
	[DLP_EXPLAIN_LOW] = { "low", "below --min-confidence" },
	[DLP_EXPLAIN_ALONE] = { "alone", "no finding without, nearby, " },
	[DLP_EXPLAIN_HELPER] = { "helper", "a match that others want nearby" },
	[DLP_EXPLAIN_DROPPED] = { "dropped", "no finding: a check failed" },
	[DLP_EXPLAIN_REFUSED] = { "refused", "no match: a check failed" },
	[DLP_EXPLAIN_UNMATCHED] = { "unmatched", "no match" },
	[DLP_EXPLAIN_UNWANTED] = { "unwanted", "not looked for" },
	[DLP_EXPLAIN_TAKEN] = { "taken",
				"within an earlier match of the rule" },
	[DLP_EXPLAIN_LAYOUT] = { "layout", "not laid out as the rule wants" },
};

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* Which document, unless it is the only one there is. */
static void put_where(struct dlp_buf *out, const struct dlp_explain_look *look)
{
	if (dlp_span_is(look->where, "-"))
		return;
	dlp_buf_adds(out, " in ");
	dlp_escape(out, look->where);
}

static void put_text(struct look_writer *w, const struct dlp_explain_look *look)
{
	struct dlp_buf *out = &w->out;

	dlp_escape(out, look->rule->id);
	put_where(out, look);
	dlp_buf_addf(out, ": %s", result_of[look->result].text);
	dlp_escape(out, look->word);
	if (look->result == DLP_EXPLAIN_FINDING)
		dlp_buf_addf(out, " of %s confidence",
			     dlp_confidence_name(look->confidence));
	dlp_buf_addc(out, '\n');
	look_put(w, look);
	dlp_buf_addc(out, '\n');
}

/* As far as it is UTF-8: JSON has no other. */
static void add_where(struct dlp_buf *out, struct dlp_span where)
{
	where.len = dlp_utf8_valid(where);
	dlp_json_add_text(out, "path", where);
}

static void add_hows(struct dlp_buf *out, const struct dlp_explain_look *look)
{
	dlp_json_key(out, "decoded");
	dlp_json_open(out, '[');
	for (size_t i = 0; i < look->hows; i++)
		dlp_json_text(out, look->how[i]);
	dlp_json_close(out, ']');
}

static void put_record(struct look_writer *w,
		       const struct dlp_explain_look *look)
{
	struct dlp_buf *out = &w->out;

	dlp_json_open(out, '{');
	dlp_json_add_text(out, "type", DLP_SPAN("explanation"));
	add_where(out, look->where);
	dlp_json_add_text(out, "rule", look->rule->id);
	dlp_json_add_text(out, "result", span_of(result_of[look->result].name));
	if (look->word.len)
		dlp_json_add_text(out, "by", look->word);
	if (look->hows)
		add_hows(out, look);
	if (look->weighed)
		dlp_json_add_text(
			out, "confidence",
			span_of(dlp_confidence_name(
				look->result == DLP_EXPLAIN_FINDING
					? look->confidence
					: look->evidence.confidence)));
	dlp_json_add_number(out, "offset", look->start);
	dlp_json_add_number(out, "length", look->end - look->start);
	if (look->at.len) {
		dlp_json_key(out, "at");
		dlp_json_raw(out, look->at);
	}
	dlp_json_key(out, "steps");
	dlp_json_open(out, '[');
	look_put(w, look);
	dlp_json_close(out, ']');
	dlp_json_close(out, '}');
	dlp_buf_addc(out, '\n');
}

/* Why what was learned had nothing to say. */
static struct dlp_span learned_reason(const struct dlp_rule *rule,
				      const struct dlp_explain *explain)
{
	const struct dlp_span shut = dlp_explain_shut(explain);

	if (rule->shape == DLP_SHAPE_INDEX && rule->least == DLP_INDEX_CLASS)
		return DLP_SPAN("the text of the document is not that of the "
				"class");
	if (rule->shape == DLP_SHAPE_INDEX)
		return DLP_SPAN("no index knows anything there");
	return shut.len ? shut : DLP_SPAN("the model sees none there");
}

/* Of the rules that were asked for, those that nothing called up. */
static void put_uncalled(struct look_writer *w, struct dlp_explain *explain,
			 const struct dlp_catalog *catalog)
{
	enum { WORDS = 8 };

	for (size_t i = 0; i < dlp_catalog_count(catalog); i++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, i);

		if (dlp_explain_called(explain, rule))
			continue;
		dlp_escape(&w->out, rule->id);
		if (dlp_key_learned(rule)) {
			dlp_buf_adds(&w->out, ": not called up: ");
			dlp_buf_addspan(&w->out, learned_reason(rule, explain));
			dlp_buf_addc(&w->out, '\n');
			continue;
		}
		if (!rule->keywords.count) {
			dlp_buf_addf(&w->out,
				     ": not called up: no %s of its length is "
				     "there\n",
				     look_shape(rule->shape));
			continue;
		}
		dlp_buf_adds(&w->out,
			     ": not called up: no keyword of it is there");
		for (size_t k = 0; k < rule->keywords.count && k < WORDS; k++) {
			dlp_buf_adds(&w->out, k ? ", " : ": ");
			dlp_escape(&w->out, rule->keywords.item[k]);
		}
		dlp_buf_adds(&w->out,
			     rule->keywords.count > WORDS ? " ...\n" : "\n");
	}
}

/* Whether both are of a rule that did not match, for the same reason. */
static bool is_like(const struct dlp_explain_look *a,
		    const struct dlp_explain_look *b)
{
	return a->rule == b->rule && a->result == b->result &&
	       a->hows == b->hows && dlp_span_eq(a->where, b->where);
}

/* What the matcher said last, where that says more than the result. */
static void put_reason(struct dlp_buf *out, const struct dlp_explain_look *look)
{
	const struct dlp_explain_step *last = &look->step[look->steps - 1];

	if (!look->steps)
		return;
	if (last->step == DLP_TRACE_REFUSED) {
		dlp_buf_adds(out, ": ");
		dlp_escape(out, last->word);
	} else if (last->step == DLP_TRACE_UNASSIGNED) {
		dlp_buf_adds(out, ": no value is given to a name there");
	} else if (last->step == DLP_TRACE_UNWANTED) {
		dlp_buf_adds(out,
			     ": its confidence is below --min-confidence, and "
			     "nothing nearby raises it");
	}
}

/*
 * All of a rule that did not match, for one reason, in a line: those at `from`
 * and behind that are not yet `told`.
 */
static void put_brief(struct dlp_buf *out, const struct dlp_explain_look *look,
		      size_t from, size_t count, bool *told)
{
	enum { PLACES = 4 };
	size_t places = 0;

	dlp_escape(out, look[from].rule->id);
	put_where(out, &look[from]);
	dlp_buf_addf(out, ": %s", result_of[look[from].result].text);
	if (look[from].hows)
		dlp_buf_adds(out, " in what is encoded");
	put_reason(out, &look[from]);
	for (size_t i = from; i < count; i++) {
		if (told[i] || !is_like(&look[i], &look[from]))
			continue;
		told[i] = true;
		if (places++ < PLACES)
			dlp_buf_addf(out, "%s%llu",
				     places == 1 ? ", at " : ", ",
				     (unsigned long long)look[i].start);
	}
	if (places > PLACES)
		dlp_buf_addf(out, " and %zu more", places - PLACES);
	dlp_buf_addc(out, '\n');
}

static void put_totals(struct look_writer *w, struct dlp_explain *explain,
		       size_t layouts, size_t looks)
{
	if (!looks)
		dlp_buf_adds(&w->out, "no rule looked at it\n");
	if (layouts)
		dlp_buf_addf(&w->out,
			     "%zu times a rule wants a number or id laid out "
			     "otherwise (-v names them)\n",
			     layouts);
	if (dlp_explain_lost(explain))
		dlp_buf_addf(&w->out, "%llu more are not shown\n",
			     (unsigned long long)dlp_explain_lost(explain));
}

/* For people: what matched at length, and what did not in a line a rule. */
static void put_texts(struct look_writer *w, struct dlp_explain *explain,
		      const struct dlp_explain_look *look, size_t count)
{
	bool *told = calloc(count + 1, sizeof(*told));
	size_t layouts = 0;

	if (!told)
		cli_die_memory();
	for (size_t i = 0; i < count; i++) {
		if (told[i])
			continue;
		if (look[i].result == DLP_EXPLAIN_LAYOUT)
			layouts++;
		else if (look[i].result > DLP_EXPLAIN_DROPPED)
			put_brief(&w->out, look, i, count, told);
		else
			put_text(w, &look[i]);
		cli_write(&w->out);
	}
	put_totals(w, explain, layouts, count);
	free(told);
}

void explain_write(struct dlp_explain *explain, const struct cli_rules *rules,
		   bool records, bool all)
{
	struct look_writer w = { .records = records };
	struct dlp_scored scored = { .on = false };
	const struct dlp_explain_look *look;
	size_t count;

	if (!dlp_scored_open(&scored, rules->scanner.learned.secret))
		cli_die_memory();
	w.medium = scored.secret.fit.medium;
	w.high = scored.secret.fit.high;
	look = dlp_explain_looks(explain, &count);
	if (!records && !all)
		put_texts(&w, explain, look, count);
	for (size_t i = 0; (records || all) && i < count; i++) {
		if (records)
			put_record(&w, &look[i]);
		else
			put_text(&w, &look[i]);
		cli_write(&w.out);
	}
	if (!records && rules->select)
		put_uncalled(&w, explain, rules->catalog);
	cli_write(&w.out);
	look_release(&w);
}

static enum dlp_status ignore(void *arg, const struct dlp_record *record)
{
	(void)arg;
	(void)record;
	return DLP_OK;
}

void explain_scan(struct dlp_engine *engine,
		  const struct dlp_scanner_opts *opts, struct dlp_span text)
{
	const struct dlp_where where = { .doc = 1, .path = DLP_SPAN("-") };
	const struct dlp_text piece = { .line = 1, .text = text };
	struct dlp_scanner *scanner =
		dlp_scanner_new(engine, opts, ignore, NULL);
	struct dlp_error err = { 0 };

	if (!scanner)
		cli_die_memory();
	if (dlp_scanner_begin(scanner, &where, &err) ||
	    dlp_scanner_feed(scanner, &piece, &err) ||
	    dlp_scanner_end(scanner, &err) == DLP_FATAL)
		cli_die(err.sys, "%s", err.msg);
	dlp_scanner_free(scanner);
}
