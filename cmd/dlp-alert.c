/* Keep findings in a database and tell of those that are new. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "alert_opts.h"
#include "base/io.h"
#include "cli.h"
#include "record/reader.h"

struct alert {
	const struct alert_opts *opts;
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
	const struct alert_opts *opts = a->opts;
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
static int run(const struct alert_opts *opts, char **operands)
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
	struct alert_opts opts;
	int status;

	cli_init("dlp-alert");
	alert_opts_parse(&opts, argc, &argv);
	set_signals();
	status = run(&opts, argv + optind);
	alert_opts_release(&opts);
	return cli_finish(status);
}
