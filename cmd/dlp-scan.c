/* dlp-scan: find sensitive data in text, records or files. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "config.h"
#include "explain.h"
#include "files.h"
#include "git.h"
#include "listing.h"
#include "rules.h"
#include "sarif.h"
#include "stream.h"
#include "suppress.h"

enum format { FORMAT_UNSET, FORMAT_TEXT, FORMAT_NDJSON, FORMAT_SARIF };

enum {
	OPT_RAW = 256,
	OPT_FILES_FROM,
	OPT_INCLUDE,
	OPT_EXCLUDE,
	OPT_MAX_SIZE,
	OPT_ONE_FILE_SYSTEM,
	OPT_FORMAT,
	OPT_COLOR,
	OPT_EXIT_ZERO,
	OPT_SUMMARY,
	OPT_MAX_RECORD,
	OPT_LIST_RULES,
	OPT_EXPLAIN,
	OPT_EXPLAIN_TEXT,
	OPT_EXPLAIN_AT,
	OPT_CHECK_RULES,
	OPT_LIST_VALIDATORS,
	OPT_CHECK_STREAM,
	OPT_SCHEMA,
	GLOBS_MAX = 256,
};

/* What to do instead of scanning. */
enum task {
	SCAN,
	EXPLAIN_AT, /* scans too */
	EXPLAIN_TEXT,
	LIST_RULES,
	EXPLAIN,
	CHECK_RULES,
	CHECK_STREAM,
};

struct opts {
	struct cli_rules rules;
	struct cli_suppress suppress;
	struct files_opts files;
	struct dlp_git_opts git;
	struct cli_operands operands;
	enum format format;
	int colour; /* auto, always, never */
	bool raw, exit_zero, summary, verbose;
	uint64_t max_record;
	enum task task;
	const char *explain; /* an id, or a text */
	uint64_t explain_at;
	const char *include[GLOBS_MAX], *exclude[GLOBS_MAX];
};

