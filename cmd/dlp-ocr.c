/* dlp-ocr: the text in one picture as records; run by dlp-extract. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "cli.h"
#include "extract/readers.h"
#include "extract/sandbox.h"
#include "ocr/ocr.h"

struct opts {
	struct dlp_task task;
	const char *languages;
};

static void usage(void)
{
	puts("Usage: dlp-ocr [OPTION]... <PICTURE | ...\n"
	     "Write the text in the picture on descriptor 0, a file, as records\n"
	     "into a pipe.  It is what dlp-extract --ocr runs for a picture.\n"
	     "\n"
	     "      --languages LANGS  as in eng+deu (eng)\n"
	     "      --chunk SIZE       text of one record (32K, at most 256K)\n"
	     "      --max-entry SIZE   of one document within (64M)\n"
	     "      --max-total SIZE   of all of them (512M)\n"
	     "      --max-ratio N      of that to the picture's size (200)\n"
	     "      --max-entries N    documents within (10000)\n"
	     "      --max-depth N      containers within one another (8)\n"
	     "      --depth N          containers around the picture (0)\n"
	     "      --memory SIZE      address space (512M)\n"
	     "      --cpu TIME         processor time (60s)\n"
	     "      --no-sandbox       go on where the system has none\n"
	     "  -h, --help             print this help\n"
	     "  -V, --version          print the versions and the sandbox in force");
}

static _Noreturn void version(void)
{
	struct dlp_buf more;

	dlp_buf_init(&more, 0);
	dlp_ocr_describe(&more);
	dlp_buf_adds(&more, "sandbox: ");
	dlp_sandbox_describe(&more);
	if (dlp_buf_add(&more, "\n", 2))
		cli_die_memory();
	cli_version(more.ptr);
}

enum {
	LANGUAGES = 256,
	CHUNK,
	MAX_ENTRY,
	MAX_TOTAL,
	MAX_RATIO,
	MAX_ENTRIES,
	MAX_DEPTH,
	DEPTH,
	MEMORY,
	CPU,
	NO_SANDBOX,
};

static void parse_option(struct opts *o, int c, const char *arg)
{
	const uint64_t most = (uint64_t)1 << 40;
	struct dlp_limits *limits = &o->task.limits;

	switch (c) {
	case LANGUAGES:
		o->languages = arg;
		break;
	case CHUNK:
		o->task.chunk = (size_t)cli_parse_size("--chunk", arg, 16,
						       DLP_RECORD_TEXT_MAX);
		break;
	case MAX_ENTRY:
		limits->entry = cli_parse_size("--max-entry", arg, 1, most);
		break;
	case MAX_TOTAL:
		limits->total = cli_parse_size("--max-total", arg, 1, most);
		break;
	case MAX_RATIO:
		limits->ratio =
			cli_parse_number("--max-ratio", arg, 1, 1000000);
		break;
	case MAX_ENTRIES:
		limits->entries =
			cli_parse_number("--max-entries", arg, 1, 1000000);
		break;
	case MAX_DEPTH:
		limits->depth = cli_parse_number("--max-depth", arg, 0,
						 DLP_MEMBER_DEPTH);
		break;
	case DEPTH:
		o->task.depth = (size_t)cli_parse_number("--depth", arg, 0,
							 DLP_MEMBER_DEPTH);
		break;
	case MEMORY:
		limits->memory =
			cli_parse_size("--memory", arg, 64 << 20, most);
		break;
	case CPU:
		limits->seconds = cli_parse_seconds("--cpu", arg, 1, 86400);
		break;
	case NO_SANDBOX:
		o->task.no_sandbox = true;
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
	static const struct option longs[] = {
		{ "languages", required_argument, NULL, LANGUAGES },
		{ "chunk", required_argument, NULL, CHUNK },
		{ "max-entry", required_argument, NULL, MAX_ENTRY },
		{ "max-total", required_argument, NULL, MAX_TOTAL },
		{ "max-ratio", required_argument, NULL, MAX_RATIO },
		{ "max-entries", required_argument, NULL, MAX_ENTRIES },
		{ "max-depth", required_argument, NULL, MAX_DEPTH },
		{ "depth", required_argument, NULL, DEPTH },
		{ "memory", required_argument, NULL, MEMORY },
		{ "cpu", required_argument, NULL, CPU },
		{ "no-sandbox", no_argument, NULL, NO_SANDBOX },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "hV", longs, NULL)) != -1)
		parse_option(o, c, optarg);
	if (optind < argc) {
		cli_warn(0, "%s: no operand is expected",
			 cli_escape(argv[optind]));
		cli_try_help();
	}
}

/* What the picture is, and its size. */
static void look(struct dlp_task *task)
{
	static char head[DLP_SNIFF_HEAD];
	struct stat st;
	ssize_t n;

	if (fstat(STDIN_FILENO, &st))
		cli_die(errno, "cannot read the input");
	if (!S_ISREG(st.st_mode))
		cli_die(0, "the input is no file: dlp-extract reads the rest");
	if (!fstat(STDOUT_FILENO, &st) && S_ISREG(st.st_mode))
		cli_die(0, "the output is a file: it has to be a pipe");
	fstat(STDIN_FILENO, &st);
	task->size = (uint64_t)st.st_size;
	n = dlp_io_read_full(STDIN_FILENO, head, sizeof(head));
	if (n < 0 || lseek(STDIN_FILENO, 0, SEEK_SET) < 0)
		cli_die(errno, "cannot read the input");
	task->format = dlp_sniff((struct dlp_span){ head, (size_t)n });
	if (dlp_format_info(task->format)->class != DLP_FORMAT_PICTURE)
		cli_die(0, "the input is no picture");
}

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct dlp_buf line;
	struct dlp_error err;

	(void)arg;
	dlp_buf_init(&line, 0);
	dlp_record_write(&line, record);
	if (line.status ||
	    dlp_io_write(STDOUT_FILENO, line.ptr, line.len, &err))
		_exit(CLI_TROUBLE);
	dlp_buf_release(&line);
	return DLP_OK;
}

