#include "trial.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "detect/evidence.h"
#include "detect/scanner.h"

const char *trial_place(const struct dlp_rule *rule, char *buf, size_t size)
{
	snprintf(buf, size, "%s%.*s:%u", rule->builtin ? "built-in " : "",
		 (int)rule->file.len, rule->file.ptr, rule->line);
	return buf;
}

/* Rules are tried one by one; most need no more than a matcher. */
struct trial {
	struct dlp_engine *engine;
	struct dlp_matcher *matcher;
	struct dlp_weigher *weigher;
	struct dlp_scanner *scanner; /* made when a rule needs it */
	const struct dlp_rule *rule;
	size_t index;   /* of it */
	char path[256]; /* one that the rule looks at */
	bool found;
	bool lenient; /* of others' rules failures are told, not counted */
};

static bool on_match(void *arg, const struct dlp_match *match)
{
	struct trial *trial = arg;
	enum dlp_outcome outcome = dlp_weigher_judge(trial->weigher, match);

	trial->found |= outcome == DLP_OUTCOME_FINDING;
	return outcome != DLP_OUTCOME_DROPPED;
}

/* Given up is not found. */
static void on_limit(void *arg, size_t rule)
{
	(void)arg;
	(void)rule;
}

static void match_text(struct trial *trial, struct dlp_span text)
{
	const struct dlp_window window = { .text = text,
					   .first = true,
					   .last = true };
	struct dlp_error err = { 0 };
	size_t done;

	dlp_matcher_reset(trial->matcher);
	dlp_matcher_only(trial->matcher, trial->index);
	dlp_weigher_begin(trial->weigher, text);
	if (dlp_matcher_scan(trial->matcher, &window, &done, &err))
		cli_die(err.sys, "%s", err.msg);
}

static enum dlp_status on_record(void *arg, const struct dlp_record *record)
{
	struct trial *trial = arg;
	const struct dlp_finding *f = &record->finding;

	if (record->type != DLP_RECORD_FINDING)
		return DLP_OK;
	trial->found |= dlp_span_eq(f->rule, trial->rule->id);
	for (size_t i = 0; i < f->alsos; i++)
		trial->found |= dlp_span_eq(f->also[i], trial->rule->id);
	return DLP_OK;
}

/* With all other rules, as one that wants another nearby has to be. */
static void scan_text(struct trial *trial, struct dlp_span text)
{
	const struct dlp_scanner_opts opts = { .hidden = true,
					       .no_decode = true };
	const struct dlp_where where = {
		.doc = 1, .path = { trial->path, strlen(trial->path) }
	};
	struct dlp_text piece = { .text = text };
	struct dlp_error err = { 0 };

	if (!trial->scanner)
		trial->scanner =
			dlp_scanner_new(trial->engine, &opts, on_record, trial);
	if (!trial->scanner)
		cli_die_memory();
	if (dlp_scanner_begin(trial->scanner, &where, &err) ||
	    dlp_scanner_feed(trial->scanner, &piece, &err) ||
	    dlp_scanner_end(trial->scanner, &err) == DLP_FATAL)
		cli_die(err.sys, "%s", err.msg);
}

/* Whether the rule finds something in `text`, whatever the confidence. */
static bool finds(struct trial *trial, struct dlp_span text)
{
	trial->found = false;
	if (trial->rule->near.len || trial->rule->shape == DLP_SHAPE_LEARNED)
		scan_text(trial, text);
	else if (text.len)
		match_text(trial, text);
	return trial->found;
}

static size_t check_list(struct trial *trial, struct dlp_list list, bool wanted)
{
	const struct dlp_rule *rule = trial->rule;
	size_t failed = 0;
	char place[512];

	for (size_t i = 0; i < list.count; i++) {
		if (finds(trial, list.item[i]) == wanted)
			continue;
		cli_warn(0, "%s: [%.*s] %s %zu %s",
			 trial_place(rule, place, sizeof(place)),
			 (int)rule->id.len, rule->id.ptr,
			 wanted ? "example" : "reject", i + 1,
			 wanted ? "is not found" : "is found");
		failed += !(rule->foreign && trial->lenient);
	}
	return failed;
}

/* A name that fits the rule's first glob: its stars stand for an x. */
static void find_path(const struct dlp_rule *rule, struct trial *trial)
{
	struct dlp_span glob = DLP_SPAN("x");
	size_t n = 0;

	if (rule->paths.count)
		glob = rule->paths.item[0];
	for (size_t i = 0; i < glob.len && n + 1 < sizeof(trial->path); i++) {
		char c = glob.ptr[i];

		trial->path[n++] = c == '*' || c == '?' ? 'x' : c;
	}
	trial->path[n] = '\0';
}

size_t trial_run(struct dlp_engine *engine, bool builtin)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(engine);
	struct trial trial = { .engine = engine, .lenient = !builtin };
	const struct dlp_matcher_calls calls = { .match = on_match,
						 .limit = on_limit,
						 .arg = &trial };
	/* Of those that are built in as they are, none. */
	const size_t first = builtin ? 0 : dlp_catalog_builtin(catalog);
	size_t failed = 0;

	if (!builtin && dlp_catalog_is_builtin(catalog))
		return 0;
	trial.matcher = dlp_matcher_new(engine, &calls);
	trial.weigher = dlp_weigher_new(engine, DLP_CONFIDENCE_LOW, NULL);
	if (!trial.matcher || !trial.weigher)
		cli_die_memory();
	for (size_t i = first; i < dlp_catalog_count(catalog); i++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, i);

		if (rule->builtin && !builtin)
			continue;
		trial.rule = rule;
		trial.index = i;
		find_path(rule, &trial);
		failed += check_list(&trial, rule->examples, true);
		failed += check_list(&trial, rule->rejects, false);
	}
	dlp_scanner_free(trial.scanner);
	dlp_matcher_free(trial.matcher);
	dlp_weigher_free(trial.weigher);
	return failed;
}
