#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli.h"

/* A line of an explanation: what spoke, and what it said. */
struct line {
	struct dlp_buf step, says;
};

/* Where lines go: text for people, or an array of JSON. */
struct writer {
	struct dlp_buf out;
	bool records;
	struct line line;
};

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

static const char *const shape_name[] = {
	[DLP_SHAPE_NONE] = "keyword", [DLP_SHAPE_DIGITS] = "digits",
	[DLP_SHAPE_TOKEN] = "token",  [DLP_SHAPE_ID] = "id",
	[DLP_SHAPE_PHONE] = "phone",  [DLP_SHAPE_EMAIL] = "email",
	[DLP_SHAPE_IBAN] = "iban",    [DLP_SHAPE_ANY] = "any",
};

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static bool is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* A line is begun: its `step`, and what it says is then added. */
static struct dlp_buf *begin(struct writer *w, struct dlp_span step)
{
	dlp_buf_clear(&w->line.step);
	dlp_buf_clear(&w->line.says);
	dlp_buf_addspan(&w->line.step, step);
	return &w->line.says;
}

static void end(struct writer *w)
{
	struct dlp_span step = dlp_buf_span(&w->line.step);
	struct dlp_span says = dlp_buf_span(&w->line.says);

	if (w->records) {
		dlp_json_open(&w->out, '{');
		dlp_json_add_text(&w->out, "step", step);
		dlp_json_add_text(&w->out, "says", says);
		dlp_json_close(&w->out, '}');
		return;
	}
	dlp_buf_addf(&w->out, "  %-14.*s  ", (int)step.len, step.ptr);
	dlp_escape(&w->out, says);
	dlp_buf_addc(&w->out, '\n');
}

static void say(struct writer *w, struct dlp_span step, const char *says)
{
	dlp_buf_adds(begin(w, step), says);
	end(w);
}

static void put_place(struct dlp_buf *says, uint64_t start, uint64_t end_)
{
	dlp_buf_addf(says, "%llu, %llu byte%s", (unsigned long long)start,
		     (unsigned long long)(end_ - start),
		     end_ - start == 1 ? "" : "s");
}

static void say_called(struct writer *w, const struct dlp_rule *rule,
		       const struct dlp_explain_step *step)
{
	struct dlp_buf *says = begin(w, DLP_SPAN("called up"));

	if (step->word.len) {
		dlp_buf_adds(says, "by the keyword ");
		dlp_buf_addspan(says, step->word);
	} else {
		dlp_buf_addf(says, "by the shape %s", shape_name[rule->shape]);
	}
	dlp_buf_adds(says, " at ");
	put_place(says, step->start, step->end);
	end(w);
}

static void say_regex(struct writer *w, const struct dlp_explain_step *step)
{
	struct dlp_buf *says = begin(w, DLP_SPAN("regex"));

	if (!step->number) {
		dlp_buf_adds(says, "none is needed");
	} else {
		dlp_buf_addf(says, "%zu ", step->number);
		dlp_buf_adds(says, step->step == DLP_TRACE_MATCHED
					   ? "matches at "
					   : "does not match");
		if (step->step == DLP_TRACE_MATCHED)
			put_place(says, step->start, step->end);
	}
	end(w);
}

/* What the matcher said. */
static void say_steps(struct writer *w, const struct dlp_explain_look *look)
{
	for (size_t i = 0; i < look->steps; i++) {
		const struct dlp_explain_step *step = &look->step[i];

		switch (step->step) {
		case DLP_TRACE_CALLED:
		case DLP_TRACE_LAYOUT:
			say_called(w, look->rule, step);
			break;
		case DLP_TRACE_MATCHED:
		case DLP_TRACE_UNMATCHED:
			say_regex(w, step);
			break;
		case DLP_TRACE_UNASSIGNED:
			say(w, DLP_SPAN("assigned"),
			    "no value is given to a name there");
			break;
		case DLP_TRACE_LIMIT:
			say(w, DLP_SPAN("regex"),
			    "given up at the match limit");
			break;
		case DLP_TRACE_REFUSED:
			say(w, step->word, "fails");
			break;
		case DLP_TRACE_UNWANTED:
			say(w, DLP_SPAN("threshold"),
			    "the rule's confidence is below it, and no word "
			    "nearby and no column raises it that far");
			break;
		default:
			break;
		}
	}
}

