/* Keep findings in a database and tell of those that are new. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pwd.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "cli.h"
#include "config.h"
#include "record/reader.h"
#include "sink/mail.h"
#include "sink/session.h"

enum { HOST = 256 };

struct opts {
	const char *db, *spool, *policy, *subject, *from, *sendmail;
	const char *to[DLP_MAIL_RECIPIENTS];
	size_t tos;
	enum dlp_severity min_severity;
	uint64_t min_count, every, max_mails, timeout, wait, max_record;
	bool flush, dry_run, durable, summary, quiet, verbose;
	char host[HOST], cwd_of[4096];
	const char *cwd; /* in cwd_of, without a slash at its end, or NULL */
	char *folder, *made_db, *made_spool, *made_from; /* defaults */
};

struct alert {
	const struct opts *opts;
	struct dlp_session session;
	struct dlp_store *store;
	struct dlp_spool *spool;
	struct dlp_notify notify;
	int fd;      /* of the records */
	bool broken; /* the output: nobody reads it */
	bool lost;   /* the output can't be written, which was said */
	bool trouble;
};

static volatile sig_atomic_t stop_signal;
static sigset_t unblocked;
static const int stop_sigs[] = { SIGTERM, SIGINT, SIGHUP };

enum { STOP_SIGS = sizeof(stop_sigs) / sizeof(stop_sigs[0]) };

static void on_signal(int sig)
{
	stop_signal = sig;
}

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* The records go on being stored when nobody takes them any more. */
static void write_out(void *arg, struct dlp_span bytes)
{
	struct alert *a = arg;
	struct dlp_error err;

	if (a->broken || a->lost ||
	    !dlp_io_write(STDOUT_FILENO, bytes.ptr, bytes.len, &err))
		return;
	a->broken = err.sys == EPIPE;
	a->lost = !a->broken;
	a->trouble = true;
	if (a->lost)
		cli_warn(err.sys, "cannot write the output");
}

static void say(void *arg, enum dlp_note kind, int sys, const char *msg)
{
	const struct alert *a = arg;

	if (kind == DLP_NOTE_TROUBLE)
		cli_warn(sys, "%s: %s", cli_escape(a->opts->db), msg);
	else if (kind == DLP_NOTE_KEPT ? !a->opts->quiet : a->opts->verbose)
		cli_warn(sys, "%s", msg);
}

/* All that is whole is stored, told and let out; then as the signal has it. */
static _Noreturn void stop(struct alert *a, int sig)
{
	dlp_session_finish(&a->session);
	signal(sig, SIG_DFL);
	sigprocmask(SIG_SETMASK, &unblocked, NULL);
	raise(sig);
	_exit(128 + sig);
}

/* Also for a signal that came while it was blocked. */
static void check_stop(struct alert *a)
{
	sigset_t pending;

	if (stop_signal)
		stop(a, stop_signal);
	sigpending(&pending);
	for (size_t i = 0; i < STOP_SIGS; i++)
		if (sigismember(&pending, stop_sigs[i]) == 1)
			stop(a, stop_sigs[i]);
	if (a->broken)
		stop(a, SIGPIPE);
}

/* Returns when there is something to read. */
static void before_wait(void *arg)
{
	struct alert *a = arg;

	for (;;) {
		int64_t ms = dlp_session_tick(&a->session);
		const struct timespec left = { (time_t)(ms / 1000),
					       (long)(ms % 1000 * 1000000) };
		fd_set set;
		int n;

		check_stop(a);
		FD_ZERO(&set);
		FD_SET(a->fd, &set);
		n = pselect(a->fd + 1, &set, NULL, NULL, ms < 0 ? NULL : &left,
			    &unblocked);
		if (n > 0 || (n < 0 && errno != EINTR))
			return;
	}
}

/* Why the reader can't go on. */
static void cut(struct alert *a, struct dlp_reader *reader, const char *name,
		const struct dlp_error *err)
{
	enum dlp_code code = err->sys ? DLP_CODE_IO : DLP_CODE_UNSUPPORTED;
	struct dlp_where where = { 0 };

	cli_warn(err->sys, "%s: %s", cli_escape(name), err->msg);
	if (dlp_reader_truncated(reader))
		code = DLP_CODE_TRUNCATED;
	if (code != DLP_CODE_TRUNCATED ||
	    !dlp_reader_open(reader, &where.doc)) {
		dlp_session_fault(&a->session, NULL, code, err->msg, 0);
		return;
	}
	do
		dlp_session_fault(&a->session, &where, code, err->msg, 0);
	while (dlp_reader_open(reader, &where.doc));
}

