#ifndef DLP_CMD_SCAN_OPTS_H
#define DLP_CMD_SCAN_OPTS_H

#include "documents.h"
#include "files.h"
#include "learned.h"
#include "progress.h"
#include "rules.h"
#include "suppress.h"

/* What dlp-scan is told to do. */

enum scan_format {
	SCAN_FORMAT_UNSET,
	SCAN_FORMAT_TEXT,
	SCAN_FORMAT_NDJSON,
	SCAN_FORMAT_SARIF
};

/* What to do instead of scanning. */
enum scan_task {
	SCAN_FILES,
	SCAN_EXPLAIN_AT, /* scans too */
	SCAN_EXPLAIN_TEXT,
	SCAN_LIST_RULES,
	SCAN_EXPLAIN,
	SCAN_CHECK_RULES,
	SCAN_CHECK_STREAM,
};

struct scan_opts {
	struct cli_rules rules;
	struct cli_suppress suppress;
	struct cli_learned learned;
	struct cli_documents documents;
	struct files_opts files;
	enum scan_format format;
	enum progress_when progress;
	int colour; /* auto, always, never */
	bool raw, exit_zero, summary, verbose;
	uint64_t max_record;
	const char *state; /* file of what earlier runs found; or NULL */
	enum scan_task task;
	const char *explain; /* an id, or a text */
	uint64_t explain_at;
};

/*
 * Read the command line and the configuration files; the output is redirected.
 * Ends the process at a bad option, and where there is nothing but to print:
 * --help, --version, --schema, --list-validators.
 */
void scan_opts_parse(struct scan_opts *opts, int argc, char **argv);

#endif
