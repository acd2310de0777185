#ifndef DLP_CMD_LEARNED_H
#define DLP_CMD_LEARNED_H

#include "learn/exact.h"
#include "learn/excerpts.h"
#include "rules.h"

/* The indexes that dlp-learn made, of --excerpts and --exact. */
struct cli_learned {
	const char *excerpts_file, *exact_file; /* NULL for none */
	/* The rest is the module's. */
	struct dlp_model excerpts_model, exact_model;
	struct dlp_excerpts excerpts;
	struct dlp_exact exact;
};

/*
 * Open what is named and have the scanner of `rules`, which are loaded, use it.
 * Ends the process with a message when a file is not what it should be: what it
 * was meant to find would not be found.
 */
void cli_learned_load(struct cli_learned *learned, struct cli_rules *rules);
void cli_learned_release(struct cli_learned *learned);

#endif
