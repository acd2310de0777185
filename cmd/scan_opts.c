#include "scan_opts.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "config.h"
#include "listing.h"

enum {
	OPT_RAW = 256,
	OPT_FORMAT,
	OPT_COLOR,
	OPT_EXIT_ZERO,
	OPT_SUMMARY,
	OPT_PROGRESS,
	OPT_MAX_RECORD,
	OPT_STATE,
	OPT_CLASSES,
	OPT_LIST_RULES,
	OPT_EXPLAIN,
	OPT_EXPLAIN_TEXT,
	OPT_EXPLAIN_AT,
	OPT_CHECK_RULES,
	OPT_LIST_VALIDATORS,
	OPT_CHECK_STREAM,
	OPT_SCHEMA,
};

static _Noreturn void usage(void)
{
	puts("Usage: dlp-scan [options] [file ...]\n"
	     "\n"
	     "Find sensitive data.  Without operands records are read from "
	     "stdin.\n"
	     "\n"
	     "Input:\n"
	     "      --raw[=KIND]            data itself: auto, text, json, csv\n" CLI_DOCUMENTS_HELP
	     "      --max-record=SIZE       longest record (default 4M)\n"
	     "      --state=FILE            do not read again what is unchanged\n"
	     "  -j, --jobs=N                threads (one a processor)\n"
	     "Rules:\n" CLI_RULES_HELP CLI_LEARNED_HELP
	     "      --classes=DIR           classes of documents, or builtin\n"
	     "What may pass:\n" CLI_SUPPRESS_HELP "Output:\n"
	     "      --format=FORMAT         text, ndjson or sarif\n"
	     "      --show-values           show what was found\n"
	     "      --color=WHEN            auto, always, never\n"
	     "      --exit-zero             findings are status 0 too\n"
	     "      --summary               a last record with counts\n" PROGRESS_HELP
	     "  -o, --output=FILE           instead of stdout\n"
	     "  -q, --quiet                 no notes\n"
	     "  -v, --verbose               more of them\n"
	     "Instead of scanning:\n"
	     "      --list-rules            what is in force, and from where\n"
	     "      --explain=ID            one rule, whole\n"
	     "      --explain-text=STRING   what rules say of it, and why\n"
	     "      --explain-at=OFFSET     the same of a place in a file\n"
	     "      --check-rules           run examples, name slow rules\n"
	     "      --list-validators       checks that rules may name\n"
	     "      --check-stream          check records on stdin\n"
	     "      --schema                JSON Schema of the records\n"
	     "  -h, --help                  show this help\n"
	     "  -V, --version               show the version\n"
	     "\n"
	     "Status: 0 nothing found, 1 found, 2 trouble.  See dlp-scan(1).");
	exit(cli_finish(CLI_OK));
}

static void redirect(const char *path)
{
	if (strcmp(path, "-") && !freopen(path, "we", stdout))
		cli_die(0, "%s: cannot open", cli_escape(path));
}

static void take_input(struct scan_opts *o, int c, char *arg)
{
	static const char *const kinds[] = { "auto", "text", "json", "csv",
					     NULL };

	switch (c) {
	case OPT_RAW:
		if (arg)
			cli_parse_word("--raw", arg, kinds);
		o->raw = true;
		break;
	case OPT_MAX_RECORD:
		o->max_record = cli_parse_size("--max-record", arg, 1 << 10,
					       UINT64_C(1) << 30);
		break;
	case OPT_CLASSES:
		cli_learned_classes(&o->learned, arg);
		break;
	case OPT_STATE:
		o->state = arg;
		break;
	case 'j':
		o->files.jobs = (unsigned)cli_parse_number("--jobs", arg, 1,
							   FILES_JOBS_MAX);
		break;
	default:
		cli_try_help();
	}
}

