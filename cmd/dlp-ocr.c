/* dlp-ocr: the text in one picture as records; run by dlp-extract. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "cli.h"
#include "cost.h"
#include "extract/readers.h"
#include "ocr/ocr.h"
#include "single.h"

struct opts {
	struct cli_cost cost;
	size_t depth;
	const char *languages;
};

enum { LANGUAGES = 256, DEPTH };

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
	cli_cost_version(&more);
}

static void parse_option(struct opts *o, int c, const char *arg)
{
	switch (c) {
	case LANGUAGES:
		o->languages = arg;
		break;
	case DEPTH:
		o->depth = (size_t)cli_parse_number("--depth", arg, 0,
						    DLP_MEMBER_DEPTH);
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
		{ "depth", required_argument, NULL, DEPTH },
		{ "cpu", required_argument, NULL, CLI_COST_CPU },
		CLI_COST_OPTIONS,
		CLI_COST_MEMBERS_OPTIONS,
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "hV", longs, NULL)) != -1)
		if (!cli_cost_option(&o->cost, c, optarg))
			parse_option(o, c, optarg);
	single_operands(argv + optind);
}

/* What the picture is. */
static enum dlp_format look(void)
{
	char head[DLP_SNIFF_HEAD];
	enum dlp_format format;
	ssize_t n = dlp_io_read_full(STDIN_FILENO, head, sizeof(head));

	if (n < 0 || lseek(STDIN_FILENO, 0, SEEK_SET) < 0)
		cli_die(errno, "cannot read the input");
	format = dlp_sniff((struct dlp_span){ head, (size_t)n });
	if (dlp_format_info(format)->class != DLP_FORMAT_PICTURE)
		cli_die(0, "the input is no picture");
	return format;
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
	struct dlp_task task = { .charsets = &charsets, .see = dlp_ocr_see };
	struct opts o = { .languages = "eng" };
	struct dlp_error err = { 0 };

	without_threads(argv);
	cli_init("dlp-ocr");
	cli_cost_init(&o.cost);
	parse_options(&o, argc, argv);
	task.limits = o.cost.limits;
	task.chunk = o.cost.chunk;
	task.no_sandbox = o.cost.no_sandbox;
	task.depth = o.depth;
	task.size = single_input();
	task.format = look();
	task.see_arg = dlp_ocr_new(o.languages, &err);
	if (!task.see_arg)
		single_refuse(DLP_CODE_CONVERTER, &err);
	dlp_charsets_load(&charsets);
	/* What runs at exit would meet the sandbox. */
	_exit(dlp_reading_run(&task));
}
