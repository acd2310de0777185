#include "cost.h"

#include "cli.h"
#include "extract/sandbox.h"
#include "record/record.h"

void cli_cost_init(struct cli_cost *cost)
{
	*cost = (struct cli_cost){
		.limits = { .entry = DLP_LIMIT_ENTRY,
			    .total = DLP_LIMIT_TOTAL,
			    .ratio = DLP_LIMIT_RATIO,
			    .entries = DLP_LIMIT_ENTRIES,
			    .depth = DLP_MEMBER_DEPTH,
			    .parts = DLP_LIMIT_PARTS,
			    .nesting = DLP_LIMIT_NESTING,
			    .memory = DLP_SANDBOX_MEMORY,
			    .seconds = DLP_LIMIT_SECONDS },
		.chunk = DLP_RECORD_TEXT,
	};
}

static bool take_members(struct dlp_limits *limits, int c, const char *arg)
{
	const uint64_t most = (uint64_t)1 << 40;

	switch (c) {
	case CLI_COST_MAX_DEPTH:
		limits->depth = cli_parse_number("--max-depth", arg, 0,
						 DLP_MEMBER_DEPTH);
		return true;
	case CLI_COST_MAX_ENTRIES:
		limits->entries =
			cli_parse_number("--max-entries", arg, 1, 1000000);
		return true;
	case CLI_COST_MAX_ENTRY:
		limits->entry = cli_parse_size("--max-entry", arg, 1, most);
		return true;
	case CLI_COST_MAX_TOTAL:
		limits->total = cli_parse_size("--max-total", arg, 1, most);
		return true;
	case CLI_COST_MAX_RATIO:
		limits->ratio =
			cli_parse_number("--max-ratio", arg, 1, 1000000);
		return true;
	case CLI_COST_MAX_PARTS:
		limits->parts = cli_parse_number("--max-parts", arg, 1,
						 DLP_LIMIT_PARTS_MAX);
		return true;
	case CLI_COST_MAX_NESTING:
		limits->nesting = cli_parse_number("--max-nesting", arg, 1,
						   DLP_LIMIT_NESTING_MAX);
		return true;
	default:
		return false;
	}
}

bool cli_cost_option(struct cli_cost *cost, int c, const char *arg)
{
	switch (c) {
	case CLI_COST_CHUNK:
		cost->chunk = (size_t)cli_parse_size("--chunk", arg, 16,
						     DLP_RECORD_TEXT_MAX);
		return true;
	case CLI_COST_MEMORY:
		cost->limits.memory = cli_parse_size("--memory", arg, 64 << 20,
						     (uint64_t)1 << 40);
		return true;
	case CLI_COST_TIMEOUT:
		cost->limits.seconds =
			cli_parse_seconds("--timeout", arg, 1, 86400);
		return true;
	case CLI_COST_CPU:
		cost->limits.seconds =
			cli_parse_seconds("--cpu", arg, 1, 86400);
		return true;
	case CLI_COST_NO_SANDBOX:
		cost->no_sandbox = true;
		return true;
	default:
		return take_members(&cost->limits, c, arg);
	}
}

_Noreturn void cli_cost_version(struct dlp_buf *more)
{
	dlp_buf_adds(more, "sandbox: ");
	dlp_sandbox_describe(more);
	if (dlp_buf_add(more, "\n", 2))
		cli_die_memory();
	cli_version(more->ptr);
}