static void take_option(struct scan_opts *o, int c, char *arg)
{
	static const char *const formats[] = { "text", "ndjson", "sarif",
					       NULL };
	static const char *const when[] = { "auto", "always", "never", NULL };

	switch (c) {
	case OPT_FORMAT:
		o->format = SCAN_FORMAT_TEXT +
			    (enum scan_format)cli_parse_word("--format", arg,
							     formats);
		break;
	case OPT_COLOR:
		o->colour = cli_parse_word("--color", arg, when);
		break;
	case OPT_EXIT_ZERO:
		o->exit_zero = true;
		break;
	case OPT_SUMMARY:
		o->summary = true;
		break;
	case OPT_PROGRESS:
		o->progress = progress_parse(arg);
		break;
	case 'o':
		redirect(arg);
		break;
	case 'q':
		o->files.quiet = true;
		break;
	case 'v':
		o->verbose = true;
		break;
	case OPT_LIST_RULES:
		o->task = SCAN_LIST_RULES;
		break;
	case OPT_EXPLAIN:
		o->task = SCAN_EXPLAIN;
		o->explain = arg;
		break;
	case OPT_EXPLAIN_TEXT:
		o->task = SCAN_EXPLAIN_TEXT;
		o->explain = arg;
		break;
	case OPT_EXPLAIN_AT:
		o->task = SCAN_EXPLAIN_AT;
		o->explain_at =
			cli_parse_number("--explain-at", arg, 0, INT64_MAX);
		break;
	case OPT_CHECK_RULES:
		o->task = SCAN_CHECK_RULES;
		break;
	case OPT_CHECK_STREAM:
		o->task = SCAN_CHECK_STREAM;
		break;
	case OPT_LIST_VALIDATORS:
		listing_validators();
		exit(cli_finish(CLI_OK));
	case OPT_SCHEMA:
		cli_schema();
	case 'h':
		usage();
	case 'V':
		cli_version(dlp_regex_version());
	default:
		take_input(o, c, arg);
	}
}

/* What it would have to remember is not to be, or is not a file. */
static void check_state(const struct scan_opts *o)
{
	if (o->rules.scanner.show_values)
		cli_die(0, "--state: values are not kept, --show-values is "
			   "not for it");
	if (o->suppress.update)
		cli_die(0, "--state: a baseline is made of what is read, "
			   "--update-baseline is not for it");
	if (o->documents.git.what)
		cli_die(0, "--state is not for repositories");
	if (o->task != SCAN_FILES)
		cli_die(0, "--state is for scanning");
}

void scan_opts_parse(struct scan_opts *o, int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "raw", optional_argument, NULL, OPT_RAW },
		CLI_DOCUMENTS_OPTIONS,
		{ "max-record", required_argument, NULL, OPT_MAX_RECORD },
		{ "state", required_argument, NULL, OPT_STATE },
		{ "jobs", required_argument, NULL, 'j' },
		CLI_RULES_OPTIONS,
		CLI_LEARNED_OPTIONS,
		{ "classes", required_argument, NULL, OPT_CLASSES },
		CLI_SUPPRESS_OPTIONS,
		{ "format", required_argument, NULL, OPT_FORMAT },
		{ "color", required_argument, NULL, OPT_COLOR },
		{ "exit-zero", no_argument, NULL, OPT_EXIT_ZERO },
		{ "summary", no_argument, NULL, OPT_SUMMARY },
		{ "progress", required_argument, NULL, OPT_PROGRESS },
		{ "output", required_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "list-rules", no_argument, NULL, OPT_LIST_RULES },
		{ "explain", required_argument, NULL, OPT_EXPLAIN },
		{ "explain-text", required_argument, NULL, OPT_EXPLAIN_TEXT },
		{ "explain-at", required_argument, NULL, OPT_EXPLAIN_AT },
		{ "check-rules", no_argument, NULL, OPT_CHECK_RULES },
		{ "list-validators", no_argument, NULL, OPT_LIST_VALIDATORS },
		{ "check-stream", no_argument, NULL, OPT_CHECK_STREAM },
		{ "schema", no_argument, NULL, OPT_SCHEMA },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	cli_config(&argc, &argv, longopts);
	while ((c = getopt_long(argc, argv, "0Lj:p:o:qvhV", longopts, NULL)) !=
	       -1)
		if (!cli_rules_option(&o->rules, c, optarg) &&
		    !cli_learned_option(&o->learned, c, optarg) &&
		    !cli_suppress_option(&o->suppress, c, optarg) &&
		    !cli_documents_option(&o->documents, c, optarg))
			take_option(o, c, optarg);
	cli_documents_operands(&o->documents, argv + optind);
	o->files.documents = &o->documents;
	if (o->documents.git.what && (o->raw || o->task == SCAN_EXPLAIN_AT))
		cli_die(0, "--raw and --explain-at are not for repositories");
	if (o->state)
		check_state(o);
}
