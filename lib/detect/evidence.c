#include "detect/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/pages.h"
#include "detect/column.h"
#include "detect/columns.h"
#include "detect/context.h"
#include "detect/look.h"
#include "detect/scored.h"
#include "match/letters.h"

static const double score_of[] = { 0.3, 0.6, 0.9 }; /* by confidence */

enum { WANTED = 256 }; /* sets of what is wanted that are kept */

/* What is wanted for words nearby and a name, by the numbers of their sets. */
struct wanted {
	uint64_t near, named;
	struct dlp_rule_set set;
};

struct dlp_weigher {
	struct dlp_engine *engine;
	enum dlp_confidence least;
	/*
	 * Bit sets of rules: those that come to `least` without help; with a
	 * word nearby; not at all.  Behind them those of `wanted`.
	 */
	uint64_t *always, *by_context, *never;
	size_t stride;
	struct wanted wanted[WANTED];
	uint64_t last; /* number given out */
	struct dlp_columns *columns;
	bool failed;                   /* no memory */
	struct dlp_regex_space *space; /* for allowlists */
	struct dlp_context context;
	struct dlp_scored scored;
	const struct dlp_where *where; /* NULL for none */
	struct dlp_span text;
	/* The one that the source gave last, and the key before `key_at`. */
	struct dlp_column column, key;
	size_t key_at;
};

struct weighing {
	struct dlp_evidence *out;
	int level; /* of confidence, before it is brought into range */
	bool invalid;
	bool elsewise; /* the column says that it is something else */
};

static void why(struct weighing *w, const char *label, struct dlp_span word)
{
	if (w->out->whys < DLP_EVIDENCE_WHYS)
		w->out->why[w->out->whys++] = (struct dlp_why){ label, word };
}

static void weigh_context(struct weighing *w, struct dlp_context *context,
			  const struct dlp_match *match)
{
	const struct dlp_span *word;

	word = dlp_context_find(context, match->index, DLP_LEXICON_CONTEXT,
				match->value_start, match->value_end);
	if (word) {
		w->level++;
		why(w, "context:", *word);
		return;
	}
	word = dlp_context_find(context, match->index, DLP_LEXICON_NOT_CONTEXT,
				match->value_start, match->value_end);
	if (word) {
		w->level--;
		why(w, "not-context:", *word);
	}
}

/* True when the column settles it, and words nearby no longer matter. */
static bool weigh_column(struct weighing *w, const struct dlp_match *match,
			 struct dlp_column *column)
{
	const struct dlp_rule *rule = match->rule;
	const struct dlp_span *name;

	name = dlp_column_find(column, rule->columns,
			       match->compiled->column_letters);
	if (name) {
		/* What a check denies, no name makes certain. */
		w->level = w->invalid ? DLP_CONFIDENCE_MEDIUM
				      : DLP_CONFIDENCE_HIGH;
		why(w, "column:", *name);
		return true;
	}
	name = dlp_column_find(column, rule->not_columns,
			       match->compiled->not_column_letters);
	if (name) {
		w->level--;
		w->elsewise = true;
		why(w, "not-column:", *name);
		return true;
	}
	return false;
}

/* False when the finding is to be dropped. */
static bool weigh_checks(struct weighing *w, const struct dlp_match *match)
{
	const struct dlp_engine_rule *compiled = match->compiled;

	for (size_t i = 0; i < compiled->validators; i++) {
		const char *name = compiled->validator[i].validator->name;
		struct dlp_span word = { name, strlen(name) };

		switch (dlp_validator_run(&compiled->validator[i],
					  &match->candidate)) {
		case DLP_VALID:
			why(w, "valid:", word);
			break;
		case DLP_INVALID:
			why(w, "invalid:", word);
			if (match->rule->drop_invalid)
				return false;
			w->level--;
			w->invalid = true;
			break;
		case DLP_UNCHECKED:
			break;
		}
	}
	return true;
}

/* Whether `word` stands anywhere in `text`, case ignored. */
static bool holds(struct dlp_span text, struct dlp_span word)
{
	for (size_t j = 0; word.len <= text.len && j <= text.len - word.len;
	     j++)
		if (!strncasecmp(text.ptr + j, word.ptr, word.len))
			return true;
	return false;
}

