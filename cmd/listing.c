#include "listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "cli.h"
#include "match/matcher.h"
#include "pattern/key.h"
#include "trial.h"

enum {
	SLOW_NS = 1000 * 1000, /* a MB: what a rule may cost */
	SAMPLE = 256 << 10,    /* bytes that rules are timed on */
};

static void put_escaped(struct dlp_buf *out, struct dlp_span text)
{
	dlp_escape(out, text);
}

void listing_rules(const struct dlp_catalog *catalog)
{
	struct dlp_buf out;
	char place[512];

	dlp_buf_init(&out, 0);
	for (size_t i = 0; i < dlp_catalog_count(catalog); i++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, i);

		put_escaped(&out, rule->id);
		dlp_buf_addf(&out, "\t%s\t%s\t%s\t",
			     dlp_severity_name(rule->severity),
			     dlp_confidence_name(rule->confidence),
			     dlp_category_name(rule->category));
		put_escaped(&out, rule->name);
		trial_place(rule, place, sizeof(place));
		dlp_buf_addc(&out, '\t');
		put_escaped(&out, (struct dlp_span){ place, strlen(place) });
		dlp_buf_addc(&out, '\n');
		cli_write(&out);
	}
	dlp_buf_release(&out);
}

static void put_text(struct dlp_buf *out, const char *key, struct dlp_span text)
{
	if (!text.len)
		return;
	dlp_buf_addf(out, "%-14s = ", key);
	put_escaped(out, text);
	dlp_buf_addc(out, '\n');
}

static void put_lines(struct dlp_buf *out, const char *key,
		      struct dlp_list list)
{
	for (size_t i = 0; i < list.count; i++)
		put_text(out, key, list.item[i]);
}

static void put_list(struct dlp_buf *out, const char *key, struct dlp_list list)
{
	if (!list.count)
		return;
	dlp_buf_addf(out, "%-14s = ", key);
	for (size_t i = 0; i < list.count; i++) {
		dlp_buf_adds(out, i ? ", " : "");
		put_escaped(out, list.item[i]);
	}
	dlp_buf_addc(out, '\n');
}

static void put_shape(struct dlp_buf *out, const struct dlp_rule *rule)
{
	static const char *const word[DLP_SHAPE_ANY + 1] = {
		[DLP_SHAPE_DIGITS] = "digits",   [DLP_SHAPE_TOKEN] = "token",
		[DLP_SHAPE_ID] = "id",           [DLP_SHAPE_PHONE] = "phone",
		[DLP_SHAPE_EMAIL] = "email",     [DLP_SHAPE_IBAN] = "iban",
		[DLP_SHAPE_ADDRESS] = "address",
	};

	if (dlp_key_learned(rule))
		dlp_buf_addf(out, "%-14s = %s\n", "shape",
			     dlp_key_learned(rule));
	if (rule->shape == DLP_SHAPE_ANY)
		dlp_buf_adds(out, "keywords       = none\n");
	if (!word[rule->shape])
		return;
	dlp_buf_addf(out, "%-14s = %s", "shape", word[rule->shape]);
	if (rule->least == rule->most && rule->least)
		dlp_buf_addf(out, " %u", rule->least);
	else if (rule->least)
		dlp_buf_addf(out, " %u-%u", rule->least, rule->most);
	dlp_buf_addc(out, '\n');
}

static void put_flag(struct dlp_buf *out, const char *key, bool flag)
{
	if (flag)
		put_text(out, key, DLP_SPAN("yes"));
}

static void put_parts(struct dlp_buf *out, const struct dlp_rule *rule)
{
	for (size_t i = 0; i < rule->parts; i++) {
		dlp_buf_adds(out, "part.");
		put_escaped(out, rule->part[i].name);
		dlp_buf_adds(out, " = ");
		put_escaped(out, rule->part[i].group);
		dlp_buf_addc(out, '\n');
	}
	put_flag(out, "redact-parts", rule->redact_parts);
}

static void put_near(struct dlp_buf *out, const struct dlp_rule *rule)
{
	if (!rule->near.len)
		return;
	dlp_buf_addf(out, "%-14s = ", "near");
	put_escaped(out, rule->near);
	dlp_buf_addf(out, " within %u lines%s\n", rule->near_lines,
		     rule->near_raises ? " raises" : "");
}

