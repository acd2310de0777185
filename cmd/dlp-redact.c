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

#include "base/io.h"
#include "cli.h"
#include "config.h"
#include "record/reader.h"
#include "redact/cleaner.h"
#include "redact/gate.h"
#include "rules.h"

enum { CHOICES = 64 };

struct opts {
	bool raw, quiet, exit_zero, in_place, no_backup;
	struct dlp_gate_opts gate;
	const char *findings; /* a file for the records of --raw */
	struct dlp_operator_opts operators;
	struct dlp_operator_choice choice[CHOICES];
	struct dlp_cleaner_opts cleaner;
	size_t max_record;
	struct cli_rules rules;
	struct cli_operands operands;
};

struct run {
	const struct opts *opts;
	struct dlp_buf out; /* for stdout */
	int status;

	/* --raw: a stream of its own about what was found. */
	int log_fd; /* -1: nobody wants it */
	struct dlp_buf log;
	struct dlp_where where;

	/* Records. */
	struct dlp_cleaner *cleaner; /* NULL: there is nowhere to write */
	bool aimless;                /* that was said */
	bool in_head;                /* the last record was a `stream` */
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
	      "alone\n" CLI_RULES_HELP
	      "      --show-values           have raw values in --findings\n"
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
		o->raw = true;
		if (arg)
			o->gate.raw.kind = (enum dlp_raw_kind)cli_parse_word(
				"--raw", arg, kinds);
		return true;
	case OPT_MODE:
		o->gate.mode = (enum dlp_gate_mode)cli_parse_word("--mode", arg,
								  modes);
		return true;
	case OPT_BLOCK_LIMIT:
		o->gate.hold =
			cli_parse_size("--block-limit", arg, 1, SIZE_MAX / 4);
		return true;
	case OPT_FINDINGS:
		o->findings = arg;
		return true;
	default:
		return false;
	}
}

static bool take_file_option(struct opts *o, int c, char *arg)
{
	switch (c) {
	case 'o':
		o->cleaner.output = arg;
		return true;
	case OPT_IN_PLACE:
		o->in_place = true;
		return true;
	case OPT_BACKUP:
		o->cleaner.backup = arg;
		return true;
	case OPT_NO_BACKUP:
		o->no_backup = true;
		return true;
	case OPT_CHANGED_ONLY:
		o->cleaner.changed_only = true;
		return true;
	case OPT_FORCE:
		o->cleaner.force = true;
		return true;
	case OPT_MAX_FINDINGS:
		o->cleaner.max_findings =
			cli_parse_number("--max-findings", arg, 1, UINT32_MAX);
		return true;
	case OPT_MAX_RECORD:
		o->max_record =
			cli_parse_size("--max-record", arg, 1024, 1 << 30);
		return true;
	default:
		return false;
	}
}

static void take_option(struct opts *o, int c, char *arg)
{
	if (take_raw_option(o, c, arg) || take_file_option(o, c, arg) ||
	    cli_rules_option(&o->rules, c, arg))
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
		o->gate.raw.allow = o->cleaner.allow =
			(struct dlp_span){ arg, strlen(arg) };
		break;
	case OPT_EXIT_ZERO:
		o->exit_zero = true;
		break;
	case 'q':
		o->quiet = true;
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
	const struct dlp_cleaner_opts *c = &o->cleaner;
	const char *why = NULL;

	if (o->raw && (c->output || o->in_place))
		why = "--raw goes to the standard output, not to files";
	else if (!o->raw && (o->gate.mode != DLP_GATE_REDACT || o->findings))
		why = "--mode and --findings need --raw";
	else if (c->output && o->in_place)
		why = "--output and --in-place exclude each other";
	else if (o->in_place && !o->rules.scanner.root.len)
		why = "--in-place needs --root";
	else if (o->in_place && !c->backup == !o->no_backup)
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
		.gate.hold = DLP_GATE_HOLD,
		.operators.keep = DLP_OPERATOR_KEEP,
		.cleaner.max_findings = DLP_CLEANER_FINDINGS,
		.max_record = DLP_RECORD_MAX,
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
	struct dlp_error err;

	cli_rules_load(&o->rules);
	o->operators.choice = o->choice;
	o->operators.key = o->rules.scanner.key;
	if (dlp_operator_check(&o->operators, &err))
		cli_die(0, "%s", err.msg);
	o->gate.raw.operators = o->cleaner.operators = &o->operators;
	o->gate.raw.engine = o->cleaner.engine = o->rules.engine;
	o->gate.raw.scanner = &o->rules.scanner;
	if (o->rules.scanner.root.len)
		o->cleaner.root = o->rules.scanner.root.ptr;
}

/* 2 wins over 1. */
static void worsen(struct run *run, int status)
{
	if (status > run->status)
		run->status = status;
}

static void flush(void *arg)
{
	struct run *run = arg;
	struct dlp_error err;

	cli_write(&run->out);
	cli_flush();
	if (run->log_fd < 0)
		return;
	if (run->log.status)
		cli_die_memory();
	if (dlp_io_write(run->log_fd, run->log.ptr, run->log.len, &err))
		cli_die(err.sys, "cannot write the findings");
	dlp_buf_clear(&run->log);
}

