#define _XOPEN_SOURCE 700 /* realpath(3) */

#include "learn_opts.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "cli.h"
#include "config.h"
#include "learn/class_train.h"
#include "record/record.h"

enum {
	OPT_BACKGROUND = 256,
	OPT_KEY_FILE,
	OPT_COLUMNS,
	OPT_LISTS,
	OPT_HOLDING,
	OPT_TEMPLATES,
	OPT_WORDS,
	OPT_NAME,
	OPT_FALSE_POSITIVES,
	OPT_NO_BUILTIN,
	OPT_SHOW_VALUES,
	OPT_MAX_RECORD,
	OPT_NO_CONFIG,
};

static _Noreturn void usage(void)
{
	puts("Usage: dlp-learn [options] excerpts [file ...]\n"
	     "       dlp-learn [options] exact --key-file=FILE [table ...]\n"
	     "       dlp-learn [options] doc [class [other ...]]\n"
	     "       dlp-learn [options] background folder ...\n"
	     "       dlp-learn [options] names --lists=DIR marked ...\n"
	     "       dlp-learn [options] eval model [file ...]\n"
	     "       dlp-learn [options] secret [labels]\n"
	     "       dlp-learn show model\n"
	     "\n"
	     "Learn what dlp-scan is to know again.  Without files records are "
	     "read from\n"
	     "stdin.\n"
	     "\n"
	     "      --background=DIR        what DIR has too is not told "
	     "(excerpts)\n"
	     "      --key-file=FILE         the key that cells are hashed with "
	     "(exact)\n"
	     "      --columns=LIST          only columns of these names "
	     "(exact)\n"
	     "      --name=NAME             of the class (doc)\n"
	     "      --false-positives=RATE  of 1 %, say, of other documents "
	     "(doc)\n"
	     "      --no-builtin            others are those named only (doc)\n"
	     "      --lists=DIR             lists of words (names)\n"
	     "      --templates=DIR         sentences to be made (names)\n"
	     "      --words=FILE            of which people make passwords "
	     "(secret)\n"
	     "      --holding=DIR           documents that hold what is known "
	     "(eval)\n"
	     "      --show-values           what was missed, and alarms (eval)\n"
	     "  -o, --output=FILE           instead of stdout\n"
	     "      --max-record=SIZE       longest record (default 4M)\n"
	     "  -q, --quiet                 no notes\n" CLI_CONFIG_HELP
	     "  -h, --help                  show this help\n"
	     "  -V, --version               show the version\n"
	     "\n"
	     "Status: 0 all was read, 2 trouble.  See dlp-learn(1).");
	exit(cli_finish(CLI_OK));
}

/* A percentage with at most one decimal: of 1,000. */
static unsigned parse_rate(const char *arg)
{
	unsigned whole = 0, tenth = 0;
	const char *p = arg;

	for (; *p >= '0' && *p <= '9' && whole < 100; p++)
		whole = whole * 10 + (unsigned)(*p - '0');
	if (p != arg && *p == '.' && p[1] >= '0' && p[1] <= '9') {
		tenth = (unsigned)(p[1] - '0');
		p += 2;
	}
	if (p != arg && *p == '%')
		p++;
	whole = whole * 10 + tenth;
	if (p == arg || *p || whole < 1 || whole > 500)
		cli_die(0,
			"--false-positives: %s: not a percentage from 0.1 "
			"to 50",
			cli_escape(arg));
	return whole;
}

static void take_option(struct learn_opts *o, int c, char *arg)
{
	switch (c) {
	case OPT_BACKGROUND:
		if (o->backgrounds == LEARN_BACKGROUND)
			cli_die(0, "--background: over %d of them",
				LEARN_BACKGROUND);
		o->background[o->backgrounds++] = arg;
		break;
	case OPT_HOLDING:
		if (o->holdings == LEARN_BACKGROUND)
			cli_die(0, "--holding: over %d of them",
				LEARN_BACKGROUND);
		o->holding[o->holdings++] = arg;
		break;
	case OPT_KEY_FILE:
		o->key_file = arg;
		break;
	case OPT_COLUMNS:
		o->columns = arg;
		break;
	case OPT_LISTS:
		o->lists = arg;
		break;
	case OPT_NAME:
		o->name = arg;
		break;
	case OPT_FALSE_POSITIVES:
		o->permille = parse_rate(arg);
		break;
	case OPT_NO_BUILTIN:
		o->no_builtin = true;
		break;
	case OPT_TEMPLATES:
		o->templates = arg;
		break;
	case OPT_SHOW_VALUES:
		o->show_values = true;
		break;
	case OPT_WORDS:
		o->words = arg;
		break;
	case OPT_MAX_RECORD:
		o->max_record = cli_parse_size("--max-record", arg, 1 << 10,
					       UINT64_C(1) << 30);
		break;
	case OPT_NO_CONFIG:
		break;
	case 'o':
		o->output = strcmp(arg, "-") ? arg : NULL;
		break;
	case 'q':
		o->quiet = true;
		break;
	case 'h':
		usage();
	case 'V':
		cli_version(NULL);
	default:
		cli_try_help();
	}
}

