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
#include "record/reader.h"
#include "sink/mail.h"
#include "sink/notify.h"

enum {
	HELD_MAX = 1 << 20, /* bytes of output that wait for a commit */
	EVERY_FINDINGS = 1000,
	CAUSES = 16,
	HOST = 256,
};

struct opts {
	const char *db, *spool, *policy, *subject, *from, *sendmail;
	const char *to[DLP_MAIL_RECIPIENTS];
	size_t tos;
	enum dlp_severity min_severity;
	uint64_t min_count, every, max_mails, timeout, wait, max_record;
	bool flush, dry_run, durable, summary, quiet, verbose;
};

struct totals {
	uint64_t documents[3], bytes, findings[DLP_SEVERITIES];
	uint64_t errors[DLP_CODES];
	struct {
		char name[32];
		uint64_t count;
	} cause[CAUSES];
	uint64_t alerts, mails;
};

struct alert {
	const struct opts *opts;
	struct dlp_store *store; /* NULL: it can't be used, which was said */
	struct dlp_spool *spool;
	struct dlp_notify notify;
	char host[HOST];
	struct dlp_buf out; /* what leaves after the next commit */
	struct dlp_buf cwd;
	int fd;                     /* of the records */
	bool ours;                  /* the stream is of this host */
	bool own_due;               /* our own `stream` comes before the next */
	bool store_failed;          /* said already; it is tried again */
	size_t retry;               /* rows at which it is */
	bool broken;                /* the output: nobody reads it */
	bool lost;                  /* the output can't be written */
	int64_t commit_by, tell_by; /* ms of the monotonic clock; 0: not due */
	int64_t began;
	int status;
	bool kept; /* something was not delivered */
	struct totals total;
};

static volatile sig_atomic_t stop_signal;
static sigset_t unblocked;

static void on_signal(int sig)
{
	stop_signal = sig;
}