static void read_records(struct alert *a, int fd, const char *name)
{
	struct dlp_reader *reader =
		dlp_reader_new(fd, (size_t)a->opts->max_record, before_wait, a);
	const struct dlp_record *record;
	struct dlp_error err = { 0 };
	enum dlp_status status;

	if (!reader)
		cli_die_memory();
	a->fd = fd;
	while ((status = dlp_reader_next(reader, &record, &err)) != DLP_EOF &&
	       status != DLP_FATAL) {
		if (status == DLP_OK)
			dlp_session_take(&a->session, record);
		else
			dlp_session_fault(&a->session, NULL,
					  DLP_CODE_BAD_RECORD, err.msg,
					  dlp_reader_line(reader));
	}
	if (status == DLP_FATAL)
		cut(a, reader, name, &err);
	dlp_session_end_input(&a->session);
	dlp_reader_free(reader);
}

static void read_operand(struct alert *a, const char *name)
{
	struct dlp_where where = { .path = span_of(name) };
	int fd;

	if (!strcmp(name, "-")) {
		read_records(a, STDIN_FILENO, "standard input");
		return;
	}
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		cli_warn(errno, "%s: cannot open", cli_escape(name));
		dlp_session_fault(&a->session, &where, DLP_CODE_IO,
				  "cannot open", 0);
		return;
	}
	read_records(a, fd, name);
	close(fd);
}

/* --flush: what is due in the spool. */
static void flush_spool(struct alert *a)
{
	char name[DLP_SPOOL_NAME] = "", reason[160];
	enum dlp_spool_result result;
	struct dlp_error err = { 0 };
	uint64_t left = 0;
	enum dlp_status status;

	if (!a->spool)
		return;
	while (!(status = dlp_spool_due(a->spool, (int64_t)time(NULL), name,
					name, &err))) {
		status = dlp_spool_send(a->spool, name, &a->notify.envelope,
					(int64_t)time(NULL), &result, reason,
					sizeof(reason), &err);
		if (status)
			break;
		if (result == DLP_SPOOL_HELD) {
			cli_warn(0, "%s: given up: %s", name, reason);
			a->trouble = true;
		} else if (result == DLP_SPOOL_KEPT && !a->opts->quiet) {
			cli_warn(0, "%s: %s", name, reason);
		}
	}
	if (status == DLP_EOF)
		status = dlp_spool_count(a->spool, &left, &err);
	if (status) {
		cli_warn(err.sys, "%s: %s", cli_escape(a->opts->spool),
			 err.msg);
		a->trouble = true;
	}
	a->session.kept = left > 0;
}

static void open_spool(struct alert *a)
{
	struct dlp_error err = { 0 };
	uint64_t lost = 0;

	if (dlp_spool_open(a->opts->spool, a->store, &a->spool, &err) ||
	    dlp_spool_recover(a->spool, &lost, &err)) {
		cli_warn(err.sys, "%s: %s", cli_escape(a->opts->spool),
			 err.msg);
		dlp_session_fault(&a->session, NULL, DLP_CODE_IO,
				  "the spool of mails cannot be used", 0);
	}
	if (lost)
		cli_warn(0,
			 "%llu mails were lost from the spool; what they "
			 "told will be told again",
			 (unsigned long long)lost);
}

