#include "trial.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "detect/scanner.h"

const char *trial_place(const struct dlp_rule *rule, char *buf, size_t size)
{
	snprintf(buf, size, "%s%.*s:%u", rule->builtin ? "built-in " : "",
		 (int)rule->file.len, rule->file.ptr, rule->line);
	return buf;
}

struct trial {
	struct dlp_span rule;
	char path[256]; /* one that the rule looks at */
	bool found;
};

static enum dlp_status on_record(void *arg, const struct dlp_record *record)
{
	struct trial *trial = arg;
	const struct dlp_finding *f = &record->finding;

	if (record->type != DLP_RECORD_FINDING)
		return DLP_OK;
	trial->found |= dlp_span_eq(f->rule, trial->rule);
	for (size_t i = 0; i < f->alsos; i++)
		trial->found |= dlp_span_eq(f->also[i], trial->rule);
	return DLP_OK;
}

/* Whether the rule finds something in `text`, whatever the confidence. */
static bool finds(struct dlp_scanner *scanner, struct trial *trial,
		  struct dlp_span text)
{
	const struct dlp_where where = {
		.doc = 1, .path = { trial->path, strlen(trial->path) }
	};
	struct dlp_text piece = { .text = text };
	struct dlp_error err = { 0 };

	trial->found = false;
	if (dlp_scanner_begin(scanner, &where, &err) ||
	    dlp_scanner_feed(scanner, &piece, &err) ||
	    dlp_scanner_end(scanner, &err) == DLP_FATAL)
		cli_die(err.sys, "%s", err.msg);
	return trial->found;
}

static size_t check_list(struct dlp_scanner *scanner, struct trial *trial,
			 const struct dlp_rule *rule, struct dlp_list list,
			 bool wanted)
{
	size_t failed = 0;
	char place[512];

	for (size_t i = 0; i < list.count; i++) {
		if (finds(scanner, trial, list.item[i]) == wanted)
			continue;
		cli_warn(0, "%s: [%.*s] %s %zu %s",
			 trial_place(rule, place, sizeof(place)),
			 (int)rule->id.len, rule->id.ptr,
			 wanted ? "example" : "reject", i + 1,
			 wanted ? "is not found" : "is found");
		failed++;
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
	const struct dlp_scanner_opts opts = { .hidden = true };
	struct trial trial;
	struct dlp_scanner *scanner;
	size_t failed = 0;

	if (!builtin && dlp_catalog_is_builtin(catalog))
		return 0;
	scanner = dlp_scanner_new(engine, &opts, on_record, &trial);
	if (!scanner)
		cli_die_memory();
	for (size_t i = 0; i < dlp_catalog_count(catalog); i++) {
		const struct dlp_rule *rule = dlp_catalog_rule(catalog, i);

		if (rule->builtin && !builtin)
			continue;
		trial.rule = rule->id;
		find_path(rule, &trial);
		failed +=
			check_list(scanner, &trial, rule, rule->examples, true);
		failed +=
			check_list(scanner, &trial, rule, rule->rejects, false);
	}
	dlp_scanner_free(scanner);
	return failed;
}