/* Who we are, and with what rules. */
static void write_stream(struct dlp_buf *out, const struct cli_rules *rules)
{
	char digest[DLP_DIGEST_SIZE + 1], host[256] = "";
	struct dlp_record record = {
		.type = DLP_RECORD_STREAM,
		.stream = { .tool = DLP_SPAN("dlp-redact " DLP_VERSION),
			    .rules = { digest, DLP_DIGEST_SIZE } },
	};

	gethostname(host, sizeof(host) - 1);
	record.stream.host = (struct dlp_span){ host, strlen(host) };
	dlp_catalog_digest(rules->catalog, digest);
	dlp_record_write(out, &record);
}

static void log_record(struct run *run, const struct dlp_record *record)
{
	if (run->log_fd >= 0)
		dlp_record_write(&run->log, record);
}

/* What the gate found in a stream of data. */
static enum dlp_status take_found(void *arg, const struct dlp_record *record)
{
	struct run *run = arg;

	log_record(run, record);
	/* On stderr the record itself says it. */
	if (record->type == DLP_RECORD_ERROR && run->log_fd != STDERR_FILENO &&
	    !run->opts->quiet)
		cli_warn(0, "%s: %.*s", cli_escape(run->where.path.ptr),
			 (int)record->error.message.len,
			 record->error.message.ptr);
	return DLP_OK;
}