/* The evidence that says `label` of `word`; any word where that is empty. */
static const struct dlp_why *why_of(const struct dlp_explain_look *look,
				    const char *label, struct dlp_span word)
{
	for (size_t i = 0; i < look->evidence.whys; i++) {
		const struct dlp_why *why = &look->evidence.why[i];

		if (is(why->label, label) &&
		    (!word.len || dlp_span_eq(why->word, word)))
			return why;
	}
	return NULL;
}

static void say_checks(struct writer *w, const struct dlp_explain_look *look)
{
	for (size_t i = 0; i < look->rule->validators.count; i++) {
		struct dlp_span name = look->rule->validators.item[i];
		const char *blank = memchr(name.ptr, ' ', name.len);

		if (blank)
			name.len = (size_t)(blank - name.ptr);
		if (why_of(look, "valid:", name))
			say(w, name, "passes");
		else if (why_of(look, "invalid:", name))
			say(w, name,
			    look->rule->drop_invalid ? "fails: it is none"
						     : "fails: a step down");
		else if (look->outcome != DLP_OUTCOME_DROPPED)
			say(w, name, "can't tell");
	}
}

static void say_column(struct writer *w, const struct dlp_explain_look *look)
{
	const struct dlp_rule *rule = look->rule;
	const struct dlp_why *yes = why_of(look, "column:", DLP_SPAN(""));
	const struct dlp_why *no = why_of(look, "not-column:", DLP_SPAN(""));
	struct dlp_buf *says;

	if (!rule->columns.count && !rule->not_columns.count)
		return;
	says = begin(w, DLP_SPAN("column"));
	if (!yes && !no)
		dlp_buf_addf(says, "it stands under none of %zu names",
			     rule->columns.count + rule->not_columns.count);
	else
		dlp_buf_addf(says, "the name it stands under says%s ",
			     no ? ", against it," : "");
	if (yes || no)
		dlp_buf_addspan(says, yes ? yes->word : no->word);
	end(w);
}

static void say_context(struct writer *w, const struct dlp_explain_look *look)
{
	const struct dlp_rule *rule = look->rule;
	const struct dlp_why *yes = why_of(look, "context:", DLP_SPAN(""));
	const struct dlp_why *no = why_of(look, "not-context:", DLP_SPAN(""));
	struct dlp_buf *says;

	if (!rule->context.count && !rule->not_context.count)
		return;
	says = begin(w, DLP_SPAN("context"));
	if (!yes && !no) {
		dlp_buf_addf(says, "none of %zu words is nearby",
			     rule->context.count + rule->not_context.count);
	} else {
		dlp_buf_addspan(says, yes ? yes->word : no->word);
		if (look->distance != SIZE_MAX)
			dlp_buf_addf(says, ", %zu byte%s %s", look->distance,
				     look->distance == 1 ? "" : "s",
				     look->before ? "before" : "behind");
		dlp_buf_adds(says, yes ? ": a step up" : ": a step down");
	}
	end(w);
}

/* Whatever else spoke: a step each. */
static void say_others(struct writer *w, const struct dlp_explain_look *look)
{
	static const char *const told[] = { "valid:",   "invalid:",
					    "column:",  "not-column:",
					    "context:", "not-context:" };

	for (size_t i = 0; i < look->evidence.whys; i++) {
		const struct dlp_why *why = &look->evidence.why[i];
		struct dlp_span label = span_of(why->label);
		bool known = false;

		for (size_t j = 0; j < sizeof(told) / sizeof(*told); j++)
			known |= is(why->label, told[j]);
		if (known)
			continue;
		if (label.len && label.ptr[label.len - 1] == ':')
			label.len--;
		dlp_buf_addspan(begin(w, label),
				why->word.len ? why->word : DLP_SPAN("yes"));
		end(w);
	}
}