static int64_t now_s(void)
{
	return (int64_t)time(NULL);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* Everything decided, to whoever reads.  A reader that is gone stops us. */
static void write_out(struct alert *a)
{
	struct dlp_error err;

	if (a->out.status)
		cli_die_memory();
	if (a->out.len && !a->broken && !a->lost &&
	    dlp_io_write(STDOUT_FILENO, a->out.ptr, a->out.len, &err)) {
		a->broken = err.sys == EPIPE;
		a->lost = !a->broken;
		a->status = CLI_TROUBLE;
		if (a->lost)
			cli_warn(err.sys, "cannot write the output");
	}
	dlp_buf_clear(&a->out);
}

static void put(struct alert *a, const struct dlp_record *record)
{
	if (!a->opts->dry_run)
		dlp_record_write(&a->out, record);
}

static void count_error(struct alert *a, enum dlp_code code)
{
	a->total.errors[code]++;
	a->status = CLI_TROUBLE;
}

/* The store failed: said once, as a message and as a record. */
static void store_trouble(struct alert *a, const struct dlp_error *err)
{
	char message[256];
	struct dlp_record record;

	if (a->store_failed)
		return;
	a->store_failed = true;
	snprintf(message, sizeof(message), "cannot store: %s", err->msg);
	cli_warn(err->sys, "%s: %s", cli_escape(a->opts->db), message);
	record = dlp_record_error(NULL, DLP_CODE_IO, message);
	put(a, &record);
	count_error(a, DLP_CODE_IO);
	if (a->store)
		dlp_store_set_wait(a->store, 0);
}

/* A relative path of this host's stream, whole; else the record as it is. */
static struct dlp_record
located(struct alert *a, const struct dlp_record *record, struct dlp_buf *path)
{
	struct dlp_record copy = *record;
	struct dlp_span p = record->where.path;

	if (!a->ours || !p.len || *p.ptr == '/' || !a->cwd.len ||
	    dlp_span_eq(p, DLP_SPAN("-")))
		return copy;
	while (p.len > 2 && p.ptr[0] == '.' && p.ptr[1] == '/') {
		p.ptr += 2;
		p.len -= 2;
	}
	dlp_buf_addspan(path, dlp_buf_span(&a->cwd));
	dlp_buf_addc(path, '/');
	dlp_buf_addspan(path, p);
	copy.where.path = dlp_buf_span(path);
	return copy;
}

static void keep(struct alert *a, const struct dlp_record *record)
{
	struct dlp_buf path = { 0 };
	struct dlp_record copy = located(a, record, &path);
	struct dlp_error err = { 0 };

	if (path.status)
		cli_die_memory();
	if (a->store && dlp_store_take(a->store, &copy, now_s(), &err))
		store_trouble(a, &err);
	dlp_buf_release(&path);
}

/* An `error` of our own: passed on, kept and counted. */
static void fault(struct alert *a, const struct dlp_where *where,
		  enum dlp_code code, const char *message, uint64_t line)
{
	struct dlp_record record = dlp_record_error(where, code, message);

	record.error.line = line;
	put(a, &record);
	keep(a, &record);
	count_error(a, code);
}

static void tell(struct alert *a);

/* What is whole goes to the database, and only then to whoever reads. */
static void commit(struct alert *a)
{
	struct dlp_error err = { 0 };
	uint64_t findings = 0, errors = 0;
	size_t ready = a->store ? dlp_store_ready(a->store) : 0;

	a->commit_by = 0;
	if (ready && dlp_store_commit(a->store, now_s(), &err)) {
		store_trouble(a, &err);
		a->retry = ready + DLP_STORE_BATCH;
	} else if (ready) {
		a->store_failed = false;
		a->retry = 0;
		dlp_store_set_wait(a->store, (unsigned)a->opts->wait * 1000);
		if (a->opts->every &&
		    dlp_incident_waiting(a->store, a->opts->min_severity,
					 &findings, &errors, &err))
			store_trouble(a, &err);
		if ((findings || errors) && !a->tell_by)
			a->tell_by = now_ms() + (int64_t)a->opts->every * 1000;
	}
	write_out(a);
	if (findings >= EVERY_FINDINGS)
		tell(a);
}

static void put_alert(struct alert *a, const struct dlp_notified *told)
{
	struct dlp_record record = { .type = DLP_RECORD_ALERT };

	record.alert.policy = span_of(a->opts->policy);
	record.alert.action = a->spool ? DLP_SPAN("mail") : DLP_SPAN("store");
	record.alert.findings = told->incident.findings;
	record.alert.incident = (uint64_t)told->incident.id;
	record.alert.delivered = told->result == DLP_NOTIFY_SENT ||
				 told->result == DLP_NOTIFY_STORED;
	record.alert.reason = span_of(told->reason);
	put(a, &record);
	a->total.alerts++;
	a->total.mails += told->result == DLP_NOTIFY_SENT;
}

/* An incident of what waits, and its mail. */
static void tell(struct alert *a)
{
	struct dlp_notified told;
	struct dlp_error err = { 0 };
	enum dlp_status status;

	a->tell_by = 0;
	if (!a->store)
		return;
	status = a->opts->dry_run
			 ? dlp_notify_show(&a->notify, now_s(), &told, &a->out,
					   &err)
			 : dlp_notify_tell(&a->notify, now_s(), &told, &err);
	if (status) {
		store_trouble(a, &err);
		return;
	}
	if (told.result == DLP_NOTIFY_NOTHING)
		return;
	put_alert(a, &told);
	if (told.result == DLP_NOTIFY_SPOOLED ||
	    told.result == DLP_NOTIFY_WAITS) {
		a->kept = true;
		if (!a->opts->quiet)
			cli_warn(0, "not delivered: %s", told.reason);
	} else if (a->opts->verbose) {
		cli_warn(0, "incident %lld: %llu findings, %llu errors",
			 (long long)told.incident.id,
			 (unsigned long long)told.incident.findings,
			 (unsigned long long)told.incident.errors);
	}
}

/* The end of the records, or of our time: nothing that is whole is lost. */
static void finish(struct alert *a)
{
	commit(a);
	tell(a);
	write_out(a);
}

static _Noreturn void stop(struct alert *a, int sig)
{
	finish(a);
	signal(sig, SIG_DFL);
	sigprocmask(SIG_SETMASK, &unblocked, NULL);
	raise(sig);
	_exit(128 + sig);
}

/* A signal that came while all of them were blocked. */
static void check_stop(struct alert *a)
{
	static const int sigs[] = { SIGTERM, SIGINT, SIGHUP };
	sigset_t pending;

	if (stop_signal)
		stop(a, stop_signal);
	sigpending(&pending);
	for (size_t i = 0; i < sizeof(sigs) / sizeof(sigs[0]); i++)
		if (sigismember(&pending, sigs[i]) == 1)
			stop(a, sigs[i]);
	if (a->broken)
		stop(a, SIGPIPE);
}

static bool due(int64_t when)
{
	return when && now_ms() >= when;
}

/*
 * Before the reader waits: what is whole may wait DLP_STORE_IDLE_MS for more,
 * then it goes out.  Returns when there is something to read.
 */
static void before_wait(void *arg)
{
	struct alert *a = arg;

	for (;;) {
		struct timespec left, *timeout = NULL;
		int64_t first;
		fd_set set;
		int n;

		if (due(a->commit_by))
			commit(a);
		if (due(a->tell_by))
			tell(a);
		if (!a->commit_by)
			write_out(a);
		check_stop(a);
		first = a->commit_by ? a->commit_by : a->tell_by;
		if (a->tell_by && a->tell_by < first)
			first = a->tell_by;
		if (first) {
			int64_t ms = first - now_ms();

			ms = ms > 0 ? ms : 0;
			left.tv_sec = (time_t)(ms / 1000);
			left.tv_nsec = (long)(ms % 1000 * 1000000);
			timeout = &left;
		}
		FD_ZERO(&set);
		FD_SET(a->fd, &set);
		n = pselect(a->fd + 1, &set, NULL, NULL, timeout, &unblocked);
		if (n > 0 || (n < 0 && errno != EINTR))
			return;
	}
}

static void count(struct alert *a, const struct dlp_record *record)
{
	struct dlp_span cause;
	size_t i = 0;

	switch (record->type) {
	case DLP_RECORD_FINDING:
		a->total.findings[record->finding.severity]++;
		cause = record->finding.suppressed;
		if (!cause.len)
			break;
		/* The last place takes what has none of its own. */
		while (i < CAUSES - 1 && a->total.cause[i].count &&
		       strncmp(a->total.cause[i].name, cause.ptr, cause.len))
			i++;
		if (!a->total.cause[i].count++)
			snprintf(a->total.cause[i].name,
				 sizeof(a->total.cause[i].name), "%.*s",
				 i < CAUSES - 1 ? (int)cause.len : 5,
				 i < CAUSES - 1 ? cause.ptr : "other");
		break;
	case DLP_RECORD_END:
		if (!record->where.doc)
			break;
		a->total.documents[record->end.status]++;
		a->total.bytes += record->end.bytes;
		break;
	case DLP_RECORD_ERROR:
		count_error(a, record->error.code);
		break;
	default:
		break;
	}
}

/* Ours stands behind those of the tools before. */
static void put_own_stream(struct alert *a)
{
	struct dlp_record record = {
		.type = DLP_RECORD_STREAM,
		.stream = { .tool = DLP_SPAN("dlp-alert " DLP_VERSION),
			    .host = span_of(a->host) },
	};

	a->own_due = false;
	put(a, &record);
}

static void take(struct alert *a, const struct dlp_record *record)
{
	size_t ready;

	if (record->type == DLP_RECORD_STREAM) {
		if (!a->own_due)
			a->ours = dlp_span_eq(record->stream.host,
					      span_of(a->host));
		a->own_due = true;
	} else if (a->own_due) {
		put_own_stream(a);
	}
	count(a, record);
	keep(a, record);
	if (record->type == DLP_RECORD_END && !record->where.doc) {
		commit(a);
		if (!a->opts->every)
			tell(a);
	}
	if (!a->opts->dry_run) {
		dlp_buf_addspan(&a->out, record->line);
		dlp_buf_addc(&a->out, '\n');
	}
	ready = a->store ? dlp_store_ready(a->store) : 0;
	if (ready && !a->commit_by)
		a->commit_by = now_ms() + DLP_STORE_IDLE_MS;
	if ((ready >= DLP_STORE_BATCH && ready >= a->retry) ||
	    (ready && a->out.len > HELD_MAX && !a->store_failed))
		commit(a);
	else if (a->out.len > HELD_MAX)
		write_out(a);
}

/* Why the reader can't go on. */
static void cut(struct alert *a, struct dlp_reader *reader, const char *name,
		const struct dlp_error *err)
{
	struct dlp_where where = { 0 };

	if (!dlp_reader_truncated(reader)) {
		cli_warn(err->sys, "%s: %s", cli_escape(name), err->msg);
		fault(a, NULL, err->sys ? DLP_CODE_IO : DLP_CODE_UNSUPPORTED,
		      err->msg, 0);
		return;
	}
	cli_warn(0, "%s: %s", cli_escape(name), err->msg);
	if (!dlp_reader_open(reader, &where.doc)) {
		fault(a, NULL, DLP_CODE_TRUNCATED, err->msg, 0);
		return;
	}
	do
		fault(a, &where, DLP_CODE_TRUNCATED, err->msg, 0);
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
			take(a, record);
		else
			fault(a, NULL, DLP_CODE_BAD_RECORD, err.msg,
			      dlp_reader_line(reader));
	}
	if (status == DLP_FATAL)
		cut(a, reader, name, &err);
	if (a->own_due)
		put_own_stream(a);
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
		a->ours = true;
		fault(a, &where, DLP_CODE_IO, "cannot open", 0);
		return;
	}
	read_records(a, fd, name);
	close(fd);
}

