#ifndef DLP_CMD_COST_H
#define DLP_CMD_COST_H

#include <stdbool.h>

#include "extract/task.h"

/*
 * What the reading of a document may cost, as the options say it of the
 * programs that read: dlp-extract, and dlp-pdf and dlp-ocr, which it runs.
 */
struct cli_cost {
	struct dlp_limits limits;
	size_t chunk; /* bytes of text in a record */
	bool no_sandbox;
};

enum {
	CLI_COST_CHUNK = 1000,
	CLI_COST_MEMORY,
	CLI_COST_TIMEOUT,
	CLI_COST_CPU,
	CLI_COST_NO_SANDBOX,
	CLI_COST_MAX_DEPTH,
	CLI_COST_MAX_ENTRIES,
	CLI_COST_MAX_ENTRY,
	CLI_COST_MAX_TOTAL,
	CLI_COST_MAX_RATIO,
	CLI_COST_MAX_PARTS,
	CLI_COST_MAX_NESTING,
};

/* For getopt_long(3): of each program, and of those that open containers. */
/* clang-format off */
#define CLI_COST_OPTIONS                                                  \
	{ "chunk", required_argument, NULL, CLI_COST_CHUNK },             \
	{ "memory", required_argument, NULL, CLI_COST_MEMORY },           \
	{ "no-sandbox", no_argument, NULL, CLI_COST_NO_SANDBOX }
#define CLI_COST_MEMBERS_OPTIONS                                          \
	{ "max-depth", required_argument, NULL, CLI_COST_MAX_DEPTH },     \
	{ "max-entries", required_argument, NULL, CLI_COST_MAX_ENTRIES }, \
	{ "max-entry", required_argument, NULL, CLI_COST_MAX_ENTRY },     \
	{ "max-total", required_argument, NULL, CLI_COST_MAX_TOTAL },     \
	{ "max-ratio", required_argument, NULL, CLI_COST_MAX_RATIO }
/* clang-format on */

/* The defaults. */
void cli_cost_init(struct cli_cost *cost);

/* True when `c` is one of the options; a bad value ends the process. */
bool cli_cost_option(struct cli_cost *cost, int c, const char *arg);

/*
 * "program (dlp) version", `more`, lines, and the sandbox
 * that the system has, on stdout, and out.
 */
_Noreturn void cli_cost_version(struct dlp_buf *more);

#endif