/* What was made of a match. */
static void say_weighed(struct writer *w, const struct dlp_explain_look *look)
{
	const struct dlp_rule *rule = look->rule;
	struct dlp_buf *says;

	says = begin(w, DLP_SPAN("value"));
	dlp_buf_addspan(says, look->value);
	dlp_buf_adds(says, " at ");
	put_place(says, look->start, look->end);
	end(w);
	say_checks(w, look);
	if (look->outcome == DLP_OUTCOME_DROPPED)
		return;
	if (rule->allow_words.count || rule->allow_regex.count)
		say(w, DLP_SPAN("allow"),
		    look->outcome == DLP_OUTCOME_SUPPRESSED
			    ? "the rule's own list lets it pass"
			    : "nothing of the rule's own list");
	say_column(w, look);
	if (!why_of(look, "column:", DLP_SPAN("")) &&
	    !why_of(look, "not-column:", DLP_SPAN("")))
		say_context(w, look);
	say_others(w, look);
	says = begin(w, DLP_SPAN("confidence"));
	dlp_buf_addf(says, "begins at %s, is %s",
		     dlp_confidence_name(rule->confidence),
		     dlp_confidence_name(look->evidence.confidence));
	if (look->result == DLP_EXPLAIN_FINDING &&
	    look->confidence != look->evidence.confidence)
		dlp_buf_addf(says, "; with what overlaps it, %s",
			     dlp_confidence_name(look->confidence));
	end(w);
}

static void put_look(struct writer *w, const struct dlp_explain_look *look)
{
	struct dlp_buf *says;

	if (look->hows) {
		says = begin(w, DLP_SPAN("decoded"));
		for (size_t i = 0; i < look->hows; i++) {
			dlp_buf_adds(says, i ? ", in it " : "");
			dlp_buf_addspan(says, look->how[i]);
		}
		end(w);
	}
	say_steps(w, look);
	if (look->weighed)
		say_weighed(w, look);
}

/* Which document, unless it is the only one there is. */
static void put_where(struct dlp_buf *out, const struct dlp_explain_look *look)
{
	if (dlp_span_is(look->where, "-"))
		return;
	dlp_buf_adds(out, " in ");
	dlp_escape(out, look->where);
}

static void put_text(struct writer *w, const struct dlp_explain_look *look)
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
	put_look(w, look);
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

static void put_record(struct writer *w, const struct dlp_explain_look *look)
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
	dlp_json_key(out, "steps");
	dlp_json_open(out, '[');
	put_look(w, look);
	dlp_json_close(out, ']');
	dlp_json_close(out, '}');
	dlp_buf_addc(out, '\n');
}

/* Of the rules that were asked for, those that nothing called up. */
static void put_uncalled(struct writer *w, struct dlp_explain *explain,
			 const struct dlp_catalog *catalog)
{
	enum { WORDS = 8 };

	for (size_t i = 0; i < dlp_catalog_count(catalog); i++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, i);

		if (dlp_explain_called(explain, rule))
			continue;
		dlp_escape(&w->out, rule->id);
		if (!rule->keywords.count) {
			dlp_buf_addf(&w->out,
				     ": not called up: no %s of its length is "
				     "there\n",
				     shape_name[rule->shape]);
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

static void put_totals(struct writer *w, struct dlp_explain *explain,
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
static void put_texts(struct writer *w, struct dlp_explain *explain,
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
	struct writer w = { .records = records };
	const struct dlp_explain_look *look;
	size_t count;

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
	dlp_buf_release(&w.out);
	dlp_buf_release(&w.line.step);
	dlp_buf_release(&w.line.says);
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