static _Noreturn void usage(void)
{
	puts("Usage: dlp-scan [options] [file ...]\n"
	     "\n"
	     "Find sensitive data.  Without operands records are read from "
	     "stdin.\n"
	     "\n"
	     "Input:\n"
	     "      --raw[=KIND]            data itself: auto, text, json, csv\n"
	     "      --files-from=FILE       names of files, - for stdin\n"
	     "  -0, --null                  those names end in NUL\n"
	     "  -L, --follow                follow links in folders\n"
	     "      --include=GLOB          only files whose name fits\n"
	     "      --exclude=GLOB          not files and folders that fit\n"
	     "      --git-staged            what is staged in repositories\n"
	     "      --git-history[=RANGE]   what their commits brought in\n"
	     "      --git-all               also what no commit leads to\n"
	     "      --max-size=SIZE         do not read larger files\n"
	     "      --one-file-system       not into other file systems\n"
	     "      --max-record=SIZE       longest record (default 4M)\n"
	     "  -j, --jobs=N                threads (one a processor)\n"
	     "Rules:\n" CLI_RULES_HELP "What may pass:\n" CLI_SUPPRESS_HELP
	     "Output:\n"
	     "      --format=FORMAT         text, ndjson or sarif\n"
	     "      --show-values           show what was found\n"
	     "      --color=WHEN            auto, always, never\n"
	     "      --exit-zero             findings are status 0 too\n"
	     "      --summary               a last record with counts\n"
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

static void add_glob(const char **list, size_t *count, const char *glob)
{
	if (*count == GLOBS_MAX)
		cli_die(0, "over %d globs", GLOBS_MAX);
	list[(*count)++] = glob;
}

static void take_input(struct opts *o, int c, char *arg)
{
	static const char *const kinds[] = { "auto", "text", "json", "csv",
					     NULL };
	struct dlp_walk_opts *walk = &o->files.walk;

	switch (c) {
	case OPT_RAW:
		if (arg)
			cli_parse_word("--raw", arg, kinds);
		o->raw = true;
		break;
	case OPT_FILES_FROM:
		o->operands.from = arg;
		break;
	case '0':
		o->operands.delim = '\0';
		break;
	case 'L':
		walk->follow = true;
		break;
	case OPT_INCLUDE:
		add_glob(o->include, &walk->includes, arg);
		break;
	case OPT_EXCLUDE:
		add_glob(o->exclude, &walk->excludes, arg);
		break;
	case OPT_MAX_SIZE:
		o->files.max_size =
			cli_parse_size("--max-size", arg, 1, INT64_MAX);
		break;
	case OPT_ONE_FILE_SYSTEM:
		walk->one_file_system = true;
		break;
	case OPT_MAX_RECORD:
		o->max_record = cli_parse_size("--max-record", arg, 1 << 10,
					       UINT64_C(1) << 30);
		break;
	case 'j':
		o->files.jobs = (unsigned)cli_parse_number("--jobs", arg, 1,
							   FILES_JOBS_MAX);
		break;
	default:
		cli_try_help();
	}
}

static void take_option(struct opts *o, int c, char *arg)
{
	static const char *const formats[] = { "text", "ndjson", "sarif",
					       NULL };
	static const char *const when[] = { "auto", "always", "never", NULL };

	switch (c) {
	case OPT_FORMAT:
		o->format = FORMAT_TEXT + (enum format)cli_parse_word(
						  "--format", arg, formats);
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
		o->task = LIST_RULES;
		break;
	case OPT_EXPLAIN:
		o->task = EXPLAIN;
		o->explain = arg;
		break;
	case OPT_EXPLAIN_TEXT:
		o->task = EXPLAIN_TEXT;
		o->explain = arg;
		break;
	case OPT_EXPLAIN_AT:
		o->task = EXPLAIN_AT;
		o->explain_at =
			cli_parse_number("--explain-at", arg, 0, INT64_MAX);
		break;
	case OPT_CHECK_RULES:
		o->task = CHECK_RULES;
		break;
	case OPT_CHECK_STREAM:
		o->task = CHECK_STREAM;
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

static void parse_options(int argc, char **argv, struct opts *o)
{
	static const struct option longopts[] = {
		{ "raw", optional_argument, NULL, OPT_RAW },
		{ "files-from", required_argument, NULL, OPT_FILES_FROM },
		{ "null", no_argument, NULL, '0' },
		{ "follow", no_argument, NULL, 'L' },
		{ "include", required_argument, NULL, OPT_INCLUDE },
		{ "exclude", required_argument, NULL, OPT_EXCLUDE },
		CLI_GIT_OPTIONS,
		{ "max-size", required_argument, NULL, OPT_MAX_SIZE },
		{ "one-file-system", no_argument, NULL, OPT_ONE_FILE_SYSTEM },
		{ "max-record", required_argument, NULL, OPT_MAX_RECORD },
		{ "jobs", required_argument, NULL, 'j' },
		CLI_RULES_OPTIONS,
		CLI_SUPPRESS_OPTIONS,
		{ "format", required_argument, NULL, OPT_FORMAT },
		{ "color", required_argument, NULL, OPT_COLOR },
		{ "exit-zero", no_argument, NULL, OPT_EXIT_ZERO },
		{ "summary", no_argument, NULL, OPT_SUMMARY },
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
		    !cli_suppress_option(&o->suppress, c, optarg) &&
		    !cli_git_option(&o->git, c, optarg))
			take_option(o, c, optarg);
	o->operands.argv = argv + optind;
	o->files.walk.include = o->include;
	o->files.walk.exclude = o->exclude;
	if (o->git.what && (o->raw || o->task == EXPLAIN_AT))
		cli_die(0, "--raw and --explain-at are not for repositories");
}

static void scan_stream(struct opts *o, struct sink *sink,
			struct files_total *total)
{
	pid_t reader = 0;
	int how = 0;

	o->git.walk = &o->files.walk;
	o->git.max_size = o->files.max_size;
	/* What is wrong with a repository stands in the records. */
	if (o->git.what)
		reader = cli_git_records(&o->git, &o->operands, true);
	stream_scan(o->rules.engine, &o->rules.scanner, o->files.jobs,
		    o->max_record, sink, total);
	if (!reader)
		return;
	while (waitpid(reader, &how, 0) < 0 && errno == EINTR)
		;
	/* It has a word of its own for what ends it before its records. */
	if (how && !total->seen.faults)
		total->seen.faults++;
}

static void scan_operands(struct opts *o, struct sink *sink,
			  struct files_total *total)
{
	struct dlp_record end = { .type = DLP_RECORD_END };

	o->files.engine = o->rules.engine;
	o->files.scanner = o->rules.scanner;
	o->files.raw = o->raw;
	o->files.report = sink->report_it;
	o->files.colour = sink->report.colour;
	o->files.write = sink->write;
	o->files.write_arg = sink->write_arg;
	sink_announce(sink, "dlp-extract " DLP_VERSION);
	sink_announce(sink, "dlp-scan " DLP_VERSION);
	sink->write(sink->write_arg, &sink->buf);
	files_scan(&o->files, &o->operands, total);
	end.end.documents = total->documents;
	if (!sink->report_it)
		dlp_record_write(&sink->buf, &end);
	if (o->operands.failed)
		total->seen.faults++;
}

static bool use_colour(const struct opts *o)
{
	const char *none = getenv("NO_COLOR");

	if (o->colour)
		return o->colour == 1;
	return isatty(STDOUT_FILENO) && !(none && *none);
}

static unsigned default_jobs(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors < 1)
		return 1;
	return processors < FILES_JOBS_MAX ? (unsigned)processors
					   : FILES_JOBS_MAX;
}

static void write_lines(void *arg, struct dlp_buf *lines)
{
	(void)arg;
	cli_write(lines);
}

static void drop_lines(void *arg, struct dlp_buf *lines)
{
	(void)arg;
	dlp_buf_clear(lines);
}

static int exit_status(struct opts *o, const struct files_total *total)
{
	const bool whole = !total->seen.faults;

	if (o->verbose)
		cli_suppress_unused(&o->suppress);
	if (cli_suppress_finish(&o->suppress, whole, o->files.quiet) || !whole)
		return CLI_TROUBLE;
	/* What is in the baseline now was found, and is known. */
	return total->found.found && !o->exit_zero && !o->suppress.update
		       ? CLI_FOUND
		       : CLI_OK;
}

static void close_log(struct sarif *sarif, struct sink *sink,
		      const struct files_total *total, int status)
{
	struct sarif_total sum = {
		.documents = total->seen.documents,
		.low = total->found.low,
		.filtered = total->found.filtered,
		.status = status,
	};

	for (size_t i = 0; i < DLP_SUPPRESSORS; i++)
		sum.suppressed += total->found.suppressed[i];
	sarif_take(sarif, &sink->buf);
	sarif_close(sarif, &sum);
}

static void tell_total(const struct opts *o, struct sink *sink,
		       const struct files_total *total,
		       const struct timespec *began)
{
	struct report_total sum = {
		.found = total->found.found,
		.documents = total->seen.documents,
		.low = total->found.low,
		.faults = total->seen.faults,
		.suppressed = o->suppress.count + CLI_SUPPRESS_UNTOLD,
		.n_suppressed = o->suppress.counts - CLI_SUPPRESS_UNTOLD,
	};

	memcpy(sum.by_severity, total->seen.findings, sizeof(sum.by_severity));
	if (sink->report_it)
		report_total(&sink->report, &sum);
	else if (o->summary)
		dlp_tally_write(&sink->buf, "dlp-scan", &total->seen,
				o->suppress.count, o->suppress.counts, began);
	cli_write(&sink->buf);
}

static int scan(struct opts *o)
{
	struct sink sink = { 0 };
	struct files_total total = { 0 };
	struct timespec began;
	struct sarif sarif;
	int status;
	bool operands = *o->operands.argv || o->operands.from || o->raw;
	char stdin_name[] = "-", *stdin_operand[] = { stdin_name, NULL };

	clock_gettime(CLOCK_MONOTONIC, &began);
	if (o->format == FORMAT_UNSET)
		o->format = isatty(STDOUT_FILENO) ? FORMAT_TEXT : FORMAT_NDJSON;
	sink.report_it = o->format == FORMAT_TEXT;
	sink.write = write_lines;
	if (o->format == FORMAT_SARIF) {
		sarif_open(&sarif, o->rules.catalog, o->suppress.opts.show);
		sink.write = sarif_take;
		sink.write_arg = &sarif;
	}
	if (o->task == EXPLAIN_AT) {
		sink.write = drop_lines;
		sink.report_it = false;
	}
	dlp_buf_init(&sink.buf, 0);
	report_init(&sink.report, &sink.buf, use_colour(o),
		    o->rules.scanner.show_values);
	dlp_catalog_digest(o->rules.catalog, sink.rules);
	if (o->raw && !*o->operands.argv && !o->operands.from)
		o->operands.argv = stdin_operand;
	/* "-" alone is stdin, and stdin is records unless --raw says not. */
	if (o->git.what)
		operands = false;
	if (!o->raw && operands && !o->operands.from &&
	    !strcmp(*o->operands.argv, "-") && !o->operands.argv[1])
		operands = false;
	if (!o->files.jobs)
		o->files.jobs = default_jobs();
	if (operands)
		scan_operands(o, &sink, &total);
	else
		scan_stream(o, &sink, &total);
	cli_suppress_count(&o->suppress, &total.found);
	status = exit_status(o, &total);
	if (o->task == EXPLAIN_AT)
		status = status == CLI_TROUBLE ? status : CLI_OK;
	else if (o->format == FORMAT_SARIF)
		close_log(&sarif, &sink, &total, status);
	else
		tell_total(o, &sink, &total, &began);
	report_release(&sink.report);
	dlp_buf_release(&sink.buf);
	return status;
}

static int explain(struct opts *o)
{
	const struct dlp_explain_opts opts = {
		.show_values = o->rules.scanner.show_values,
		.at_offset = o->task == EXPLAIN_AT,
		.offset = o->explain_at,
	};
	struct dlp_explain *explain = dlp_explain_new(&opts);
	const bool records = o->format == FORMAT_NDJSON;
	int status = CLI_OK;

	if (!explain)
		cli_die_memory();
	if (o->format == FORMAT_SARIF)
		cli_die(0, "an explanation is text or ndjson");
	o->format = FORMAT_NDJSON;
	o->rules.scanner.trace = dlp_explain_trace(explain);
	o->files.jobs = 1;
	if (o->task == EXPLAIN_AT)
		status = scan(o);
	else
		explain_scan(
			o->rules.engine, &o->rules.scanner,
			(struct dlp_span){ o->explain, strlen(o->explain) });
	explain_write(explain, &o->rules, records, o->verbose);
	dlp_explain_free(explain);
	return status;
}

int main(int argc, char **argv)
{
	struct opts o = { .operands.delim = '\n',

			  .max_record = DLP_RECORD_MAX };
	int status = CLI_OK;

	cli_init("dlp-scan");
	cli_rules_init(&o.rules);
	parse_options(argc, argv, &o);
	if (o.task == CHECK_STREAM)
		return cli_finish(stream_check(o.max_record));
	o.rules.quiet = o.files.quiet;
	o.rules.all_notes = o.task == CHECK_RULES;
	cli_rules_load(&o.rules);
	if (o.task <= EXPLAIN_TEXT) {
		cli_rules_prove(&o.rules);
		cli_suppress_load(&o.suppress, &o.rules);
		cli_suppress_place(&o.suppress, &o.rules.scanner);
		o.rules.scanner.suppress = o.suppress.opts;
	}
	switch (o.task) {
	case LIST_RULES:
		listing_rules(o.rules.catalog);
		break;
	case EXPLAIN_AT:
	case EXPLAIN_TEXT:
		status = explain(&o);
		break;
	case EXPLAIN:
		status = listing_explain(o.rules.catalog, o.explain);
		break;
	case CHECK_RULES:
		status = listing_check(o.rules.engine, o.verbose);
		break;
	case SCAN:
	case CHECK_STREAM:
		status = scan(&o);
		break;
	}
	cli_suppress_release(&o.suppress);
	cli_rules_release(&o.rules);
	cli_operands_release(&o.operands);
	return cli_finish(status);
}