/* The first operand says what is to be done; options of others are mistakes. */
static void take_task(struct learn_opts *o, char *const *argv)
{
	static const char *const tasks[] = {
		[LEARN_EXCERPTS] = "excerpts",
		[LEARN_EXACT] = "exact",
		[LEARN_NAMES] = "names",
		[LEARN_EVAL] = "eval",
		[LEARN_SECRET] = "secret",
		[LEARN_DOC] = "doc",
		[LEARN_BACKGROUNDS] = "background",
		[LEARN_SHOW] = "show",
		NULL,
	};
	size_t task = 0;

	if (!*argv) {
		cli_warn(0, "nothing to do is named");
		cli_try_help();
	}
	while (tasks[task] && strcmp(tasks[task], *argv))
		task++;
	if (!tasks[task]) {
		cli_warn(0, "%s: not known", cli_escape(*argv));
		cli_try_help();
	}
	o->task = (enum learn_task)task;
	o->operands = argv + 1;
	if (o->backgrounds && o->task != LEARN_EXCERPTS)
		cli_die(0, "--background is for excerpts");
	if (o->columns && o->task != LEARN_EXACT)
		cli_die(0, "--columns is for exact");
	if (o->lists && o->task != LEARN_NAMES)
		cli_die(0, "--lists is for names");
	if (o->templates && o->task != LEARN_NAMES)
		cli_die(0, "--templates is for names");
	if (o->show_values && o->task != LEARN_EVAL)
		cli_die(0, "--show-values is for eval");
	if (o->task == LEARN_NAMES && !o->lists)
		cli_die(0, "names: --lists is missing");
	if (o->task == LEARN_NAMES && !o->operands[0])
		cli_die(0, "names: no file of marked sentences");
	if (o->holdings && o->task != LEARN_EVAL)
		cli_die(0, "--holding is for eval");
	if (o->task == LEARN_EVAL && !o->operands[0])
		cli_die(0, "eval: a model is to be named");
	if ((o->name || o->permille || o->no_builtin) && o->task != LEARN_DOC)
		cli_die(0, "%s is for doc",
			o->name       ? "--name"
			: o->permille ? "--false-positives"
				      : "--no-builtin");
	if (!o->permille)
		o->permille = DLP_CLASS_PERMILLE;
	if (o->task == LEARN_BACKGROUNDS && !o->operands[0])
		cli_die(0, "background: no folder is named");
	if (o->words && o->task != LEARN_SECRET)
		cli_die(0, "--words is for secret");
	if (o->task == LEARN_SECRET && o->operands[0] && o->operands[1])
		cli_die(0, "secret: more than one file of labels");
	if (o->task == LEARN_SHOW && (!o->operands[0] || o->operands[1]))
		cli_die(0, "show: one model is to be named");
	/* Before hours of reading. */
	if (o->task != LEARN_SHOW && o->task != LEARN_EVAL && !o->output &&
	    isatty(STDOUT_FILENO))
		cli_die(0, "a model is not for a terminal: use --output");
}

void learn_opts_parse(struct learn_opts *o, int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "background", required_argument, NULL, OPT_BACKGROUND },
		{ "key-file", required_argument, NULL, OPT_KEY_FILE },
		{ "columns", required_argument, NULL, OPT_COLUMNS },
		{ "words", required_argument, NULL, OPT_WORDS },
		{ "output", required_argument, NULL, 'o' },
		{ "lists", required_argument, NULL, OPT_LISTS },
		{ "holding", required_argument, NULL, OPT_HOLDING },
		{ "name", required_argument, NULL, OPT_NAME },
		{ "false-positives", required_argument, NULL,
		  OPT_FALSE_POSITIVES },
		{ "no-builtin", no_argument, NULL, OPT_NO_BUILTIN },
		{ "templates", required_argument, NULL, OPT_TEMPLATES },
		{ "show-values", no_argument, NULL, OPT_SHOW_VALUES },
		{ "max-record", required_argument, NULL, OPT_MAX_RECORD },
		{ "quiet", no_argument, NULL, 'q' },
		{ "no-config", no_argument, NULL, OPT_NO_CONFIG },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*o = (struct learn_opts){ .max_record = DLP_RECORD_MAX };
	cli_config(&argc, &argv, longopts);
	while ((c = getopt_long(argc, argv, "o:qhV", longopts, NULL)) != -1)
		take_option(o, c, optarg);
	take_task(o, argv + optind);
}

/* The name of a new file beside what is there, which may be a link to where it
 * really is; no device or pipe is taken away from its place. */
static void name_new(const char *path, struct dlp_buf *real,
		     struct dlp_buf *name)
{
	char *resolved = realpath(path, NULL);
	struct stat st;

	if (resolved && !lstat(resolved, &st) && !S_ISREG(st.st_mode))
		cli_die(0, "%s: not a regular file", cli_escape(path));
	dlp_buf_init(real, 0);
	dlp_buf_init(name, 0);
	dlp_buf_adds(real, resolved ? resolved : path);
	dlp_buf_addf(name, "%s.XXXXXX", resolved ? resolved : path);
	free(resolved);
	dlp_buf_addc(real, '\0');
	dlp_buf_addc(name, '\0');
}

/* In a new file beside it, which then takes its place. */
static void replace(const char *path, struct dlp_span bytes)
{
	struct dlp_error err = { 0 };
	struct dlp_buf real, name;
	bool ok;
	int fd;

	name_new(path, &real, &name);
	if (real.status || name.status)
		cli_die_memory();
	fd = mkstemp(name.ptr);
	if (fd < 0)
		cli_die(errno, "%s: cannot create", cli_escape(path));
	ok = !dlp_io_write(fd, bytes.ptr, bytes.len, &err);
	if (ok && fsync(fd)) {
		err.sys = errno;
		ok = false;
	}
	if (close(fd) && ok) {
		err.sys = errno;
		ok = false;
	}
	if (ok && rename(name.ptr, real.ptr)) {
		err.sys = errno;
		ok = false;
	}
	if (!ok) {
		unlink(name.ptr);
		cli_die(err.sys, "%s: cannot write", cli_escape(path));
	}
	dlp_buf_release(&real);
	dlp_buf_release(&name);
}

void learn_write(const struct learn_opts *opts, struct dlp_buf *model)
{
	if (opts->output)
		replace(opts->output, dlp_buf_span(model));
	else
		cli_write(model);
}
