#include "learned.h"

#include "cli.h"
#include "detect/learned.h"

static void check(enum dlp_status status, const char *path,
		  const struct dlp_error *err)
{
	if (status)
		cli_die(err->sys, "%s: %s", cli_escape(path), err->msg);
}

/* An index that nothing is told of is nothing to rely on. */
static void note_idle(const struct cli_rules *rules, const char *option,
		      enum dlp_shape_index kind)
{
	if (!rules->quiet && !dlp_learned_rule(rules->engine, kind))
		cli_warn(0,
			 "%s: its rule is not in force: nothing is looked "
			 "for",
			 option);
}

void cli_learned_load(struct cli_learned *l, struct cli_rules *rules)
{
	struct dlp_scanner_opts *scanner = &rules->scanner;
	struct dlp_error err = { 0 };

	if (l->excerpts_file) {
		check(dlp_model_open(&l->excerpts_model, l->excerpts_file,
				     DLP_MODEL_EXCERPTS, DLP_EXCERPTS_FEATURES,
				     &err),
		      l->excerpts_file, &err);
		check(dlp_excerpts_use(&l->excerpts, &l->excerpts_model, &err),
		      l->excerpts_file, &err);
		scanner->excerpts = &l->excerpts;
		note_idle(rules, "--excerpts", DLP_INDEX_EXCERPT);
	}
	if (!l->exact_file)
		return;
	if (!scanner->key.len)
		cli_die(0, "--exact: --key-file is missing, the one that the "
			   "index was learned with");
	check(dlp_model_open(&l->exact_model, l->exact_file, DLP_MODEL_EXACT,
			     DLP_EXACT_FEATURES, &err),
	      l->exact_file, &err);
	check(dlp_exact_use(&l->exact, &l->exact_model, scanner->key, &err),
	      l->exact_file, &err);
	scanner->exact = &l->exact;
	note_idle(rules, "--exact", DLP_INDEX_ROW);
}

void cli_learned_release(struct cli_learned *l)
{
	dlp_model_close(&l->excerpts_model);
	dlp_model_close(&l->exact_model);
	/* The key in it. */
	*l = (struct cli_learned){ 0 };
}
