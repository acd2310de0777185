#include "learned.h"

#include "cli.h"
#include "detect/learned.h"
#include "learn/names.h"
#include "learn/secret.h"

bool cli_learned_option(struct cli_learned *l, int c, const char *arg)
{
	switch (c) {
	case CLI_LEARNED_EXCERPTS:
		l->excerpts_file = arg;
		return true;
	case CLI_LEARNED_EXACT:
		l->exact_file = arg;
		return true;
	case CLI_LEARNED_MODEL:
		if (l->model_files == CLI_LEARNED_MODELS)
			cli_die(0, "--model: over %d of them",
				CLI_LEARNED_MODELS);
		l->model_file[l->model_files++] = arg;
		return true;
	default:
		return false;
	}
}

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

/* Of what kind it is, the file says itself. */
static void load_model(struct cli_learned *l, const char *path)
{
	struct dlp_model model = { .mapped = false };
	struct dlp_error err = { 0 };
	struct dlp_secret secret;
	struct dlp_names names;

	check(dlp_model_open(&model, path, 0, 0, &err), path, &err);
	if (model.kind == DLP_MODEL_NAMES) {
		check(dlp_model_match(&model, DLP_NAME_FEATURES, &err), path,
		      &err);
		check(dlp_names_use(&names, &model, &err), path, &err);
		dlp_model_close(&l->names);
		l->names = model;
	} else if (model.kind == DLP_MODEL_SECRET) {
		check(dlp_model_match(&model, DLP_SECRET_VERSION, &err), path,
		      &err);
		check(dlp_secret_open(&secret, &model, &err), path, &err);
		dlp_model_close(&l->secret);
		l->secret = model;
	} else {
		cli_die(0, "%s: a model of kind %s, not names or secret",
			cli_escape(path), dlp_model_kind_name(model.kind));
	}
}

void cli_learned_load(struct cli_learned *l, struct cli_rules *rules)
{
	struct dlp_scanner_opts *scanner = &rules->scanner;
	struct dlp_error err = { 0 };

	for (size_t i = 0; i < l->model_files; i++)
		load_model(l, l->model_file[i]);
	scanner->learned.names = l->names.bytes.len ? &l->names : NULL;
	scanner->learned.secret = l->secret.bytes.len ? &l->secret : NULL;
	if (l->excerpts_file) {
		check(dlp_model_open(&l->excerpts_model, l->excerpts_file,
				     DLP_MODEL_EXCERPTS, DLP_EXCERPTS_FEATURES,
				     &err),
		      l->excerpts_file, &err);
		check(dlp_excerpts_use(&l->excerpts, &l->excerpts_model, &err),
		      l->excerpts_file, &err);
		scanner->learned.excerpts = &l->excerpts;
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
	scanner->learned.exact = &l->exact;
	note_idle(rules, "--exact", DLP_INDEX_ROW);
}

void cli_learned_release(struct cli_learned *l)
{
	dlp_model_close(&l->excerpts_model);
	dlp_model_close(&l->exact_model);
	dlp_model_close(&l->names);
	dlp_model_close(&l->secret);
	/* The key in it. */
	*l = (struct cli_learned){ 0 };
}
