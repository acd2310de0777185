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
#include "extract/extract.h"
#include "extract/readers.h"
#include "extract/sandbox.h"
#include "extract/walk.h"
#include "git.h"
#include "output.h"
#include "progress.h"

struct opts {
	struct cli_operands operands;
	struct dlp_walk_opts walk;
	const char **include, **exclude; /* of `walk` */
	struct dlp_git_opts git;
	struct dlp_extract_opts extract;
	uint64_t max_size;
	const char *converters; /* folder; NULL: the usual ones */
	const char *output;
	bool quiet, strict, summary, verbose;
	enum progress_when progress;
};

static void usage(void)
{
	puts("Usage: dlp-extract [OPTION]... [FILE]...\n"
	     "Read documents and folders, write their text as records.\n"
	     "Without FILE, or with -, read standard input.\n"
	     "\n"
	     "      --files-from FILE   read names from FILE too, - is stdin\n"
	     "  -0, --null              those names end in NUL\n"
	     "  -L, --follow            follow links in folders\n"
	     "      --one-file-system   stay on the file system of a FILE\n"
	     "      --include GLOB      of a folder, only files that match\n"
	     "      --exclude GLOB      but no files or folders that match\n"
	     "      --gitignore         leave out what .gitignore files name\n"
	     "      --git-staged        what is staged in repositories FILE\n"
	     "      --git-history[=RANGE]\n"
	     "                          what their commits brought in\n"
	     "      --git-all           also what no commit leads to\n"
	     "      --git-timeout=TIME  that git may say nothing (10m)\n"
	     "      --max-size SIZE     do not read larger files\n"
	     "      --chunk SIZE        bytes of text in a record (32K)\n"
	     "      --ocr[=LANGS]       read the text in pictures, in eng or LANGS\n"
	     "      --converters FOLDER files of converters, not /etc/dlp/extract.d\n"
	     "  -j, --jobs N            processes at a time (one a processor)\n"
	     "      --timeout TIME      for one document (60s)\n"
	     "      --memory SIZE       of a process that reads one (512M)\n"
	     "      --max-depth N       containers within one another (8)\n"
	     "      --max-entries N     members of one document (10000)\n"
	     "      --max-entry SIZE    of one member, unpacked (64M)\n"
	     "      --max-total SIZE    of all of them (512M)\n"
	     "      --max-parts N       parts of a mail (1000)\n"
	     "      --max-nesting N     multiparts within one another (16)\n"
	     "      --max-ratio N       of that to the document's size (200)\n"
	     "      --no-sandbox        go on where the system has none\n"
	     "      --strict            status 2 also for formats without text\n"
	     "      --summary           end with a summary record\n"
	     "      --progress WHEN     show how far it is: auto, always, never\n"
	     "      --schema            print the JSON Schema of the records\n"
	     "  -o, --output FILE       write there instead of stdout\n"
	     "  -c, --config FILE       options from FILE, not from /etc/dlp\n"
	     "      --no-config         no options from files\n"
	     "  -q, --quiet             no messages for what records tell\n"
	     "  -v, --verbose           name each file on stderr\n"
	     "  -h, --help              show this\n"
	     "  -V, --version           show versions and the sandbox");
}

static _Noreturn void version(void)
{
	struct dlp_buf more;

	dlp_buf_init(&more, 0);
	dlp_readers_describe(&more);
	dlp_buf_adds(&more, "sandbox: ");
	dlp_sandbox_describe(&more);
	if (dlp_buf_add(&more, "\n", 2))
		cli_die_memory();
	cli_version(more.ptr);
}

enum {
	OPT_FILES_FROM = 256,
	OPT_ONE_FILE_SYSTEM,
	OPT_INCLUDE,
	OPT_EXCLUDE,
	OPT_GITIGNORE,
	OPT_MAX_SIZE,
	OPT_CHUNK,
	OPT_TIMEOUT,
	OPT_MEMORY,
	OPT_MAX_DEPTH,
	OPT_MAX_ENTRIES,
	OPT_MAX_ENTRY,
	OPT_MAX_TOTAL,
	OPT_MAX_PARTS,
	OPT_MAX_NESTING,
	OPT_MAX_RATIO,
	OPT_OCR,
	OPT_CONVERTERS,
	OPT_NO_SANDBOX,
	OPT_STRICT,
	OPT_SUMMARY,
	OPT_PROGRESS,
	OPT_SCHEMA,
};

