#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "detect/views.h"
#include "key.h"
#include "trial.h"

void cli_rules_init(struct cli_rules *rules)
{
	*rules = (struct cli_rules){
		.scanner.min_confidence = DLP_CONFIDENCE_MEDIUM,
	};
}

static _Noreturn void bad(const char *option, const char *arg)
{
	cli_die(0, "%s: bad value: %s", option, cli_escape(arg));
}

static void take_categories(struct cli_rules *rules, char *arg)
{
	for (char *word = strtok_r(arg, ",", &arg); word;
	     word = strtok_r(NULL, ",", &arg)) {
		enum dlp_category category;

		if (!dlp_category_parse((struct dlp_span){ word, strlen(word) },
					&category))
			bad("--category", word);
		rules->scanner.categories |= 1u << category;
	}
}

bool cli_rules_option(struct cli_rules *rules, int c, char *arg)
{
	struct dlp_span word = { arg, arg ? strlen(arg) : 0 };

	switch (c) {
	case 'p':
	case CLI_RULES_USER:
		if (rules->n_patterns == CLI_RULES_PATHS)
			cli_die(0, "--patterns: over %d of them",
				CLI_RULES_PATHS);
		rules->trust[rules->n_patterns] =
			c == 'p' ? DLP_TRUST_ALL : DLP_TRUST_ADD;
		rules->patterns[rules->n_patterns++] = arg;
		return true;
	case CLI_RULES_RULES:
		rules->select = arg;
		return true;
	case CLI_RULES_DISABLE:
		rules->disable = arg;
		return true;
	case CLI_RULES_CONFIDENCE:
		if (!dlp_confidence_parse(word, &rules->scanner.min_confidence))
			bad("--min-confidence", arg);
		return true;
	case CLI_RULES_SEVERITY:
		if (!dlp_severity_parse(word, &rules->scanner.min_severity))
			bad("--min-severity", arg);
		return true;
	case CLI_RULES_CATEGORY:
		take_categories(rules, arg);
		return true;
	case CLI_RULES_SHOW_VALUES:
		rules->scanner.show_values = true;
		return true;
	case CLI_RULES_KEY_FILE:
		rules->key_file = arg;
		return true;
	case CLI_RULES_ROOT:
		rules->scanner.root = word;
		return true;
	case CLI_RULES_NO_DECODE:
		rules->scanner.no_decode = true;
		return true;
	case CLI_RULES_DECODE_DEPTH:
		rules->scanner.decode_depth = (unsigned)cli_parse_number(
			"--decode-depth", arg, 1, DLP_VIEWS_DEPTH_MAX);
		return true;
	case CLI_RULES_DECODE_WORK:
		rules->scanner.decode_work = (unsigned)cli_parse_number(
			"--decode-work", arg, 1, DLP_VIEWS_WORK_MAX);
		return true;
	case CLI_RULES_NO_CONFIG:
		rules->no_config = true;
		return true;
	default:
		return false;
	}
}

static const char *escaped(struct dlp_span text, struct dlp_buf *buf)
{
	dlp_buf_clear(buf);
	dlp_escape(buf, text);
	dlp_buf_addc(buf, '\0');
	return buf->status ? "" : buf->ptr;
}

static void tell_note(const struct dlp_note *note)
{
	struct dlp_buf part[4];

	for (size_t i = 0; i < 4; i++)
		dlp_buf_init(&part[i], 0);
	cli_warn(0, "%s:%u: %s%s%s%s%s%s", escaped(note->file, &part[0]),
		 (unsigned)note->line, note->rule.len ? "[" : "",
		 escaped(note->rule, &part[1]), note->rule.len ? "] " : "",
		 escaped(note->key, &part[2]), note->key.len ? ": " : "",
		 escaped(note->text, &part[3]));
	for (size_t i = 0; i < 4; i++)
		dlp_buf_release(&part[i]);
}

/* What of other scanners' files is not in force as it stands there. */
static void tell_notes(const struct cli_rules *rules)
{
	size_t count = dlp_catalog_notes(rules->catalog), aside = 0;

	for (size_t i = 0; i < count; i++) {
		const struct dlp_note *note =
			dlp_catalog_note(rules->catalog, i);

		if (note->kind == DLP_NOTE_ASIDE && !rules->all_notes)
			aside++;
		else if (note->kind == DLP_NOTE_OUT || !rules->quiet)
			tell_note(note);
	}
	if (aside && !rules->quiet)
		cli_warn(0,
			 "%zu keys of rules that ask a service whether a "
			 "finding is live: no request is ever sent",
			 aside);
}

static void load(struct cli_rules *rules, const char *path,
		 enum dlp_trust trust)
{
	struct dlp_error err = { 0 };

	if (dlp_catalog_load(rules->catalog, path, trust, &err))
		cli_die(err.sys, "%s", cli_escape(err.msg));
}

/* A standard place, which need not be there. */
static void load_place(struct cli_rules *rules, const char *dir,
		       const char *rest, enum dlp_trust trust)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/%s", dir, rest);

	if (n > 0 && (size_t)n < sizeof(path) && !access(path, F_OK))
		load(rules, path, trust);
}

static void load_places(struct cli_rules *rules)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	load_place(rules, DLP_SYSCONFDIR, "dlp/patterns.d", DLP_TRUST_ALL);
	if (config && *config == '/')
		load_place(rules, config, "dlp/patterns.d", DLP_TRUST_ADD);
	else if (home && *home == '/')
		load_place(rules, home, ".config/dlp/patterns.d",
			   DLP_TRUST_ADD);
}

void cli_rules_load(struct cli_rules *rules)
{
	struct dlp_error err = { 0 };
	enum dlp_status status = DLP_OK;

	rules->scanner.key = cli_key_read(rules->key_file, &rules->key);
	rules->catalog = dlp_catalog_new(true);
	if (!rules->catalog)
		cli_die_memory();
	for (size_t i = 0; i < rules->mores; i++)
		if (dlp_catalog_add(rules->catalog, rules->more[i], &err))
			cli_die(err.sys, "--classes: %s", err.msg);
	if (!rules->no_config)
		load_places(rules);
	for (size_t i = 0; i < rules->n_patterns; i++)
		load(rules, rules->patterns[i], rules->trust[i]);
	tell_notes(rules);
	if (rules->select)
		status =
			dlp_catalog_select(rules->catalog, rules->select, &err);
	if (!status && rules->disable)
		status = dlp_catalog_disable(rules->catalog, rules->disable,
					     &err);
	if (!status)
		status = dlp_engine_new(rules->catalog, &rules->engine, &err);
	if (status)
		cli_die(err.sys, "%s", cli_escape(err.msg));
}

void cli_rules_prove(const struct cli_rules *rules)
{
	if (trial_run(rules->engine, false))
		cli_die(0, "rules that fail their own examples are not used");
}

void cli_rules_release(struct cli_rules *rules)
{
	dlp_engine_free(rules->engine);
	dlp_catalog_free(rules->catalog);
	cli_key_release(rules->key);
}
