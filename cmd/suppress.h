#ifndef DLP_CMD_SUPPRESS_H
#define DLP_CMD_SUPPRESS_H

#include <getopt.h>

#include "base/digest.h"
#include "detect/scanner.h"
#include "rules.h"

/* The options of dlp-scan by which findings are taken out of what is told. */

enum {
	CLI_SUPPRESS_FIRST = 0x3000, /* of the codes of options */
	CLI_SUPPRESS_ALLOW = CLI_SUPPRESS_FIRST,
	CLI_SUPPRESS_FILE,
	CLI_SUPPRESS_INLINE,
	CLI_SUPPRESS_BASELINE,
	CLI_SUPPRESS_UPDATE,
	CLI_SUPPRESS_SHOW,
};

/* For the table of getopt_long(3), and for --help. */
#define CLI_SUPPRESS_OPTIONS                                                   \
	{ "allow", required_argument, NULL, CLI_SUPPRESS_ALLOW },              \
		{ "allow-file", required_argument, NULL, CLI_SUPPRESS_FILE },  \
		{ "inline-allow", no_argument, NULL, CLI_SUPPRESS_INLINE },    \
		{ "baseline", required_argument, NULL,                         \
		  CLI_SUPPRESS_BASELINE },                                     \
		{ "update-baseline", no_argument, NULL, CLI_SUPPRESS_UPDATE }, \
	{                                                                      \
		"show-suppressed", no_argument, NULL, CLI_SUPPRESS_SHOW        \
	}

#define CLI_SUPPRESS_HELP                                                        \
	"      --allow=GLOBS           let findings of these rules pass\n"       \
	"      --allow-file=FILE       allowlists of a file or folder as well\n" \
	"      --inline-allow          heed dlp:allow comments\n"                \
	"      --baseline=FILE         leave out the findings that it knows\n"   \
	"      --update-baseline       make it of the findings that there are\n" \
	"      --show-suppressed       tell of what was left out, and by what\n"

enum {
	CLI_SUPPRESS_FILES = 64,
	CLI_SUPPRESS_UNTOLD = 2, /* counts of what thresholds left out */
};

struct cli_suppress {
	const char *file[CLI_SUPPRESS_FILES], *allow[CLI_SUPPRESS_FILES];
	size_t files, allows;
	const char *baseline;
	char baseline_digest[DLP_DIGEST_SIZE + 1]; /* empty for none */
	bool update;
	char root[4096], cwd[4096];
	struct dlp_suppress opts;
	/* What was not told: the first few by thresholds, then by cause. */
	struct dlp_count *count;
	size_t counts;
};

/* Take the option `c` of getopt_long(3); false when it is not one of these. */
bool cli_suppress_option(struct cli_suppress *s, int c, char *arg);

/*
 * Say to `opts` what paths in fingerprints are relative to: --root, or else the
 * work tree of git around the current folder.
 */
void cli_suppress_place(struct cli_suppress *s, struct dlp_scanner_opts *opts);

/*
 * Read what the options name, and allow.d of the system unless `rules` say
 * --no-config.  Globs on ids have to name rules, unless some were left out by
 * --rules or --disable.  Ends the process with a message when something is not
 * as it should be.
 */
void cli_suppress_load(struct cli_suppress *s, const struct cli_rules *rules);

/*
 * Write the baseline, if that was asked for; `whole`: everything was read, or
 * else what was not would be forgotten.  CLI_TROUBLE when it was not written.
 */
int cli_suppress_finish(struct cli_suppress *s, bool whole, bool quiet);

/* Fill in `count`, by cause and by stanza, of all that was scanned. */
void cli_suppress_count(struct cli_suppress *s,
			const struct dlp_scanner_counts *counts);

/* Name the stanzas that let nothing pass. */
void cli_suppress_unused(const struct cli_suppress *s);

void cli_suppress_release(struct cli_suppress *s);

#endif
