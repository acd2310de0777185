#include "look.h"

#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "detect/naming.h"
#include "report.h"

const char *look_shape(enum dlp_shape shape)
{
	static const char *const name[] = {
		[DLP_SHAPE_NONE] = "keyword",    [DLP_SHAPE_DIGITS] = "digits",
		[DLP_SHAPE_TOKEN] = "token",     [DLP_SHAPE_ID] = "id",
		[DLP_SHAPE_PHONE] = "phone",     [DLP_SHAPE_EMAIL] = "email",
		[DLP_SHAPE_IBAN] = "iban",       [DLP_SHAPE_ANY] = "any",
		[DLP_SHAPE_LEARNED] = "learned", [DLP_SHAPE_INDEX] = "index",
		[DLP_SHAPE_ADDRESS] = "address",
	};

	return name[shape];
}

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static bool is(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* A line is begun: its `step`, and what it says is then added. */
static struct dlp_buf *begin(struct look_writer *w, struct dlp_span step)
{
	dlp_buf_clear(&w->step);
	dlp_buf_clear(&w->says);
	dlp_buf_addspan(&w->step, step);
	return &w->says;
}

static void end(struct look_writer *w)
{
	struct dlp_span step = dlp_buf_span(&w->step);
	struct dlp_span says = dlp_buf_span(&w->says);

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

static void say(struct look_writer *w, struct dlp_span step, const char *says)
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

static void say_called(struct look_writer *w, const struct dlp_rule *rule,
		       const struct dlp_explain_step *step)
{
	struct dlp_buf *says = begin(w, DLP_SPAN("called up"));

	if (step->word.len) {
		dlp_buf_adds(says, "by the keyword ");
		dlp_buf_addspan(says, step->word);
	} else if (rule->shape == DLP_SHAPE_INDEX) {
		dlp_buf_adds(says, rule->least == DLP_INDEX_CLASS
					   ? "by the text of the document"
					   : "by the index");
	} else if (rule->shape == DLP_SHAPE_LEARNED) {
		dlp_buf_adds(says, "by the model of names");
	} else {
		dlp_buf_addf(says, "by the shape %s", look_shape(rule->shape));
	}
	dlp_buf_adds(says, " at ");
	put_place(says, step->start, step->end);
	end(w);
}

static void say_regex(struct look_writer *w,
		      const struct dlp_explain_step *step)
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
static void say_steps(struct look_writer *w,
		      const struct dlp_explain_look *look)
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

static void say_checks(struct look_writer *w,
		       const struct dlp_explain_look *look)
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

static void say_column(struct look_writer *w,
		       const struct dlp_explain_look *look)
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

static void say_context(struct look_writer *w,
			const struct dlp_explain_look *look)
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

/* From which odds on a model is so sure. */
static void put_thresholds(struct look_writer *w, const struct dlp_rule *rule)
{
	const bool names = rule->shape == DLP_SHAPE_LEARNED;
	const double medium = names ? DLP_NAMING_MEDIUM / 100.0 : w->medium;
	const double high = names ? DLP_NAMING_HIGH / 100.0 : w->high;

	dlp_buf_addf(&w->says,
		     "; by itself it is medium from %.2f, high from "
		     "%.2f",
		     medium, high);
}

/* Whatever else spoke: a step each. */
static void say_others(struct look_writer *w,
		       const struct dlp_explain_look *look)
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
		if (is(why->label, "model:"))
			put_thresholds(w, look->rule);
		end(w);
	}
}

/* What was made of a match. */
static void say_weighed(struct look_writer *w,
			const struct dlp_explain_look *look)
{
	const struct dlp_rule *rule = look->rule;
	struct dlp_buf *says;

	says = begin(w, DLP_SPAN("value"));
	dlp_buf_addspan(says, look->value);
	dlp_buf_adds(says, " at ");
	put_place(says, look->start, look->end);
	end(w);
	says = begin(w, DLP_SPAN("stands in"));
	report_at(says, look->at);
	if (says->len)
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

void look_put(struct look_writer *w, const struct dlp_explain_look *look)
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

void look_release(struct look_writer *w)
{
	dlp_buf_release(&w->out);
	dlp_buf_release(&w->step);
	dlp_buf_release(&w->says);
}
