#ifndef DLP_CMD_RULES_H
#define DLP_CMD_RULES_H

#include <getopt.h>
#include <stdbool.h>

#include "cli.h"
#include "detect/scanner.h"
#include "learn/class.h"
#include "match/engine.h"
#include "pattern/catalog.h"

/*
 * The options by which commands choose rules and findings: the same in
 * dlp-scan and dlp-redact.
 */

enum {
	CLI_RULES_FIRST = 0x2000, /* of the codes of options without a letter */
	CLI_RULES_RULES = CLI_RULES_FIRST,
	CLI_RULES_DISABLE,
	CLI_RULES_CONFIDENCE,
	CLI_RULES_SEVERITY,
	CLI_RULES_CATEGORY,
	CLI_RULES_SHOW_VALUES,
	CLI_RULES_KEY_FILE,
	CLI_RULES_ROOT,
	CLI_RULES_NO_DECODE,
	CLI_RULES_DECODE_DEPTH,
	CLI_RULES_DECODE_WORK,
	CLI_RULES_NO_CONFIG,
	CLI_RULES_USER,
};

/* For the table of getopt_long(3), "p:" for its letters, and for --help. */
/* --user-patterns is what cli_config() makes of a user's own file. */
#define CLI_RULES_OPTIONS                                                     \
	{ "patterns", required_argument, NULL, 'p' },                         \
		{ "rules", required_argument, NULL, CLI_RULES_RULES },        \
		{ "disable", required_argument, NULL, CLI_RULES_DISABLE },    \
		{ "min-confidence", required_argument, NULL,                  \
		  CLI_RULES_CONFIDENCE },                                     \
		{ "min-severity", required_argument, NULL,                    \
		  CLI_RULES_SEVERITY },                                       \
		{ "category", required_argument, NULL, CLI_RULES_CATEGORY },  \
		{ "show-values", no_argument, NULL, CLI_RULES_SHOW_VALUES },  \
		{ "key-file", required_argument, NULL, CLI_RULES_KEY_FILE },  \
		{ "root", required_argument, NULL, CLI_RULES_ROOT },          \
		{ "no-decode", no_argument, NULL, CLI_RULES_NO_DECODE },      \
		{ "decode-depth", required_argument, NULL,                    \
		  CLI_RULES_DECODE_DEPTH },                                   \
		{ "decode-work", required_argument, NULL,                     \
		  CLI_RULES_DECODE_WORK },                                    \
		{ "user-patterns", required_argument, NULL, CLI_RULES_USER }, \
	{                                                                     \
		"no-config", no_argument, NULL, CLI_RULES_NO_CONFIG           \
	}

#define CLI_RULES_HELP                                                             \
	"  -p, --patterns=DIR          read rules from DIR or a file as well\n"    \
	"      --rules=GLOBS           use these rules only (comma list)\n"        \
	"      --disable=GLOBS         leave these rules out\n"                    \
	"      --min-confidence=LEVEL  low, medium (default), high\n"              \
	"      --min-severity=LEVEL    low (default), medium, high, critical\n"    \
	"      --category=LIST         only findings of these categories\n"        \
	"      --key-file=FILE         key for value ids and fingerprints\n"       \
	"      --root=DIR              paths in fingerprints are relative to it\n" \
	"      --no-decode             do not look through encodings\n"            \
	"      --decode-depth=N        nor through more than N of them (3)\n"      \
	"      --decode-work=N         at most N bytes for each of text (32)\n"    \
	"  -c, --config=FILE           options from FILE, not from /etc/dlp\n"     \
	"      --no-config             no options, and no rules but -p, from files\n"

enum { CLI_RULES_PATHS = 64 };

struct cli_rules {
	/* Rules of classes that were learned, to be among the others; theirs
	 * who set them. */
	const struct dlp_rule *more[DLP_CLASSES];
	size_t mores;
	const char *patterns[CLI_RULES_PATHS];
	enum dlp_trust trust[CLI_RULES_PATHS]; /* of each */
	size_t n_patterns;
	const char *select, *disable, *key_file;
	bool no_config;
	bool quiet;     /* of files of others: only what is left out */
	bool all_notes; /* each, not the sum, of what has no part in finding */
	struct dlp_scanner_opts scanner;
	char *key; /* wiped and freed by cli_rules_release() */
	struct dlp_catalog *catalog;
	struct dlp_engine *engine;
};

void cli_rules_init(struct cli_rules *rules);

/* Take the option `c` of getopt_long(3); false when it is not one of these. */
bool cli_rules_option(struct cli_rules *rules, int c, char *arg);

/*
 * Load what the options say: the catalog, and the engine made of it.  Ends the
 * process with a message when a rule or the key file is not as it should be.
 */
void cli_rules_load(struct cli_rules *rules);

/*
 * Run users' rules against their own examples; ends the process when one
 * fails, since what such a rule finds is not what was meant.
 */
void cli_rules_prove(const struct cli_rules *rules);

void cli_rules_release(struct cli_rules *rules);

#endif