int listing_explain(const struct dlp_catalog *catalog, const char *id)
{
	const struct dlp_rule *rule =
		dlp_catalog_find(catalog, (struct dlp_span){ id, strlen(id) });
	struct dlp_buf out;
	char place[512];

	if (!rule) {
		cli_warn(0, "--explain: no rule %s", cli_escape(id));
		return CLI_TROUBLE;
	}
	dlp_buf_init(&out, 0);
	trial_place(rule, place, sizeof(place));
	dlp_buf_adds(&out, "# ");
	put_escaped(&out, (struct dlp_span){ place, strlen(place) });
	dlp_buf_adds(&out, "\n[");
	put_escaped(&out, rule->id);
	dlp_buf_adds(&out, "]\n");
	put_text(&out, "name", rule->name);
	put_text(&out, "description", rule->description);
	dlp_buf_addf(&out, "%-14s = %s\n%-14s = %s\n%-14s = %s\n", "category",
		     dlp_category_name(rule->category), "severity",
		     dlp_severity_name(rule->severity), "confidence",
		     dlp_confidence_name(rule->confidence));
	put_shape(&out, rule);
	put_list(&out, "keywords", rule->keywords);
	put_lines(&out, "regex", rule->regex);
	put_lines(&out, "assigned", rule->assigned);
	put_flag(&out, "utf", rule->utf);
	put_text(&out, "value", rule->value);
	put_parts(&out, rule);
	dlp_buf_addf(&out, "%-14s = %u\n", "window", rule->window);
	put_lines(&out, "validator", rule->validators);
	if (rule->validators.count)
		dlp_buf_addf(&out, "%-14s = %s\n", "on-invalid",
			     rule->drop_invalid ? "drop" : "lower");
	put_list(&out, "context", rule->context);
	put_list(&out, "not-context", rule->not_context);
	put_list(&out, "columns", rule->columns);
	put_list(&out, "not-columns", rule->not_columns);
	put_near(&out, rule);
	put_list(&out, "paths", rule->paths);
	put_list(&out, "not-paths", rule->not_paths);
	put_list(&out, "allow-words", rule->allow_words);
	put_lines(&out, "path-regex", rule->path_regex);
	put_lines(&out, "not-path-regex", rule->not_path_regex);
	put_lines(&out, "allow-regex", rule->allow_regex);
	put_lines(&out, "allow-match", rule->allow_match);
	put_lines(&out, "allow-line", rule->allow_line);
	put_list(&out, "test-values", rule->test_values);
	dlp_buf_addf(&out, "%-14s = %d\n", "specificity", rule->specificity);
	put_text(&out, "entropy",
		 rule->entropy_high ? DLP_SPAN("high") : DLP_SPAN("low"));
	if (rule->hidden)
		put_text(&out, "visible", DLP_SPAN("no"));
	if (rule->scored)
		put_text(&out, "scored", DLP_SPAN("yes"));
	put_list(&out, "tags", rule->tags);
	put_text(&out, "reference", rule->reference);
	cli_write(&out);
	dlp_buf_release(&out);
	return CLI_OK;
}

void listing_validators(void)
{
	const struct dlp_validator *v;

	for (size_t i = 0; (v = dlp_validator_at(i)); i++)
		printf("%s%s%s\t%s\n", v->name, *v->args ? " " : "", v->args,
		       v->about);
}

/*
 * Plain text, with a keyword of the rule every 4 KB, as source text has words
 * like "key", and an example every 16.
 */
static void make_sample(const struct dlp_rule *rule, struct dlp_buf *text)
{
	static const char filler[] =
		"The quick brown fox: jumps = over(the, \"lazy dog\") 1234;\n";

	dlp_buf_clear(text);
	for (size_t i = 0; text->len < SAMPLE && !text->status; i++) {
		for (size_t j = 0; j < 64; j++)
			dlp_buf_adds(text, filler);
		if (rule->keywords.count) {
			dlp_buf_adds(text, "of a ");
			dlp_buf_addspan(
				text,
				rule->keywords.item[i % rule->keywords.count]);
			dlp_buf_adds(text, " that is not\n");
		}
		if (i % 4 == 0 && rule->examples.count)
			dlp_buf_addspan(
				text,
				rule->examples
					.item[i / 4 % rule->examples.count]);
	}
	if (text->status)
		cli_die_memory();
}

static bool on_match(void *arg, const struct dlp_match *match)
{
	(void)arg;
	(void)match;
	return true;
}

static void on_limit(void *arg, size_t rule)
{
	(void)arg;
	(void)rule;
}

/* CPU time of a matcher over `text`, the least of three. */
static uint64_t nanoseconds(struct dlp_matcher *matcher, struct dlp_span text)
{
	struct dlp_window window = { .text = text,
				     .first = true,
				     .last = true };
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < 3; i++) {
		struct timespec a, b;
		struct dlp_error err = { 0 };
		size_t done;
		uint64_t ns;

		dlp_matcher_reset(matcher);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
		if (dlp_matcher_scan(matcher, &window, &done, &err))
			cli_die(err.sys, "%s", err.msg);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
		ns = (uint64_t)(b.tv_sec - a.tv_sec) * 1000000000u +
		     (uint64_t)b.tv_nsec - (uint64_t)a.tv_nsec;
		if (ns < best)
			best = ns;
	}
	return best;
}

