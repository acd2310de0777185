/* dlp-extract: from documents to records of their text. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "config.h"
#include "converters.h"
#include "cost.h"
#include "documents.h"
#include "extract/extract.h"
#include "extract/readers.h"
#include "output.h"
#include "progress.h"

struct opts {
	struct cli_documents documents;
	struct cli_cost cost;
	unsigned jobs;
	const char *output;
	bool quiet, strict, summary, verbose;
	enum progress_when progress;
};

static void usage(void)
{
	puts("Usage: dlp-extract [OPTION]... [FILE]...\n"
	     "Read documents and folders, write their text as records.\n"
	     "Without FILE, or with -, read standard input.\n"
	     "\n" CLI_DOCUMENTS_HELP
	     "      --gitignore             leave out what .gitignore files name\n"
	     "      --chunk=SIZE            bytes of text in a record (32K)\n"
	     "  -j, --jobs=N                processes at a time (one a processor)\n"
	     "      --timeout=TIME          for one document (60s)\n"
	     "      --memory=SIZE           of a process that reads one (512M)\n"
	     "      --max-depth=N           containers within one another (8)\n"
	     "      --max-entries=N         members of one document (10000)\n"
	     "      --max-entry=SIZE        of one member, unpacked (64M)\n"
	     "      --max-total=SIZE        of all of them (512M)\n"
	     "      --max-ratio=N           of that to the document's size (200)\n"
	     "      --max-parts=N           parts of a mail (1000)\n"
	     "      --max-nesting=N         multiparts within one another (16)\n"
	     "      --no-sandbox            go on where the system has none\n"
	     "      --strict                status 2 also for formats without text\n"
	     "      --summary               end with a summary record\n" PROGRESS_HELP
	     "      --schema                print the JSON Schema of the records\n"
	     "  -o, --output=FILE           write there instead of stdout\n" CLI_CONFIG_HELP
	     "  -q, --quiet                 no messages for what records tell\n"
	     "  -v, --verbose               name each file on stderr\n"
	     "  -h, --help                  show this\n"
	     "  -V, --version               show versions and the sandbox");
}

static _Noreturn void version(void)
{
	struct dlp_buf more;

	dlp_buf_init(&more, 0);
	dlp_readers_describe(&more);
	cli_cost_version(&more);
}

enum {
	OPT_GITIGNORE = 256,
	OPT_STRICT,
	OPT_SUMMARY,
	OPT_PROGRESS,
	OPT_SCHEMA,
};

static const struct option longopts[] = {
	CLI_DOCUMENTS_OPTIONS,
	{ "gitignore", no_argument, NULL, OPT_GITIGNORE },
	{ "jobs", required_argument, NULL, 'j' },
	{ "timeout", required_argument, NULL, CLI_COST_TIMEOUT },
	CLI_COST_OPTIONS,
	CLI_COST_MEMBERS_OPTIONS,
	{ "max-parts", required_argument, NULL, CLI_COST_MAX_PARTS },
	{ "max-nesting", required_argument, NULL, CLI_COST_MAX_NESTING },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "summary", no_argument, NULL, OPT_SUMMARY },
	{ "progress", required_argument, NULL, OPT_PROGRESS },
	{ "schema", no_argument, NULL, OPT_SCHEMA },
	{ "output", required_argument, NULL, 'o' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void parse_option(struct opts *o, int c, const char *arg)
{
	switch (c) {
	case OPT_GITIGNORE:
		o->documents.walk.gitignore = true;
		break;
	case 'j':
		o->jobs = (unsigned)cli_parse_number("--jobs", arg, 1,
						     DLP_EXTRACT_JOBS);
		break;
	case OPT_STRICT:
		o->strict = true;
		break;
	case OPT_SUMMARY:
		o->summary = true;
		break;
	case OPT_PROGRESS:
		o->progress = progress_parse(arg);
		break;
	case OPT_SCHEMA:
		cli_schema();
	case 'o':
		o->output = arg;
		break;
	case 'q':
		o->quiet = true;
		break;
	case 'v':
		o->verbose = true;
		break;
	case 'h':
		usage();
		exit(cli_finish(CLI_OK));
	case 'V':
		version();
	default:
		cli_try_help();
	}
}

static void parse_options(struct opts *o, int argc, char **argv)
{
	int c;

	cli_config(&argc, &argv, longopts);
	while ((c = getopt_long(argc, argv, "0Lj:o:qvhV", longopts, NULL)) !=
	       -1)
		if (!cli_documents_option(&o->documents, c, optarg) &&
		    !cli_cost_option(&o->cost, c, optarg))
			parse_option(o, c, optarg);
	cli_documents_operands(&o->documents, argv + optind);
}

/* The text that comes out is what the documents hold: for the user alone. */
static void open_output(const char *path)
{
	int fd;

	if (!strcmp(path, "-"))
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
		cli_die(errno, "%s: cannot create", cli_escape(path));
	close(fd);
}

static void must(enum dlp_status status)
{
	if (status == DLP_FATAL)
		cli_die_memory();
}

/* Everything that one operand leads to. */
static void extract_operand(const struct opts *o, struct dlp_extract *run,
			    struct dlp_walk *walk, const char *operand)
{
	const uint64_t max_size = o->documents.max_size;
	struct dlp_walk_item item;