static const struct option longopts[] = {
	{ "files-from", required_argument, NULL, OPT_FILES_FROM },
	{ "null", no_argument, NULL, '0' },
	{ "follow", no_argument, NULL, 'L' },
	{ "one-file-system", no_argument, NULL, OPT_ONE_FILE_SYSTEM },
	{ "include", required_argument, NULL, OPT_INCLUDE },
	{ "exclude", required_argument, NULL, OPT_EXCLUDE },
	{ "gitignore", no_argument, NULL, OPT_GITIGNORE },
	CLI_GIT_OPTIONS,
	{ "max-size", required_argument, NULL, OPT_MAX_SIZE },
	{ "chunk", required_argument, NULL, OPT_CHUNK },
	{ "ocr", optional_argument, NULL, OPT_OCR },
	{ "converters", required_argument, NULL, OPT_CONVERTERS },
	{ "jobs", required_argument, NULL, 'j' },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "memory", required_argument, NULL, OPT_MEMORY },
	{ "max-depth", required_argument, NULL, OPT_MAX_DEPTH },
	{ "max-entries", required_argument, NULL, OPT_MAX_ENTRIES },
	{ "max-entry", required_argument, NULL, OPT_MAX_ENTRY },
	{ "max-total", required_argument, NULL, OPT_MAX_TOTAL },
	{ "max-parts", required_argument, NULL, OPT_MAX_PARTS },
	{ "max-nesting", required_argument, NULL, OPT_MAX_NESTING },
	{ "max-ratio", required_argument, NULL, OPT_MAX_RATIO },
	{ "no-sandbox", no_argument, NULL, OPT_NO_SANDBOX },
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

/* What a document may cost; false when `c` is no such option. */
static bool parse_limit(struct dlp_limits *limits, int c, const char *arg)
{
	const uint64_t most = (uint64_t)1 << 40;

	switch (c) {
	case OPT_TIMEOUT:
		limits->seconds = cli_parse_seconds("--timeout", arg, 1, 86400);
		return true;
	case OPT_MEMORY:
		limits->memory =
			cli_parse_size("--memory", arg, 64 << 20, most);
		return true;
	case OPT_MAX_DEPTH:
		limits->depth = cli_parse_number("--max-depth", arg, 0,
						 DLP_MEMBER_DEPTH);
		return true;
	case OPT_MAX_ENTRIES:
		limits->entries =
			cli_parse_number("--max-entries", arg, 1, 1000000);
		return true;
	case OPT_MAX_ENTRY:
		limits->entry = cli_parse_size("--max-entry", arg, 1, most);
		return true;
	case OPT_MAX_TOTAL:
		limits->total = cli_parse_size("--max-total", arg, 1, most);
		return true;
	case OPT_MAX_PARTS:
		limits->parts = cli_parse_number("--max-parts", arg, 1,
						 DLP_LIMIT_PARTS_MAX);
		return true;
	case OPT_MAX_NESTING:
		limits->nesting = cli_parse_number("--max-nesting", arg, 1,
						   DLP_LIMIT_NESTING_MAX);
		return true;
	case OPT_MAX_RATIO:
		limits->ratio =
			cli_parse_number("--max-ratio", arg, 1, 1000000);
		return true;
	default:
		return false;
	}
}