/* What each rule adds to the cost of having none. */
static void time_rules(struct dlp_engine *engine, bool verbose)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(engine);
	const struct dlp_matcher_calls calls = { .match = on_match,
						 .limit = on_limit };
	struct dlp_matcher *matcher = dlp_matcher_new(engine, &calls);
	struct dlp_buf text;

	if (!matcher)
		cli_die_memory();
	dlp_buf_init(&text, 0);
	for (size_t i = 0; i < dlp_catalog_count(catalog); i++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, i);
		uint64_t none, own, cost;
		char place[512];

		make_sample(rule, &text);
		dlp_matcher_unmute(matcher);
		for (size_t j = 0; j < dlp_catalog_count(catalog); j++)
			dlp_matcher_mute(matcher, j);
		none = nanoseconds(matcher, dlp_buf_span(&text));
		dlp_matcher_unmute(matcher);
		for (size_t j = 0; j < dlp_catalog_count(catalog); j++)
			if (j != i)
				dlp_matcher_mute(matcher, j);
		cost = UINT64_MAX;
		/* What else the machine does may only seem to be a cost. */
		for (int try = 0; try < 4 && cost > SLOW_NS; try++) {
			own = nanoseconds(matcher, dlp_buf_span(&text));
			own = own > none ? own - none : 0;
			own *= (1 << 20) / SAMPLE;
			if (own < cost)
				cost = own;
		}
		if (verbose)
			printf("%.*s\t%llu us/MB\n", (int)rule->id.len,
			       rule->id.ptr, (unsigned long long)(cost / 1000));
		if (cost > SLOW_NS)
			cli_warn(0, "%s: [%.*s] costs %llu us/MB, over %d",
				 trial_place(rule, place, sizeof(place)),
				 (int)rule->id.len, rule->id.ptr,
				 (unsigned long long)(cost / 1000),
				 SLOW_NS / 1000);
	}
	dlp_buf_release(&text);
	dlp_matcher_free(matcher);
}

/* Whether a note before this one is of the same rule and kind. */
static bool was_told(const struct dlp_catalog *catalog, size_t note)
{
	const struct dlp_note *now = dlp_catalog_note(catalog, note);

	for (size_t i = note; i--;) {
		const struct dlp_note *n = dlp_catalog_note(catalog, i);

		if (n->file.ptr != now->file.ptr ||
		    !dlp_span_eq(n->rule, now->rule))
			return false;
		if (n->kind == now->kind)
			return true;
	}
	return false;
}

/* Of each file of another scanner, how much of it there is. */
static void put_foreign(const struct dlp_catalog *catalog)
{
	const char *file = NULL;
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	for (size_t r = 0; r < dlp_catalog_count(catalog); r++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, r);
		size_t rules = 0, by[DLP_NOTES] = { 0 };

		if (!rule->foreign || rule->file.ptr == file)
			continue;
		file = rule->file.ptr;
		for (size_t i = r; i < dlp_catalog_count(catalog); i++)
			rules += dlp_catalog_rule(catalog, i)->file.ptr == file;
		for (size_t i = 0; i < dlp_catalog_notes(catalog); i++) {
			const struct dlp_note *n = dlp_catalog_note(catalog, i);

			if (n->file.ptr == file && n->rule.len &&
			    !was_told(catalog, i))
				by[n->kind]++;
		}
		put_escaped(&out, rule->file);
		dlp_buf_addf(&out,
			     ": %zu rules, %zu of them in part, %zu slow; %zu "
			     "left out\n",
			     rules, by[DLP_NOTE_PART], by[DLP_NOTE_SLOW],
			     by[DLP_NOTE_OUT]);
		cli_write(&out);
	}
	dlp_buf_release(&out);
}

int listing_check(struct dlp_engine *engine, bool verbose)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(engine);
	size_t examples = 0, rejects = 0, failed = trial_run(engine, true);

	for (size_t i = 0; i < dlp_catalog_count(catalog); i++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, i);

		examples += rule->examples.count;
		rejects += rule->rejects.count;
	}
	time_rules(engine, verbose);
	put_foreign(catalog);
	printf("%zu rules, %zu examples, %zu rejects: %zu failed\n",
	       dlp_catalog_count(catalog), examples, rejects, failed);
	return failed ? CLI_TROUBLE : CLI_OK;
}
