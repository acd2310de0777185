#include "learned.h"

#include "cli.h"

static void check(enum dlp_status status, const char *path,
		  const struct dlp_error *err)
{
	if (status)
		cli_die(err->sys, "%s: %s", cli_escape(path), err->msg);
}

void cli_learned_load(struct cli_learned *l, struct dlp_scanner_opts *scanner)
{
	struct dlp_error err = { 0 };

	if (l->excerpts_file) {
		check(dlp_model_open(&l->excerpts_model, l->excerpts_file,
				     DLP_MODEL_EXCERPTS, DLP_EXCERPTS_FEATURES,
				     &err),
		      l->excerpts_file, &err);
		check(dlp_excerpts_use(&l->excerpts, &l->excerpts_model, &err),
		      l->excerpts_file, &err);
		scanner->excerpts = &l->excerpts;
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
}

void cli_learned_release(struct cli_learned *l)
{
	dlp_model_close(&l->excerpts_model);
	dlp_model_close(&l->exact_model);
	/* The key in it. */
	*l = (struct cli_learned){ 0 };
}
