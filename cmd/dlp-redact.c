/*
 * Clean copies: of a stream of data, or of the files that a record stream
 * tells of.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "config.h"
#include "learned.h"
#include "passage.h"
#include "rules.h"

enum { CHOICES = 64 };

struct opts {
	bool exit_zero, no_backup;
	struct passage_opts passage;
	struct dlp_operator_opts operators;
	struct dlp_operator_choice choice[CHOICES];
	struct cli_rules rules;
	struct cli_learned learned;
	struct cli_operands operands;
};

static void usage(void)
{
	fputs("Usage: dlp-redact --raw[=KIND] [OPTION]... [FILE]...\n"
	      "       dlp-redact --output=DIR [OPTION]... [RECORDS]...\n"
	      "       dlp-redact --in-place --root=DIR [OPTION]... [RECORDS]...\n"
	      "Replace sensitive values, in data or in the files of a record "
	      "stream.\n\n"
	      "      --raw[=KIND]            the input is the data: auto, text, "
	      "json, csv\n"
	      "      --mode=MODE             redact, log (tell and change "
	      "nothing), block\n"
	      "      --block-limit=SIZE      the most that is held to be blocked "
	      "(16M)\n"
	      "      --findings=FILE         records of what was found (log: "
	      "stderr)\n"
	      "  -o, --output=DIR            write clean copies below DIR\n"
	      "      --in-place              write over the files below --root\n"
	      "      --backup=SUFFIX         keep the old file as NAMESUFFIX\n"
	      "      --no-backup             don't keep it\n"
	      "      --changed-only          no copies of files without "
	      "findings\n"
	      "      --force                 replace output that exists\n"
	      "      --max-findings=N        findings of one file (1048576)\n"
	      "      --max-record=SIZE       longest record (4M)\n"
	      "      --operator=[GLOBS=]OP   label (default), mask, hash, "
	      "remove\n"
	      "      --keep=N                characters that a mask keeps (4)\n"
	      "      --replacement=TEXT      the label; {rule} in it is the "
	      "rule's id\n"
	      "      --allow=GLOBS           leave findings of these rules "
	      "alone\n" CLI_RULES_HELP CLI_LEARNED_HELP
	      "      --show-values           have raw values in --findings\n"
	      "      --summary               a last record with counts\n"
	      "      --exit-zero             0 instead of 1\n"
	      "  -q, --quiet                 only trouble on stderr\n"
	      "  -h, --help                  this text\n"
	      "  -V, --version               version\n",
	      stdout);
}

enum {
	OPT_RAW = 256,
	OPT_MODE,
	OPT_BLOCK_LIMIT,
	OPT_FINDINGS,
	OPT_IN_PLACE,
	OPT_BACKUP,
	OPT_NO_BACKUP,
	OPT_CHANGED_ONLY,
	OPT_FORCE,
	OPT_MAX_FINDINGS,
	OPT_MAX_RECORD,
	OPT_OPERATOR,
	OPT_KEEP,
	OPT_REPLACEMENT,
	OPT_ALLOW,
	OPT_SUMMARY,
	OPT_EXIT_ZERO,
};

static const struct option longopts[] = {
	{ "raw", optional_argument, NULL, OPT_RAW },
	{ "mode", required_argument, NULL, OPT_MODE },
	{ "block-limit", required_argument, NULL, OPT_BLOCK_LIMIT },
	{ "findings", required_argument, NULL, OPT_FINDINGS },
	{ "output", required_argument, NULL, 'o' },
	{ "in-place", no_argument, NULL, OPT_IN_PLACE },
	{ "backup", required_argument, NULL, OPT_BACKUP },
	{ "no-backup", no_argument, NULL, OPT_NO_BACKUP },
	{ "changed-only", no_argument, NULL, OPT_CHANGED_ONLY },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ "max-findings", required_argument, NULL, OPT_MAX_FINDINGS },
	{ "max-record", required_argument, NULL, OPT_MAX_RECORD },
	{ "operator", required_argument, NULL, OPT_OPERATOR },
	{ "keep", required_argument, NULL, OPT_KEEP },
	{ "replacement", required_argument, NULL, OPT_REPLACEMENT },
	{ "allow", required_argument, NULL, OPT_ALLOW },
	CLI_RULES_OPTIONS,
	CLI_LEARNED_OPTIONS,
	{ "summary", no_argument, NULL, OPT_SUMMARY },
	{ "exit-zero", no_argument, NULL, OPT_EXIT_ZERO },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

/* [GLOBS=]OP */
static void take_operator(struct opts *o, char *arg)
{
	char *word = strrchr(arg, '=');
	enum dlp_operator op;

	if (!dlp_operator_parse(word ? word + 1 : arg, &op))
		cli_die(0, "--operator: bad value: %s", cli_escape(arg));
	if (!word) {
		o->operators.op = op;
		return;
	}
	if (o->operators.choices == CHOICES)
		cli_die(0, "--operator: over %d of them", CHOICES);
	*word = '\0';
	o->choice[o->operators.choices++] =
		(struct dlp_operator_choice){ { arg, strlen(arg) }, op };
}