static void add_number(struct dlp_buf *out, const char *key, uint64_t n)
{
	if (n)
		dlp_json_add_number(out, key, n);
}

static void put_summary(struct alert *a)
{
	static const char *const end[] = { "whole", "part", "none" };
	struct dlp_buf *out = &a->out;

	dlp_buf_adds(out, "{\"type\":\"summary\"");
	dlp_json_add_text(out, "tool", DLP_SPAN("dlp-alert"));
	dlp_json_add_text(out, "version", DLP_SPAN(DLP_VERSION));
	dlp_json_key(out, "documents");
	dlp_json_open(out, '{');
	for (int i = 0; i < 3; i++)
		add_number(out, end[i], a->total.documents[i]);
	dlp_json_close(out, '}');
	dlp_json_add_number(out, "bytes", a->total.bytes);
	dlp_json_key(out, "findings");
	dlp_json_open(out, '{');
	for (unsigned i = 0; i < DLP_SEVERITIES; i++)
		add_number(out, dlp_severity_name((enum dlp_severity)i),
			   a->total.findings[i]);
	dlp_json_close(out, '}');
	dlp_json_key(out, "suppressed");
	dlp_json_open(out, '{');
	for (int i = 0; i < CAUSES; i++) {
		if (!a->total.cause[i].count)
			continue;
		dlp_json_text(out, span_of(a->total.cause[i].name));
		dlp_buf_addc(out, ':');
		dlp_json_number(out, a->total.cause[i].count);
	}
	dlp_json_close(out, '}');
	dlp_json_key(out, "errors");
	dlp_json_open(out, '{');
	for (unsigned i = 0; i < DLP_CODES; i++)
		add_number(out, dlp_code_name((enum dlp_code)i),
			   a->total.errors[i]);
	dlp_json_close(out, '}');
	dlp_json_add_number(out, "alerts", a->total.alerts);
	dlp_json_add_number(out, "mails", a->total.mails);
	dlp_json_add_number(out, "seconds",
			    (uint64_t)(now_ms() - a->began) / 1000);
	dlp_json_close(out, '}');
	dlp_buf_addc(out, '\n');
}