static void open_store(struct alert *a)
{
	const struct opts *opts = a->opts;
	const struct dlp_store_opts so = {
		.path = opts->db,
		.policy = opts->policy,
		.host = opts->host,
		.durable = opts->durable,
		.dry = opts->dry_run,
		.wait_ms = (unsigned)opts->wait * 1000,
	};
	bool mail = opts->tos > 0 && !opts->dry_run;
	struct dlp_error err = { 0 };

	if (dlp_store_open(&so, &a->store, &err)) {
		dlp_session_store_failed(&a->session, &err);
		return;
	}
	if (!dlp_store_has_wal(a->store) && !opts->quiet)
		cli_warn(0,
			 "%s: no write-ahead log on this file system, a "
			 "rollback journal serves",
			 cli_escape(opts->db));
	a->session.store = a->store;
	if (mail || opts->flush)
		open_spool(a);
	a->notify = (struct dlp_notify){
		.store = a->store,
		.spool = a->spool,
		.incident = { opts->min_severity, opts->min_count,
			      opts->max_mails, mail },
		.envelope = { opts->sendmail, (unsigned)opts->timeout,
			      opts->from, opts->to, opts->tos },
		.subject = opts->subject,
		.host = opts->host,
		.database = opts->db,
	};
	a->session.notify = &a->notify;
}

static void set_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal }, old;
	sigset_t blocked;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&action.sa_mask);
	sigemptyset(&blocked);
	for (size_t i = 0; i < STOP_SIGS; i++) {
		/* nohup(1) is heeded. */
		sigaction(stop_sigs[i], NULL, &old);
		if (old.sa_handler == SIG_IGN)
			continue;
		sigaction(stop_sigs[i], &action, NULL);
		sigaddset(&blocked, stop_sigs[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &unblocked);
}

/* Our name in mails and records: only what a Message-ID takes. */
static void set_host(char host[HOST])
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

	if (gethostname(host, HOST - 1))
		host[0] = '\0';
	host[HOST - 1] = '\0';
	for (char *p = host; *p; p++)
		if (!strchr(ok, *p))
			*p = '-';
	if (!*host)
		snprintf(host, HOST, "localhost");
}

static char *join(const char *a, const char *b)
{
	size_t size = strlen(a) + strlen(b) + 1;
	char *s = malloc(size);

	if (!s)
		cli_die_memory();
	snprintf(s, size, "%s%s", a, b);
	return s;
}

/* mkdir -p, private; a failure shows when a file is opened there. */
static void make_folders(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	mkdir(path, 0700);
}

/* Where things are kept when nobody says where. */
static void set_places(struct opts *opts)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (opts->db && opts->spool)
		return;
	if (xdg && *xdg == '/')
		opts->folder = join(xdg, "/dlp");
	else if (!geteuid())
		opts->folder = join("/var/lib", "/dlp");
	else if (home && *home == '/')
		opts->folder = join(home, "/.local/state/dlp");
	else
		cli_die(0, "no HOME: say --db and --spool");
	if (!opts->dry_run)
		make_folders(opts->folder);
	if (!opts->db)
		opts->db = opts->made_db = join(opts->folder, "/alert.db");
	if (!opts->spool)
		opts->spool = opts->made_spool = join(opts->folder, "/spool");
}

static void set_from(struct opts *opts)
{
	struct passwd *user = getpwuid(geteuid());
	char *name;

	if (!opts->from) {
		name = join(user ? user->pw_name : "dlp-alert", "@");
		opts->from = opts->made_from = join(name, opts->host);
		free(name);
	}
	if (!dlp_mail_address_ok(span_of(opts->from)))
		cli_die(0, "--from: not an address: %s",
			cli_escape(opts->from));
	if (opts->dry_run && !opts->tos)
		opts->to[opts->tos++] = opts->from;
}

/* A comma list; may be given again. */
static void add_recipients(struct opts *opts, char *arg)
{
	char *rest = arg, *comma;

	do {
		char *one = rest + strspn(rest, " ");

		comma = strchr(one, ',');
		if (comma) {
			*comma = '\0';
			rest = comma + 1;
		}
		if (!dlp_mail_address_ok(span_of(one)))
			cli_die(0, "--to: not an address: %s", cli_escape(one));
		if (opts->tos == DLP_MAIL_RECIPIENTS)
			cli_die(0, "--to: more than %d addresses",
				DLP_MAIL_RECIPIENTS);
		opts->to[opts->tos++] = one;
	} while (comma);
}