/* Nothing was read: say why, and end the document. */
static _Noreturn void tell_refused(const struct dlp_error *err)
{
	struct dlp_teller teller;
	const struct dlp_where itself = { .doc = 1 };

	dlp_teller_init(&teller, tell, NULL, DLP_RECORD_TEXT, &itself);
	dlp_teller_error_sys(&teller, DLP_CODE_CONVERTER, err);
	dlp_teller_end(&teller, NULL);
	_exit(CLI_TROUBLE);
}

/* The sandbox has no threads, and OpenMP asks before main() how many. */
static void without_threads(char **argv)
{
	static const char limit[] = "OMP_THREAD_LIMIT";
	const char *is = getenv(limit);

	if (is && !strcmp(is, "1"))
		return;
	setenv(limit, "1", 1);
	execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
	struct dlp_charsets charsets = { .open = { false } };
	struct opts o = {
		.task = { .chunk = DLP_RECORD_TEXT,
			  .charsets = &charsets,
			  .see = dlp_ocr_see,
			  .limits = { .entry = DLP_LIMIT_ENTRY,
				      .total = DLP_LIMIT_TOTAL,
				      .ratio = DLP_LIMIT_RATIO,
				      .entries = DLP_LIMIT_ENTRIES,
				      .depth = DLP_MEMBER_DEPTH,
				      .memory = DLP_SANDBOX_MEMORY,
				      .seconds = DLP_LIMIT_SECONDS } },
		.languages = "eng",
	};
	struct dlp_error err = { 0 };

	without_threads(argv);
	cli_init("dlp-ocr");
	parse_options(&o, argc, argv);
	look(&o.task);
	o.task.see_arg = dlp_ocr_new(o.languages, &err);
	if (!o.task.see_arg)
		tell_refused(&err);
	dlp_charsets_load(&charsets);
	/* What runs at exit would meet the sandbox. */
	_exit(dlp_reading_run(&o.task));
}