/* --flush: what is due in the spool. */
static void flush_spool(struct alert *a)
{
	char name[DLP_SPOOL_NAME] = "", reason[160];
	enum dlp_spool_result result;
	struct dlp_error err = { 0 };
	uint64_t left = 0;
	enum dlp_status status = DLP_FATAL;

	while (a->spool &&
	       !(status = dlp_spool_due(a->spool, now_s(), name, name, &err))) {
		status = dlp_spool_send(a->spool, name, &a->notify.envelope,
					now_s(), &result, reason,
					sizeof(reason), &err);
		if (status)
			break;
		if (result == DLP_SPOOL_HELD) {
			cli_warn(0, "%s: given up: %s", name, reason);
			a->status = CLI_TROUBLE;
		} else if (result == DLP_SPOOL_KEPT && !a->opts->quiet) {
			cli_warn(0, "%s: %s", name, reason);
		}
	}
	if (status == DLP_EOF)
		status = dlp_spool_count(a->spool, &left, &err);
	if (a->spool && status) {
		cli_warn(err.sys, "%s: %s", cli_escape(a->opts->spool),
			 err.msg);
		a->status = CLI_TROUBLE;
	}
	a->kept = left > 0;
}

static void open_spool(struct alert *a)
{
	struct dlp_error err = { 0 };
	uint64_t lost = 0;

	if (!a->store || a->opts->dry_run || (!a->opts->tos && !a->opts->flush))
		return;
	if (dlp_spool_open(a->opts->spool, a->store, &a->spool, &err) ||
	    dlp_spool_recover(a->spool, &lost, &err)) {
		cli_warn(err.sys, "%s: %s", cli_escape(a->opts->spool),
			 err.msg);
		fault(a, NULL, DLP_CODE_IO, "the spool of mails cannot be used",
		      0);
	}
	if (lost)
		cli_warn(0,
			 "%llu mails were lost from the spool, what they told "
			 "will be told again",
			 (unsigned long long)lost);
}

