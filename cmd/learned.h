#ifndef DLP_CMD_LEARNED_H
#define DLP_CMD_LEARNED_H

#include <getopt.h>

#include "learn/class.h"
#include "learn/exact.h"
#include "learn/excerpts.h"
#include "rules.h"

/*
 * What dlp-learn made and a command is to use: the indexes of --excerpts and
 * --exact, and models in place of those that are built in.  The same in
 * dlp-scan and dlp-redact.
 */

enum {
	CLI_LEARNED_EXCERPTS = 0x4000,
	CLI_LEARNED_EXACT,
	CLI_LEARNED_MODEL,
};

/* For the table of getopt_long(3), and for --help. */
#define CLI_LEARNED_OPTIONS                                              \
	{ "excerpts", required_argument, NULL, CLI_LEARNED_EXCERPTS },   \
		{ "exact", required_argument, NULL, CLI_LEARNED_EXACT }, \
	{                                                                \
		"model", required_argument, NULL, CLI_LEARNED_MODEL      \
	}

#define CLI_LEARNED_HELP                                                          \
	"      --excerpts=INDEX        passages of documents that were learned\n" \
	"      --exact=INDEX           rows of tables, by --key-file\n"           \
	"      --model=FILE            of names or secrets, not the one built in\n"

enum { CLI_LEARNED_MODELS = 8 /* times that --model may be given */ };

struct cli_learned {
	const char *excerpts_file, *exact_file; /* NULL for none */
	const char *model_file[CLI_LEARNED_MODELS];
	size_t model_files;
	const char *class_file[DLP_CLASSES];
	size_t class_files;
	/* The rest is the module's. */
	struct dlp_model excerpts_model, exact_model;
	struct dlp_model names, secret; /* the last of each kind; or none */
	struct dlp_excerpts excerpts;
	struct dlp_exact exact;
	struct dlp_model cls_model[DLP_CLASSES];
	struct dlp_class cls[DLP_CLASSES];
	size_t classes;
};

/* Take the option `c` of getopt_long(3); false when it is not one of these. */
bool cli_learned_option(struct cli_learned *learned, int c, const char *arg);

/* Take the value of --classes, which dlp-scan has. */
void cli_learned_classes(struct cli_learned *learned, const char *arg);

/*
 * Open the classes, before the rules are loaded: theirs are then among them.
 * Ends the process likewise.
 */
void cli_learned_classes_load(struct cli_learned *learned,
			      struct cli_rules *rules);

/*
 * Open what is named and have the scanner of `rules`, which are loaded, use it.
 * Ends the process with a message when a file is not what it should be: what
 * it was meant to find would not be found.
 */
void cli_learned_load(struct cli_learned *learned, struct cli_rules *rules);
void cli_learned_release(struct cli_learned *learned);

#endif