static bool take_raw_option(struct opts *o, int c, char *arg)
{
	static const char *const kinds[] = { "auto", "text", "json", "csv",
					     NULL };
	static const char *const modes[] = { "redact", "log", "block", NULL };

	switch (c) {
	case OPT_RAW:
		o->passage.raw = true;
		if (arg)
			o->passage.gate.raw.kind =
				(enum dlp_raw_kind)cli_parse_word("--raw", arg,
								  kinds);
		return true;
	case OPT_MODE:
		o->passage.gate.mode = (enum dlp_gate_mode)cli_parse_word(
			"--mode", arg, modes);
		return true;
	case OPT_BLOCK_LIMIT:
		o->passage.gate.hold =
			cli_parse_size("--block-limit", arg, 1, SIZE_MAX / 4);
		return true;
	case OPT_FINDINGS:
		o->passage.findings = arg;
		return true;
	default:
		return false;
	}
}

static bool take_file_option(struct opts *o, int c, char *arg)
{
	switch (c) {
	case 'o':
		o->passage.cleaner.output = arg;
		return true;
	case OPT_IN_PLACE:
		o->passage.in_place = true;
		return true;
	case OPT_BACKUP:
		o->passage.cleaner.backup = arg;
		return true;
	case OPT_NO_BACKUP:
		o->no_backup = true;
		return true;
	case OPT_CHANGED_ONLY:
		o->passage.cleaner.changed_only = true;
		return true;
	case OPT_FORCE:
		o->passage.cleaner.force = true;
		return true;
	case OPT_MAX_FINDINGS:
		o->passage.cleaner.max_findings =
			cli_parse_number("--max-findings", arg, 1, UINT32_MAX);
		return true;
	case OPT_MAX_RECORD:
		o->passage.max_record =
			cli_parse_size("--max-record", arg, 1024, 1 << 30);
		return true;
	default:
		return false;
	}
}

static void take_option(struct opts *o, int c, char *arg)
{
	if (take_raw_option(o, c, arg) || take_file_option(o, c, arg) ||
	    cli_rules_option(&o->rules, c, arg) ||
	    cli_learned_option(&o->learned, c, arg))
		return;
	switch (c) {
	case OPT_OPERATOR:
		take_operator(o, arg);
		break;
	case OPT_KEEP:
		o->operators.keep = cli_parse_number("--keep", arg, 0,
						     DLP_OPERATOR_KEEP_MAX);
		break;
	case OPT_REPLACEMENT:
		o->operators.replacement =
			(struct dlp_span){ arg, strlen(arg) };
		o->operators.has_replacement = true;
		break;
	case OPT_ALLOW:
		o->passage.gate.raw.allow = o->passage.cleaner.allow =
			(struct dlp_span){ arg, strlen(arg) };
		break;
	case OPT_SUMMARY:
		o->passage.summary = true;
		break;
	case OPT_EXIT_ZERO:
		o->exit_zero = true;
		break;
	case 'q':
		o->passage.quiet = true;
		break;
	case 'h':
		usage();
		exit(cli_finish(CLI_OK));
	case 'V':
		cli_version(NULL);
	default:
		cli_try_help();
	}
}