static void open_store(struct alert *a)
{
	const struct opts *opts = a->opts;
	const struct dlp_store_opts so = {
		.path = opts->db,
		.policy = opts->policy,
		.host = a->host,
		.durable = opts->durable,
		.dry = opts->dry_run,
		.wait_ms = (unsigned)opts->wait * 1000,
	};
	struct dlp_error err = { 0 };

	if (dlp_store_open(&so, &a->store, &err)) {
		store_trouble(a, &err);
		return;
	}
	if (!dlp_store_has_wal(a->store) && !opts->quiet)
		cli_warn(0,
			 "%s: no write-ahead log on this file system, a "
			 "rollback journal serves",
			 cli_escape(opts->db));
	a->notify = (struct dlp_notify){
		.store = a->store,
		.incident = { opts->min_severity, opts->min_count,
			      opts->max_mails,
			      opts->tos > 0 && !opts->dry_run },
		.envelope = { opts->sendmail, (unsigned)opts->timeout,
			      opts->from, opts->to, opts->tos },
		.subject = opts->subject,
		.host = a->host,
		.database = opts->db,
	};
	open_spool(a);
	a->notify.spool = a->spool;
}

static void set_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&action.sa_mask);
	sigemptyset(&blocked);
	for (size_t i = 0; i < 3; i++) {
		static const int sigs[] = { SIGTERM, SIGINT, SIGHUP };
		struct sigaction old;

		/* nohup(1) is heeded. */
		sigaction(sigs[i], NULL, &old);
		if (old.sa_handler == SIG_IGN)
			continue;
		sigaction(sigs[i], &action, NULL);
		sigaddset(&blocked, sigs[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &unblocked);
}

/* Our name in mails and records: only what a Message-ID takes. */
static void set_host(char host[HOST])
{
	if (gethostname(host, HOST - 1))
		host[0] = '\0';
	host[HOST - 1] = '\0';
	for (char *p = host; *p; p++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-",
			    *p))
			*p = '-';
	if (!*host)
		snprintf(host, HOST, "localhost");
}

/* `a` and `b` joined, for the life of the process. */
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
	char *dir;

	if (opts->db && opts->spool)
		return;
	if (xdg && *xdg == '/')
		dir = join(xdg, "/dlp");
	else if (!geteuid())
		dir = join("/var/lib/dlp", "");
	else if (home && *home == '/')
		dir = join(home, "/.local/state/dlp");
	else
		cli_die(0, "no HOME: say --db and --spool");
	if (!opts->dry_run)
		make_folders(dir);
	if (!opts->db)
		opts->db = join(dir, "/alert.db");
	if (!opts->spool)
		opts->spool = join(dir, "/spool");
	free(dir);
}