static void parse_option(struct opts *o, int c, const char *arg)
{
	if (parse_limit(&o->extract.limits, c, arg) ||
	    cli_git_option(&o->git, c, arg))
		return;
	switch (c) {
	case OPT_FILES_FROM:
		o->operands.from = arg;
		break;
	case '0':
		o->operands.delim = '\0';
		break;
	case 'L':
		o->walk.follow = true;
		break;
	case OPT_ONE_FILE_SYSTEM:
		o->walk.one_file_system = true;
		break;
	case OPT_INCLUDE:
		o->include[o->walk.includes++] = arg;
		break;
	case OPT_EXCLUDE:
		o->exclude[o->walk.excludes++] = arg;
		break;
	case OPT_GITIGNORE:
		o->walk.gitignore = true;
		break;
	case OPT_MAX_SIZE:
		o->max_size = cli_parse_size("--max-size", arg, 1, INT64_MAX);
		break;
	case OPT_CHUNK:
		o->extract.chunk = (size_t)cli_parse_size("--chunk", arg, 16,
							  DLP_RECORD_TEXT_MAX);
		break;
	case 'j':
		o->extract.jobs = (unsigned)cli_parse_number("--jobs", arg, 1,
							     DLP_EXTRACT_JOBS);
		break;
	case OPT_OCR:
		o->extract.languages = cli_parse_languages("--ocr", arg);
		break;
	case OPT_CONVERTERS:
		o->converters = arg;
		break;
	case OPT_NO_SANDBOX:
		o->extract.no_sandbox = true;
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
	/* There are no more globs than words. */
	o->include = calloc((size_t)argc + 1, sizeof(*o->include));
	o->exclude = calloc((size_t)argc + 1, sizeof(*o->exclude));
	if (!o->include || !o->exclude)
		cli_die_memory();
	o->walk.include = o->include;
	o->walk.exclude = o->exclude;
	while ((c = getopt_long(argc, argv, "0Lj:o:qvhV", longopts, NULL)) !=
	       -1)
		parse_option(o, c, optarg);
	o->operands.argv = argv + optind;
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
	struct dlp_walk_item item;

	dlp_walk_start(walk, operand);
	for (;;) {
		switch (dlp_walk_next(walk, &item)) {
		case DLP_WALK_FILE:
			if (!item.named && o->max_size &&
			    (uint64_t)item.st.st_size > o->max_size) {
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
static void extract_git(struct opts *o, struct dlp_extract *run)
{
	const char *operand = NULL;
	bool none = !o->operands.from && !*o->operands.argv;

	o->git.walk = &o->walk;
	o->git.max_size = o->max_size;
	while (none || (operand = cli_operand(&o->operands))) {
		must(dlp_git_extract(run, &o->git, operand));
		none = false;
		if (!operand)
			break;
	}
}

static void extract_operands(struct output *out, struct opts *o,
			     struct dlp_extract *run)
{
	struct dlp_walk *walk = dlp_walk_new(&o->walk);
	bool none = !o->operands.from && !*o->operands.argv;
	const char *operand;

	if (!walk)
		cli_die_memory();
	if (o->operands.from && !strcmp(o->operands.from, "-")) {
		/* Nothing is hidden in a buffer from await_name(). */
		setvbuf(stdin, NULL, _IONBF, 0);
		o->operands.file = stdin;
	}
	if (none)
		extract_stdin(run);
	for (;;) {
		await_name(out, run, &o->operands);
		operand = cli_operand(&o->operands);
		if (!operand)
			break;
		if (strcmp(operand, "-"))
			extract_operand(o, run, walk, operand);
		else
			extract_stdin(run);
	}
	dlp_walk_free(walk);
}

static void extract_all(struct output *out, struct opts *o)
{
	struct dlp_extract *run = dlp_extract_new(&o->extract);
	struct dlp_record end = { .type = DLP_RECORD_END };

	if (!run)
		cli_die_memory();
	if (o->git.what)
		extract_git(o, run);
	else
		extract_operands(out, o, run);
	must(dlp_extract_finish(run));
	if (o->operands.failed)
		out->trouble = true;
	end.end.documents = dlp_extract_documents(run);
	if (o->summary)
		output_summary(out);
	output_record(out, &end);
	dlp_extract_free(run);
}

static unsigned default_jobs(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1                  ? 1
	       : n > DLP_EXTRACT_JOBS ? DLP_EXTRACT_JOBS
				      : (unsigned)n;
}

int main(int argc, char **argv)
{
	struct opts o = {
		.operands.delim = '\n',
		.extract = { .chunk = DLP_RECORD_TEXT,
			     .reader = dlp_reading_run,
			     .limits = { .entry = DLP_LIMIT_ENTRY,
					 .total = DLP_LIMIT_TOTAL,
					 .ratio = DLP_LIMIT_RATIO,
					 .entries = DLP_LIMIT_ENTRIES,
					 .depth = DLP_MEMBER_DEPTH,
					 .parts = DLP_LIMIT_PARTS,
					 .nesting = DLP_LIMIT_NESTING,
					 .memory = DLP_SANDBOX_MEMORY,
					 .seconds = DLP_LIMIT_SECONDS } },
	};
	char *pdf, *ocr;
	struct output out = { .quiet = false };
	struct dlp_arena converters = { 0 };

	cli_init("dlp-extract");
	o.extract.jobs = default_jobs();
	parse_options(&o, argc, argv);
	if (o.output)
		open_output(o.output);
	output_init(&out, "dlp-extract", o.quiet, o.strict);
	o.extract.fn = output_record;
	o.extract.arg = &out;
	o.extract.before_wait = output_flush;
	o.extract.pdf = pdf = cli_sibling("dlp-pdf");
	o.extract.ocr = ocr = cli_sibling("dlp-ocr");
	o.extract.converters = converters_load(&converters, o.converters);
	if (!o.quiet)
		progress_open(o.progress, false);
	output_stream(&out);
	extract_all(&out, &o);
	progress_close();
	output_flush(&out);
	dlp_buf_release(&out.buf);
	dlp_arena_release(&converters);
	dlp_buf_release(&out.path);
	free(pdf);
	free(ocr);
	free(o.include);
	free(o.exclude);
	cli_operands_release(&o.operands);
	return cli_finish(out.trouble ? CLI_TROUBLE : CLI_OK);
}