/* What can't be meant together. */
static void check_options(const struct opts *o)
{
	const struct passage_opts *p = &o->passage;
	const struct dlp_cleaner_opts *c = &p->cleaner;
	const char *why = NULL;

	if (p->raw && (c->output || p->in_place))
		why = "--raw goes to the standard output, not to files";
	else if (!p->raw && (p->gate.mode != DLP_GATE_REDACT || p->findings))
		why = "--mode and --findings need --raw";
	else if (c->output && p->in_place)
		why = "--output and --in-place exclude each other";
	else if (p->in_place && !o->rules.scanner.root.len)
		why = "--in-place needs --root";
	else if (p->in_place && !c->backup == !o->no_backup)
		why = "--in-place needs one of --backup and --no-backup";
	else if (c->backup && (!*c->backup || strchr(c->backup, '/')))
		why = "--backup: bad suffix";
	if (!why)
		return;
	cli_warn(0, "%s", why);
	cli_try_help();
}

static void parse_options(struct opts *o, int argc, char **argv)
{
	int c;

	*o = (struct opts){
		.operators.keep = DLP_OPERATOR_KEEP,
		.passage = {
			.gate.hold = DLP_GATE_HOLD,
			.cleaner.max_findings = DLP_CLEANER_FINDINGS,
			.max_record = DLP_RECORD_MAX,
		},
	};
	cli_rules_init(&o->rules);
	cli_config(&argc, &argv, longopts);
	while ((c = getopt_long(argc, argv, "o:p:qhV", longopts, NULL)) != -1)
		take_option(o, c, optarg);
	o->operands.argv = argv + optind;
	check_options(o);
}

/* Load the rules, and hand around what they and the options say. */
static void set_up(struct opts *o)
{
	struct passage_opts *p = &o->passage;
	struct dlp_error err;

	o->rules.quiet = o->passage.quiet;
	cli_rules_load(&o->rules);
	cli_rules_prove(&o->rules);
	cli_learned_load(&o->learned, &o->rules);
	o->operators.choice = o->choice;
	o->operators.key = o->rules.scanner.key;
	if (dlp_operator_check(&o->operators, &err))
		cli_die(0, "%s", err.msg);
	p->catalog = o->rules.catalog;
	p->gate.raw.operators = p->cleaner.operators = &o->operators;
	p->gate.raw.engine = p->cleaner.engine = o->rules.engine;
	p->gate.raw.scanner = &o->rules.scanner;
	p->cleaner.learned = o->rules.scanner.learned;
	p->cleaner.min_severity = o->rules.scanner.min_severity;
	p->cleaner.categories = o->rules.scanner.categories;
	/*
	 * The default is for scanning: the findings of a stream are all meant,
	 * unless more is asked for.
	 */
	if (o->rules.scanner.min_confidence > DLP_CONFIDENCE_MEDIUM)
		p->cleaner.min_confidence = o->rules.scanner.min_confidence;
	if (o->rules.scanner.root.len)
		p->cleaner.root = o->rules.scanner.root.ptr;
}

static void pass_operand(struct passage *passage, const char *name)
{
	int fd = STDIN_FILENO;

	if (strcmp(name, "-"))
		fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		cli_warn(errno, "%s: cannot open", cli_escape(name));
		passage_fail(passage);
		return;
	}
	passage_take(passage, fd, name);
	if (fd != STDIN_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	struct passage passage;
	const char *name;
	struct opts o;
	int status;

	cli_init("dlp-redact");
	parse_options(&o, argc, argv);
	set_up(&o);
	passage_open(&passage, &o.passage);
	if (!*o.operands.argv)
		pass_operand(&passage, "-");
	while ((name = cli_operand(&o.operands)))
		pass_operand(&passage, name);
	status = passage_close(&passage);
	cli_operands_release(&o.operands);
	cli_learned_release(&o.learned);
	cli_rules_release(&o.rules);
	if (status == CLI_FOUND && o.exit_zero)
		status = CLI_OK;
	return cli_finish(status);
}