	dlp_walk_start(walk, operand);
	for (;;) {
		switch (dlp_walk_next(walk, &item)) {
		case DLP_WALK_FILE:
			if (!item.named && max_size &&
			    (uint64_t)item.st.st_size > max_size) {
				must(dlp_extract_leave(run, item.fd, item.path,
						       &item.st));
				break;
			}
			if (o->verbose)
				cli_warn(0, "%s", cli_escape(item.path));
			must(dlp_extract_add(run, item.fd, item.path,
					     &item.st));
			break;
		case DLP_WALK_ERROR:
			must(dlp_extract_add_error(run, item.path, item.code,
						   &item.err));
			break;
		case DLP_WALK_NOTE:
			if (!o->quiet)
				cli_warn(0, "%s: %s", cli_escape(item.path),
					 item.err.msg);
			break;
		case DLP_WALK_END:
			return;
		case DLP_WALK_FATAL:
			cli_die_memory();
		}
	}
}

static void extract_stdin(struct dlp_extract *run)
{
	struct stat st = { 0 };
	struct dlp_error err = { 0 };
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

	if (fd < 0 || fstat(fd, &st)) {
		dlp_error_set(&err, DLP_SKIP, errno, "cannot read");
		must(dlp_extract_add_error(run, "-", DLP_CODE_IO, &err));
		return;
	}
	must(dlp_extract_add(run, fd, "-", &st));
}

/*
 * Before the next name is asked for: one that is not there yet may depend on
 * what we have to say of the last.
 */
static void await_name(struct output *out, struct dlp_extract *run,
		       const struct cli_operands *operands)
{
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };

	if (*operands->argv || operands->file != stdin || poll(&in, 1, 0) > 0)
		return;
	must(dlp_extract_finish(run));
	output_flush(out);
}

/* The operands are repositories; the one that we are in where there is none. */
static void extract_git(struct cli_documents *documents,
			struct dlp_extract *run)
{
	struct cli_operands *operands = &documents->operands;
	const char *operand = NULL;
	bool none = !operands->from && !*operands->argv;

	while (none || (operand = cli_operand(operands))) {
		must(dlp_git_extract(run, &documents->git, operand));
		none = false;
		if (!operand)
			break;
	}
}

static void extract_operands(struct output *out, struct opts *o,
			     struct dlp_extract *run)
{
	struct dlp_walk *walk = dlp_walk_new(&o->documents.walk);
	struct cli_operands *operands = &o->documents.operands;
	bool none = !operands->from && !*operands->argv;
	const char *operand;

	if (!walk)
		cli_die_memory();
	if (operands->from && !strcmp(operands->from, "-")) {
		/* Nothing is hidden in a buffer from await_name(). */
		setvbuf(stdin, NULL, _IONBF, 0);
		operands->file = stdin;
	}
	if (none)
		extract_stdin(run);
	for (;;) {
		await_name(out, run, operands);
		operand = cli_operand(operands);
		if (!operand)
			break;
		if (strcmp(operand, "-"))
			extract_operand(o, run, walk, operand);
		else
			extract_stdin(run);
	}
	dlp_walk_free(walk);
}

static void extract_all(struct output *out, struct opts *o,
			const struct dlp_extract_opts *opts)
{
	struct dlp_extract *run = dlp_extract_new(opts);
	struct dlp_record end = { .type = DLP_RECORD_END };

	if (!run)
		cli_die_memory();
	if (o->documents.git.what)
		extract_git(&o->documents, run);
	else
		extract_operands(out, o, run);
	must(dlp_extract_finish(run));
	if (o->documents.operands.failed)
		out->trouble = true;
	end.end.documents = dlp_extract_documents(run);
	if (o->summary)
		output_summary(out);
	output_record(out, &end);
	dlp_extract_free(run);
}

int main(int argc, char **argv)
{
	struct opts o = { .quiet = false };
	struct output out = { .quiet = false };
	struct dlp_extract_opts opts = {
		.reader = dlp_reading_run,
		.fn = output_record,
		.arg = &out,
		.before_wait = output_flush,
	};
	struct dlp_arena converters = { 0 };
	char *pdf, *ocr;

	cli_init("dlp-extract");
	cli_documents_init(&o.documents);
	cli_cost_init(&o.cost);
	parse_options(&o, argc, argv);
	if (o.output)
		open_output(o.output);
	output_init(&out, "dlp-extract", o.quiet, o.strict);
	opts.chunk = o.cost.chunk;
	opts.limits = o.cost.limits;
	opts.no_sandbox = o.cost.no_sandbox;
	opts.jobs = o.jobs ? o.jobs : cli_documents_jobs(DLP_EXTRACT_JOBS);
	opts.pdf = pdf = cli_sibling("dlp-pdf");
	opts.ocr = ocr = cli_sibling("dlp-ocr");
	opts.languages = o.documents.languages;
	opts.converters = converters_load(&converters, o.documents.converters);
	if (!o.quiet)
		progress_open(o.progress, false);
	output_stream(&out);
	extract_all(&out, &o, &opts);
	progress_close();
	output_flush(&out);
	dlp_buf_release(&out.buf);
	dlp_arena_release(&converters);
	dlp_buf_release(&out.path);
	free(pdf);
	free(ocr);
	cli_documents_release(&o.documents);
	return cli_finish(out.trouble ? CLI_TROUBLE : CLI_OK);
}