static _Noreturn void usage(void)
{
	printf("Usage: dlp-alert [OPTION]... [FILE]...\n"
	       "Keep findings of a record stream in a database, tell of new "
	       "ones by mail.\n\n"
	       "  --db=FILE             database (state folder, alert.db)\n"
	       "  --durable             survive a power cut\n"
	       "  --wait=TIME           for other writers (30s)\n"
	       "  --policy=NAME         of this job (default)\n"
	       "  --min-severity=LEVEL  low, medium, high, critical (medium)\n"
	       "  --min-count=N         findings that make an incident (1)\n"
	       "  --to=ADDRESS,...      send mail; without it none is sent\n"
	       "  --from=ADDRESS        sender (user@host)\n"
	       "  --subject=TEXT        of the mail (counts and host)\n"
	       "  --every=TIME          mail as the stream goes on, not at its "
	       "end\n"
	       "  --max-mails=N         an hour, the rest waits (%d)\n"
	       "  --sendmail=PROGRAM    (/usr/sbin/sendmail)\n"
	       "  --timeout=TIME        of sendmail (60s)\n"
	       "  --spool=DIR           of mails (state folder, spool)\n"
	       "  --flush               send what is due in the spool, read "
	       "nothing\n"
	       "  --dry-run             print the mail, write nothing\n"
	       "  --max-record=SIZE     longest record (4M)\n"
	       "  --summary             end with a summary record\n"
	       "  -c, --config=FILE     options from FILE, not from /etc/dlp\n"
	       "  --no-config           no options from files\n"
	       "  -q, --quiet           only trouble on the standard error\n"
	       "  -v, --verbose         also what was told\n"
	       "  -h, --help            this text\n"
	       "  -V, --version         version\n",
	       DLP_INCIDENT_MAILS);
	exit(cli_finish(CLI_OK));
}

static _Noreturn void version(void)
{
	char line[80];

	snprintf(line, sizeof(line), "SQLite %s\n", sqlite3_libversion());
	cli_version(line);
}

/* What an option's value is, and where it goes in struct opts. */
enum kind { FLAG, TEXT, NUMBER, SIZE, SECONDS };

static const struct {
	const char *name;
	enum kind kind;
	size_t offset;
	uint64_t min, max;
} simple[] = {
	{ "--db", TEXT, offsetof(struct opts, db), 0, 0 },
	{ "--durable", FLAG, offsetof(struct opts, durable), 0, 0 },
	{ "--wait", SECONDS, offsetof(struct opts, wait), 0, 3600 },
	{ "--policy", TEXT, offsetof(struct opts, policy), 0, 0 },
	{ "--min-count", NUMBER, offsetof(struct opts, min_count), 1,
	  INT32_MAX },
	{ "--from", TEXT, offsetof(struct opts, from), 0, 0 },
	{ "--subject", TEXT, offsetof(struct opts, subject), 0, 0 },
	{ "--every", SECONDS, offsetof(struct opts, every), 1, 604800 },
	{ "--max-mails", NUMBER, offsetof(struct opts, max_mails), 1,
	  INT32_MAX },
	{ "--sendmail", TEXT, offsetof(struct opts, sendmail), 0, 0 },
	{ "--timeout", SECONDS, offsetof(struct opts, timeout), 1, 3600 },
	{ "--spool", TEXT, offsetof(struct opts, spool), 0, 0 },
	{ "--flush", FLAG, offsetof(struct opts, flush), 0, 0 },
	{ "--dry-run", FLAG, offsetof(struct opts, dry_run), 0, 0 },
	{ "--max-record", SIZE, offsetof(struct opts, max_record), 1024,
	  1 << 30 },
	{ "--summary", FLAG, offsetof(struct opts, summary), 0, 0 },
	{ "--quiet", FLAG, offsetof(struct opts, quiet), 0, 0 },
	{ "--verbose", FLAG, offsetof(struct opts, verbose), 0, 0 },
};

enum { SIMPLE = sizeof(simple) / sizeof(simple[0]), LETTERS = 256 };

static void set_simple(struct opts *opts, size_t i, const char *arg)
{
	char *field = (char *)opts + simple[i].offset;
	const char *name = simple[i].name;
	uint64_t min = simple[i].min, max = simple[i].max, n = 0;

	switch (simple[i].kind) {
	case FLAG:
		*(bool *)field = true;
		return;
	case TEXT:
		memcpy(field, &arg, sizeof(arg));
		return;
	case NUMBER:
		n = cli_parse_number(name, arg, min, max);
		break;
	case SIZE:
		n = cli_parse_size(name, arg, min, max);
		break;
	case SECONDS:
		n = cli_parse_seconds(name, arg, min, max);
		break;
	}
	memcpy(field, &n, sizeof(n));
}