static void open_log(struct run *run)
{
	const struct opts *o = run->opts;

	run->log_fd = o->gate.mode == DLP_GATE_LOG ? STDERR_FILENO : -1;
	if (o->findings)
		run->log_fd =
			open(o->findings,
			     O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (o->findings && run->log_fd < 0)
		cli_die(errno, "%s: cannot open", cli_escape(o->findings));
	if (run->log_fd >= 0)
		write_stream(&run->log, &o->rules);
}

static void log_end(struct run *run, uint64_t doc, bool whole, uint64_t bytes)
{
	struct dlp_record record = { .type = DLP_RECORD_END, .where.doc = doc };

	record.end.status = whole ? DLP_END_WHOLE : DLP_END_PART;
	if (!whole)
		record.end.reason = DLP_SPAN("error");
	record.end.bytes = bytes;
	if (!doc)
		record.end.documents = run->where.doc;
	log_record(run, &record);
}

/* Pass the bytes of `fd` through; false where they could not be read. */
static bool pump(struct run *run, struct dlp_gate *gate, int fd,
		 uint64_t *bytes)
{
	static char chunk[64 * 1024];
	const char *name = run->where.path.ptr;
	struct dlp_error err;

	for (;;) {
		ssize_t n;

		flush(run);
		n = dlp_io_read(fd, chunk, sizeof(chunk));
		if (n < 0)
			cli_warn(errno, "%s: cannot read", cli_escape(name));
		if (n <= 0)
			return n == 0;
		*bytes += (uint64_t)n;
		if (dlp_gate_feed(gate, (struct dlp_span){ chunk, (size_t)n },
				  &run->out, &err))
			cli_die(err.sys, "%s: %s", cli_escape(name), err.msg);
	}
}

static void pass_data(struct run *run, int fd, const char *name)
{
	const struct opts *o = run->opts;
	struct dlp_record record = { .type = DLP_RECORD_DOCUMENT };
	enum dlp_status status;
	struct dlp_gate *gate;
	struct dlp_error err;
	uint64_t bytes = 0;
	bool whole;

	run->where.doc++;
	run->where.path = (struct dlp_span){ name, strlen(name) };
	record.where = run->where;
	log_record(run, &record);
	gate = dlp_gate_new(&o->gate, &run->where, &err);
	if (!gate)
		cli_die(err.sys, "%s", err.msg);
	whole = pump(run, gate, fd, &bytes);
	status = dlp_gate_end(gate, !whole, &run->out, &err);
	if (status == DLP_FATAL)
		cli_die(err.sys, "%s: %s", cli_escape(name), err.msg);
	whole = whole && !status;
	log_end(run, run->where.doc, whole, bytes);
	if (!whole)
		worsen(run, CLI_TROUBLE);
	if (o->gate.mode == DLP_GATE_LOG && dlp_gate_found(gate))
		worsen(run, CLI_FOUND);
	if (dlp_gate_blocked(gate)) {
		worsen(run, CLI_FOUND);
		if (!o->quiet)
			cli_warn(0, "%s: blocked: %s", cli_escape(name),
				 dlp_gate_blocked(gate));
	}
	dlp_gate_free(gate);
	flush(run);
}

/* A record of ours, behind those that were passed. */
static enum dlp_status add_record(void *arg, const struct dlp_record *record)
{
	struct run *run = arg;

	if (record->type == DLP_RECORD_ERROR)
		worsen(run, CLI_TROUBLE);
	dlp_record_write(&run->out, record);
	return DLP_OK;
}

static void add_error(struct run *run, enum dlp_code code, uint64_t doc,
		      uint64_t line, const char *message)
{
	const struct dlp_where where = { .doc = doc };
	struct dlp_record record = dlp_record_error(&where, code, message);

	record.error.line = line;
	add_record(run, &record);
}

/* Who we are, behind the same of those before us. */
static void add_stream(struct run *run, const struct dlp_record *next)
{
	bool was_in_head = run->in_head;

	run->in_head = next->type == DLP_RECORD_STREAM;
	if (!was_in_head || run->in_head)
		return;
	write_stream(&run->out, &run->opts->rules);
}

static void pass_record(struct run *run, const struct dlp_record *record)
{
	struct dlp_error err;

	add_stream(run, record);
	if (record->type == DLP_RECORD_ERROR)
		worsen(run, CLI_TROUBLE);
	if (record->type == DLP_RECORD_FINDING && !run->cleaner &&
	    !run->aimless) {
		cli_warn(0, "no --output and no --in-place: nothing is "
			    "replaced");
		worsen(run, CLI_TROUBLE);
		run->aimless = true;
	}
	if (run->cleaner && dlp_cleaner_take(run->cleaner, record, &err))
		cli_die(err.sys, "%s", err.msg);
	dlp_buf_addspan(&run->out, record->line);
	dlp_buf_addc(&run->out, '\n');
	cli_write(&run->out);
}

/* The stream can't be read on. */
static void end_badly(struct run *run, struct dlp_reader *reader,
		      const struct dlp_error *err, const char *name)
{
	enum dlp_code code = DLP_CODE_BAD_RECORD;
	uint64_t doc = 0;
	bool any = false;

	if (err->sys) {
		cli_warn(err->sys, "%s: %s", cli_escape(name), err->msg);
		code = DLP_CODE_IO;
	} else if (dlp_reader_truncated(reader)) {
		code = DLP_CODE_TRUNCATED;
	}
	while (dlp_reader_open(reader, &doc)) {
		add_error(run, code, doc, 0, err->msg);
		any = true;
	}
	if (!any)
		add_error(run, code, 0, 0, err->msg);
	worsen(run, CLI_TROUBLE);
}

static void pass_records(struct run *run, int fd, const char *name)
{
	struct dlp_reader *reader;
	bool any = false; /* a record was read */

	reader = dlp_reader_new(fd, run->opts->max_record, flush, run);
	if (!reader)
		cli_die_memory();
	for (;;) {
		const struct dlp_record *record;
		struct dlp_error err = { 0 };
		enum dlp_status status;
		char message[sizeof(err.msg) + 40];

		status = dlp_reader_next(reader, &record, &err);
		if (status == DLP_EOF)
			break;
		if (status == DLP_FATAL) {
			end_badly(run, reader, &err, name);
			break;
		}
		if (status == DLP_OK) {
			any = true;
			pass_record(run, record);
			continue;
		}
		snprintf(message, sizeof(message), "%s%s", err.msg,
			 any ? "" : "; for raw text say --raw");
		add_error(run, DLP_CODE_BAD_RECORD, 0, dlp_reader_line(reader),
			  message);
		if (run->cleaner)
			dlp_cleaner_lose(run->cleaner);
	}
	dlp_reader_free(reader);
	flush(run);
}

static void open_cleaner(struct run *run, struct opts *o)
{
	const struct dlp_cleaner_opts *c = &o->cleaner;
	struct dlp_error err;

	if (!c->output && !o->in_place)
		return;
	o->cleaner.tell = add_record;
	o->cleaner.arg = run;
	run->cleaner = dlp_cleaner_new(c, &err);
	if (!run->cleaner)
		cli_die(err.sys, "%s: %s",
			cli_escape(c->output ? c->output : c->root), err.msg);
}

static void pass_operand(struct run *run, const char *name)
{
	int fd = STDIN_FILENO;

	if (strcmp(name, "-"))
		fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		cli_warn(errno, "%s: cannot open", cli_escape(name));
		worsen(run, CLI_TROUBLE);
		return;
	}
	if (run->opts->raw)
		pass_data(run, fd, name);
	else
		pass_records(run, fd, name);
	if (fd != STDIN_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	struct opts o;
	struct run run = { .opts = &o, .log_fd = -1 };
	const char *name;

	cli_init("dlp-redact");
	parse_options(&o, argc, argv);
	set_up(&o);
	o.gate.raw.tell = take_found;
	o.gate.raw.arg = &run;
	if (o.raw)
		open_log(&run);
	else
		open_cleaner(&run, &o);
	if (!*o.operands.argv)
		pass_operand(&run, "-");
	while ((name = cli_operand(&o.operands)))
		pass_operand(&run, name);
	if (o.raw)
		log_end(&run, 0, true, 0);
	flush(&run);
	dlp_cleaner_free(run.cleaner);
	dlp_buf_release(&run.out);
	dlp_buf_release(&run.log);
	cli_operands_release(&o.operands);
	cli_rules_release(&o.rules);
	if (run.status == CLI_FOUND && o.exit_zero)
		run.status = CLI_OK;
	return cli_finish(run.status);
}