/* Whether one of the regexes [from, to) that let pass matches in `text`. */
static bool lets_pass(const struct dlp_match *match, size_t from, size_t to,
		      struct dlp_span text, struct dlp_regex_space *space)
{
	struct dlp_regex_match found;

	for (size_t i = from; i < to; i++)
		if (dlp_regex_find(match->compiled->allow[i], space, text, 0,
				   text.len, false, false,
				   &found) == DLP_REGEX_FOUND)
			return true;
	return false;
}

/* The lines that a match stands in, as far as DLP_EVIDENCE_LINE to either
 * side. */
static struct dlp_span lines_of(struct dlp_span text, size_t start, size_t end)
{
	size_t first =
		start > DLP_EVIDENCE_LINE ? start - DLP_EVIDENCE_LINE : 0;
	size_t last = text.len - end > DLP_EVIDENCE_LINE
			      ? end + DLP_EVIDENCE_LINE
			      : text.len;

	while (start > first && text.ptr[start - 1] != '\n')
		start--;
	while (end < last && text.ptr[end] != '\n')
		end++;
	return (struct dlp_span){ text.ptr + start, end - start };
}

/* The match, with the word in front that its rule counts among it. */
static struct dlp_span whole_of(struct dlp_span text,
				const struct dlp_match *match)
{
	size_t start = match->start, lead = match->rule->lead;

	for (; start && lead; start--, lead--) {
		char c = text.ptr[start - 1];

		if (!((c >= '0' && c <= '9') || c == '_' || c == '-' ||
		      c == '.' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')))
			break;
	}
	return (struct dlp_span){ text.ptr + start, match->end - start };
}

static bool is_allowed(const struct dlp_weigher *weigher,
		       const struct dlp_match *match)
{
	const struct dlp_engine_rule *compiled = match->compiled;
	struct dlp_regex_space *space = weigher->space;
	struct dlp_span value = match->candidate.value;
	struct dlp_list words = match->rule->allow_words;
	struct dlp_letters letters;

	if (words.count)
		letters = dlp_letters_of(value);

	for (size_t i = 0; i < words.count; i++)
		if (!dlp_letters_lack(&letters,
				      &match->compiled->allow_letters[i]) &&
		    holds(value, words.item[i]))
			return true;
	if (!compiled->line_allows)
		return false;
	return lets_pass(match, 0, compiled->allows, value, space) ||
	       lets_pass(match, compiled->allows, compiled->match_allows,
			 whole_of(weigher->text, match), space) ||
	       lets_pass(match, compiled->match_allows, compiled->line_allows,
			 lines_of(weigher->text, match->start, match->end),
			 space);
}

/* The column that the source gives, or else the key before the value at
 * `start`; without a name for neither. */
static struct dlp_column *column_of(struct dlp_weigher *weigher,
				    struct dlp_span name, size_t start)
{
	if (name.len) {
		dlp_column_set(&weigher->column, name);
		return &weigher->column;
	}
	if (weigher->key_at != start) {
		weigher->key_at = start;
		dlp_column_set(&weigher->key,
			       dlp_column_key(weigher->text, start));
	}
	return &weigher->key;
}

static bool weigh_name(struct weighing *w, struct dlp_weigher *weigher,
		       const struct dlp_match *match, struct dlp_span name)
{
	struct dlp_column *column;

	if (!match->rule->columns.count && !match->rule->not_columns.count)
		return false;
	column = column_of(weigher, name, match->value_start);
	return column->name.len && weigh_column(w, match, column);
}

/* Which rules come to `least`, and how. */
static void choose(struct dlp_weigher *weigher)
{
	const struct dlp_brief *brief = dlp_engine_briefs(weigher->engine);
	size_t rules = dlp_catalog_count(dlp_engine_catalog(weigher->engine));

	for (size_t r = 0; r < rules; r++) {
		const struct dlp_brief *rule = &brief[r];
		const uint64_t bit = UINT64_C(1) << r % 64;
		bool keeps = dlp_weigher_keeps(
			weigher, r, (enum dlp_confidence)rule->confidence);
		bool raised = rule->confidence + 1u >= weigher->least;

		/* Where the value is a part of the match, what is near it is
		 * not known before. */
		if (rule->grouped || keeps ||
		    (rule->scored && weigher->scored.on))
			weigher->always[r / 64] |= bit;
		if (raised)
			weigher->by_context[r / 64] |= bit;
		if (!keeps && !(raised && rule->words) && !rule->columns &&
		    !(rule->scored && weigher->scored.on))
			weigher->never[r / 64] |= bit;
	}
}

/* What the value itself says, and what it stands among. */
static void weigh_look(struct weighing *w, struct dlp_span text,
		       const struct dlp_match *match, bool scored)
{
	const struct dlp_span value = match->candidate.value;
	const enum dlp_shape shape = match->rule->shape;
	const char *says = NULL;

	if (dlp_look_placeholder(value) ||
	    dlp_look_published(value, match->rule->test_values) ||
	    (scored && dlp_look_typed(value)))
		says = "test-value";
	else if (shape == DLP_SHAPE_DIGITS &&
		 dlp_look_row(text, match->value_start, match->value_end))
		says = "row-of-numbers";
	else if (shape == DLP_SHAPE_ID && dlp_look_small(value))
		says = "small-letters";
	if (!says)
		return;
	/* However likely a sample looks: it was made to. */
	w->level = scored ? DLP_CONFIDENCE_LOW : w->level - 1;
	why(w, says, (struct dlp_span){ 0 });
}

/* What the model makes of it, in place of what rule and evidence say. */
static void weigh_odds(struct weighing *w, const struct dlp_weigher *weigher,
		       const struct dlp_match *match, struct dlp_span column)
{
	const struct dlp_scored_odds odds = dlp_scored_weigh(
		&weigher->scored, weigher->text, match, column, weigher->where);

	w->out->score = odds.odds;
	/* What a rule is sure of it gives up for good reasons only. */
	if (w->elsewise)
		w->level = DLP_CONFIDENCE_LOW;
	else if (match->rule->confidence >= DLP_CONFIDENCE_MEDIUM &&
		 w->level >= DLP_CONFIDENCE_MEDIUM && !odds.denies &&
		 odds.confidence < DLP_CONFIDENCE_MEDIUM)
		w->level = DLP_CONFIDENCE_MEDIUM;
	else
		w->level = (int)odds.confidence;
	why(w, "model:", odds.text);
}

struct dlp_weigher *dlp_weigher_new(struct dlp_engine *engine,
				    enum dlp_confidence least,
				    const struct dlp_model *secret)
{
	struct dlp_weigher *weigher = calloc(1, sizeof(*weigher));

	if (!weigher)
		return NULL;
	weigher->engine = engine;
	weigher->least = least;
	dlp_context_init(&weigher->context, engine);
	weigher->stride =
		dlp_catalog_count(dlp_engine_catalog(engine)) / 64 + 1;
	weigher->always =
		dlp_pages_new((WANTED + 3) * weigher->stride, sizeof(uint64_t));
	weigher->columns = dlp_columns_new(engine);
	weigher->space = dlp_regex_space_new();
	if (!weigher->always || !weigher->columns || !weigher->space ||
	    !dlp_scored_open(&weigher->scored, secret)) {
		dlp_weigher_free(weigher);
		return NULL;
	}
	weigher->by_context = weigher->always + weigher->stride;
	weigher->never = weigher->by_context + weigher->stride;
	choose(weigher);
	return weigher;
}

void dlp_weigher_free(struct dlp_weigher *weigher)
{
	if (!weigher)
		return;
	dlp_context_release(&weigher->context);
	dlp_columns_free(weigher->columns);
	dlp_pages_free(weigher->always);
	dlp_regex_space_free(weigher->space);
	free(weigher);
}

void dlp_weigher_where(struct dlp_weigher *weigher,
		       const struct dlp_where *where)
{
	weigher->where = where;
}

void dlp_weigher_begin(struct dlp_weigher *weigher, struct dlp_span text)
{
	weigher->text = text;
	weigher->key_at = SIZE_MAX;
	dlp_context_begin(&weigher->context, text);
}

enum dlp_outcome dlp_weigher_weigh(struct dlp_weigher *weigher,
				   const struct dlp_match *match,
				   struct dlp_span column,
				   struct dlp_evidence *out)
{
	struct weighing w = { .out = out,
			      .level = (int)match->rule->confidence };
	bool allowed, scored;

	out->whys = 0;
	out->decoded = false;
	if (!weigh_checks(&w, match))
		return DLP_OUTCOME_DROPPED;
	allowed = is_allowed(weigher, match);
	if (!weigh_name(&w, weigher, match, column))
		weigh_context(&w, &weigher->context, match);
	scored = match->rule->scored && weigher->scored.on;
	if (scored)
		weigh_odds(&w, weigher, match, column);
	weigh_look(&w, weigher->text, match, scored);
	if (w.level < DLP_CONFIDENCE_LOW)
		w.level = DLP_CONFIDENCE_LOW;
	if (w.level > DLP_CONFIDENCE_HIGH)
		w.level = DLP_CONFIDENCE_HIGH;
	out->confidence = (enum dlp_confidence)w.level;
	if (!scored)
		out->score = score_of[w.level];
	return allowed ? DLP_OUTCOME_SUPPRESSED : DLP_OUTCOME_FINDING;
}

enum dlp_outcome dlp_weigher_judge(struct dlp_weigher *weigher,
				   const struct dlp_match *match)
{
	struct dlp_evidence evidence = { .whys = 0 };
	struct weighing w = { .out = &evidence };

	if (!weigh_checks(&w, match))
		return DLP_OUTCOME_DROPPED;
	return is_allowed(weigher, match) ? DLP_OUTCOME_SUPPRESSED
					  : DLP_OUTCOME_FINDING;
}

/* Those that come to `least` with those words and names. */
static void fill(struct dlp_weigher *weigher, struct wanted *wanted,
		 uint64_t *rules, const struct dlp_rule_set *near,
		 const struct dlp_rule_set *named)
{
	for (size_t i = 0; i < weigher->stride; i++)
		rules[i] = weigher->always[i] |
			   (near->rules[i] & weigher->by_context[i]) |
			   (named ? named->rules[i] : 0);
	wanted->near = near->number;
	wanted->named = named ? named->number : 0;
	wanted->set = (struct dlp_rule_set){ rules, ++weigher->last };
}

const struct dlp_rule_set *dlp_weigher_wants(struct dlp_weigher *weigher,
					     struct dlp_span name, size_t start,
					     size_t end)
{
	const struct dlp_rule_set *near, *named = NULL;
	struct dlp_column *column = column_of(weigher, name, start);
	struct wanted *wanted;
	size_t at;

	near = dlp_context_rules(&weigher->context, start, end);
	if (column->name.len)
		named = dlp_columns_rules(weigher->columns, column);
	if (!near || (column->name.len && !named)) {
		weigher->failed = true;
		return NULL;
	}
	at = (near->number * 31 + (named ? named->number : 0)) % WANTED;
	wanted = &weigher->wanted[at];
	if (!wanted->set.number || wanted->near != near->number ||
	    wanted->named != (named ? named->number : 0))
		fill(weigher, wanted,
		     weigher->always + (3 + at) * weigher->stride, near, named);
	return &wanted->set;
}

bool dlp_weigher_knows(struct dlp_weigher *weigher, struct dlp_span name)
{
	const struct dlp_rule_set *rules;

	if (!name.len)
		return false;
	dlp_column_set(&weigher->column, name);
	rules = dlp_columns_rules(weigher->columns, &weigher->column);
	weigher->failed |= !rules;
	for (size_t i = 0; rules && i < weigher->stride; i++)
		if (rules->rules[i])
			return true;
	return false;
}

const uint64_t *dlp_weigher_never(const struct dlp_weigher *weigher)
{
	return weigher->never;
}

bool dlp_weigher_failed(const struct dlp_weigher *weigher)
{
	return weigher->failed || weigher->context.failed;
}

bool dlp_weigher_keeps(const struct dlp_weigher *weigher, size_t index,
		       enum dlp_confidence confidence)
{
	return confidence >= weigher->least ||
	       dlp_engine_is_near(weigher->engine, index) ||
	       dlp_engine_near(weigher->engine, index) != SIZE_MAX;
}

void dlp_evidence_near(struct dlp_evidence *evidence, struct dlp_span id,
		       bool raises)
{
	struct weighing w = { .out = evidence,
			      .level = (int)evidence->confidence + raises };

	why(&w, "near:", id);
	if (w.level > DLP_CONFIDENCE_HIGH)
		w.level = DLP_CONFIDENCE_HIGH;
	evidence->confidence = (enum dlp_confidence)w.level;
	evidence->score = score_of[w.level];
}