static void parse_options(int argc, char **argv, struct opts *opts)
{
	enum { TO = LETTERS + SIMPLE, SEVERITY };
	/* The rest of it is zero: the end. */
	struct option longs[SIMPLE + 5] = {
		{ "to", 1, 0, TO },
		{ "min-severity", 1, 0, SEVERITY },
		{ "help", 0, 0, 'h' },
		{ "version", 0, 0, 'V' },
	};
	int c;

	for (int i = 0; i < SIMPLE; i++)
		longs[4 + i] = (struct option){ simple[i].name + 2,
						simple[i].kind != FLAG, 0,
						LETTERS + i };
	cli_config(&argc, &argv, longs);
	while ((c = getopt_long(argc, argv, "qvhV", longs, NULL)) != -1) {
		if (c == 'q')
			opts->quiet = true;
		else if (c == 'v')
			opts->verbose = true;
		else if (c == 'h')
			usage();
		else if (c == 'V')
			version();
		else if (c == TO)
			add_recipients(opts, optarg);
		else if (c == SEVERITY &&
			 !dlp_severity_parse(span_of(optarg),
					     &opts->min_severity))
			cli_die(0, "--min-severity: bad value: %s",
				cli_escape(optarg));
		else if (c >= LETTERS && c < LETTERS + SIMPLE)
			set_simple(opts, (size_t)c - LETTERS, optarg);
		else if (c != SEVERITY)
			cli_try_help();
	}
}

static int run(const struct opts *opts, char **operands)
{
	struct alert a = { .opts = opts };
	const struct dlp_session_opts session = {
		.policy = opts->policy,
		.host = opts->host,
		.cwd = opts->cwd,
		.tool = "dlp-alert " DLP_VERSION,
		.every = opts->every,
		.wait_ms = (unsigned)opts->wait * 1000,
		.dry = opts->dry_run,
		.arg = &a,
		.write = write_out,
		.note = say,
	};

	dlp_session_init(&a.session, &session);
	a.session.ours = true;
	open_store(&a);
	if (opts->flush) {
		flush_spool(&a);
	} else {
		if (!*operands)
			read_operand(&a, "-");
		for (; *operands; operands++)
			read_operand(&a, *operands);
		dlp_session_finish(&a.session);
		if (opts->summary && !opts->dry_run)
			dlp_session_summary(&a.session);
		check_stop(&a);
	}
	dlp_spool_close(a.spool);
	dlp_store_close(a.store);
	dlp_session_release(&a.session);
	if (a.trouble || a.session.trouble)
		return CLI_TROUBLE;
	return a.session.kept ? CLI_TEMPFAIL : CLI_OK;
}

int main(int argc, char **argv)
{
	struct opts opts = {
		.policy = "default",
		.sendmail = "/usr/sbin/sendmail",
		.min_severity = DLP_SEVERITY_MEDIUM,
		.min_count = 1,
		.max_mails = DLP_INCIDENT_MAILS,
		.timeout = DLP_SENDMAIL_TIMEOUT,
		.wait = DLP_STORE_WAIT_MS / 1000,
		.max_record = DLP_RECORD_MAX,
	};
	int status;

	cli_init("dlp-alert");
	parse_options(argc, argv, &opts);
	argv += optind;
	if (opts.flush && (*argv || opts.dry_run))
		cli_die(0, "--flush takes no FILE and no --dry-run");
	set_host(opts.host);
	set_places(&opts);
	set_from(&opts);
	if (getcwd(opts.cwd_of, sizeof(opts.cwd_of)))
		opts.cwd = strcmp(opts.cwd_of, "/") ? opts.cwd_of : "";
	set_signals();
	status = run(&opts, argv);
	free(opts.folder);
	free(opts.made_db);
	free(opts.made_spool);
	free(opts.made_from);
	return cli_finish(status);
}