static void set_from(struct opts *opts, const char *host)
{
	struct passwd *user = getpwuid(geteuid());
	char *name;

	if (!opts->from) {
		name = join(user ? user->pw_name : "dlp-alert", "@");
		opts->from = join(name, host);
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

static void parse_options(int argc, char **argv, struct opts *opts)
{
	enum {
		DB = 256,
		DURABLE,
		WAIT,
		POLICY,
		SEVERITY,
		COUNT,
		TO,
		FROM,
		SUBJECT,
		EVERY,
		MAILS,
		SENDMAIL,
		TIMEOUT,
		SPOOL,
		FLUSH,
		DRY,
		RECORD,
		SUMMARY,
	};
	static const struct option longs[] = {
		{ "db", 1, 0, DB },
		{ "durable", 0, 0, DURABLE },
		{ "wait", 1, 0, WAIT },
		{ "policy", 1, 0, POLICY },
		{ "min-severity", 1, 0, SEVERITY },
		{ "min-count", 1, 0, COUNT },
		{ "to", 1, 0, TO },
		{ "from", 1, 0, FROM },
		{ "subject", 1, 0, SUBJECT },
		{ "every", 1, 0, EVERY },
		{ "max-mails", 1, 0, MAILS },
		{ "sendmail", 1, 0, SENDMAIL },
		{ "timeout", 1, 0, TIMEOUT },
		{ "spool", 1, 0, SPOOL },
		{ "flush", 0, 0, FLUSH },
		{ "dry-run", 0, 0, DRY },
		{ "max-record", 1, 0, RECORD },
		{ "summary", 0, 0, SUMMARY },
		{ "quiet", 0, 0, 'q' },
		{ "verbose", 0, 0, 'v' },
		{ "help", 0, 0, 'h' },
		{ "version", 0, 0, 'V' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "qvhV", longs, NULL)) != -1) {
		switch (c) {
		case DB:
			opts->db = optarg;
			break;
		case DURABLE:
			opts->durable = true;
			break;
		case WAIT:
			opts->wait =
				cli_parse_seconds("--wait", optarg, 0, 3600);
			break;
		case POLICY:
			opts->policy = optarg;
			break;
		case SEVERITY:
			if (!dlp_severity_parse(span_of(optarg),
						&opts->min_severity))
				cli_die(0, "--min-severity: bad value: %s",
					cli_escape(optarg));
			break;
		case COUNT:
			opts->min_count = cli_parse_number(
				"--min-count", optarg, 1, INT64_MAX);
			break;
		case TO:
			add_recipients(opts, optarg);
			break;
		case FROM:
			opts->from = optarg;
			break;
		case SUBJECT:
			opts->subject = optarg;
			break;
		case EVERY:
			opts->every = cli_parse_seconds("--every", optarg, 1,
							7 * 86400);
			break;
		case MAILS:
			opts->max_mails = cli_parse_number(
				"--max-mails", optarg, 1, INT64_MAX);
			break;
		case SENDMAIL:
			opts->sendmail = optarg;
			break;
		case TIMEOUT:
			opts->timeout =
				cli_parse_seconds("--timeout", optarg, 1, 3600);
			break;
		case SPOOL:
			opts->spool = optarg;
			break;
		case FLUSH:
			opts->flush = true;
			break;
		case DRY:
			opts->dry_run = true;
			break;
		case RECORD:
			opts->max_record = cli_parse_size(
				"--max-record", optarg, 1024, 1 << 30);
			break;
		case SUMMARY:
			opts->summary = true;
			break;
		case 'q':
			opts->quiet = true;
			break;
		case 'v':
			opts->verbose = true;
			break;
		case 'h':
			usage();
		case 'V':
			version();
		default:
			cli_try_help();
		}
	}
}

/* Where relative paths begin; empty where it can't be told. */
static void set_cwd(struct dlp_buf *cwd)
{
	char path[4096];

	if (getcwd(path, sizeof(path)))
		dlp_buf_adds(cwd, strcmp(path, "/") ? path : "");
	if (cwd->status)
		cli_die_memory();
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
	struct alert a = { .opts = &opts, .began = now_ms() };

	cli_init("dlp-alert");
	parse_options(argc, argv, &opts);
	argv += optind;
	if (opts.flush && (*argv || opts.dry_run))
		cli_die(0, "--flush takes no FILE and no --dry-run");
	set_host(a.host);
	set_places(&opts);
	set_from(&opts, a.host);
	set_cwd(&a.cwd);
	set_signals();
	open_store(&a);
	if (opts.flush) {
		flush_spool(&a);
	} else if (!*argv) {
		read_operand(&a, "-");
	} else {
		for (; *argv; argv++)
			read_operand(&a, *argv);
	}
	if (!opts.flush)
		finish(&a);
	if (opts.summary && !opts.dry_run && !opts.flush)
		put_summary(&a);
	write_out(&a);
	check_stop(&a);
	dlp_spool_close(a.spool);
	dlp_store_close(a.store);
	dlp_buf_release(&a.out);
	dlp_buf_release(&a.cwd);
	if (a.status == CLI_OK && a.kept)
		a.status = CLI_TEMPFAIL;
	return cli_finish(a.status);
}
