#include "passage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "pattern/catalog.h"

/* 2 wins over 1. */
static void worsen(struct passage *p, int status)
{
	if (status > p->status)
		p->status = status;
}

static void flush(void *arg)
{
	struct passage *p = arg;
	struct dlp_error err;

	cli_write(&p->out);
	cli_flush();
	if (p->log_fd < 0)
		return;
	if (p->log.status)
		cli_die_memory();
	if (dlp_io_write(p->log_fd, p->log.ptr, p->log.len, &err))
		cli_die(err.sys, "cannot write the findings");
	dlp_buf_clear(&p->log);
}

/* Who we are, and with what rules. */
static void write_stream(struct dlp_buf *out, const struct dlp_catalog *catalog)
{
	char digest[DLP_DIGEST_SIZE + 1], host[256] = "";
	struct dlp_record record = {
		.type = DLP_RECORD_STREAM,
		.stream = { .tool = DLP_SPAN("dlp-redact " DLP_VERSION),
			    .rules = { digest, DLP_DIGEST_SIZE } },
	};

	gethostname(host, sizeof(host) - 1);
	record.stream.host = (struct dlp_span){ host, strlen(host) };
	dlp_catalog_digest(catalog, digest);
	dlp_record_write(out, &record);
}

static void log_record(struct passage *p, const struct dlp_record *record)
{
	if (p->log_fd < 0)
		return;
	dlp_tally_take(&p->tally, record);
	dlp_record_write(&p->log, record);
}

/* What the gate found in a stream of data. */
static enum dlp_status take_found(void *arg, const struct dlp_record *record)
{
	struct passage *p = arg;

	log_record(p, record);
	/* On stderr the record itself says it. */
	if (record->type == DLP_RECORD_ERROR && p->log_fd != STDERR_FILENO &&
	    !p->opts.quiet)
		cli_warn(0, "%s: %.*s", cli_escape(p->where.path.ptr),
			 (int)record->error.message.len,
			 record->error.message.ptr);
	return DLP_OK;
}

static void open_log(struct passage *p)
{
	const struct passage_opts *o = &p->opts;

	p->log_fd = o->gate.mode == DLP_GATE_LOG ? STDERR_FILENO : -1;
	if (o->findings)
		p->log_fd =
			open(o->findings,
			     O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (o->findings && p->log_fd < 0)
		cli_die(errno, "%s: cannot open", cli_escape(o->findings));
	if (p->log_fd >= 0)
		write_stream(&p->log, o->catalog);
	p->scanner = *o->gate.raw.scanner;
	p->scanner.bare = p->log_fd < 0;
	p->opts.gate.raw.scanner = &p->scanner;
}

static void log_end(struct passage *p, uint64_t doc, bool whole, uint64_t bytes)
{
	struct dlp_record record = { .type = DLP_RECORD_END, .where.doc = doc };

	record.end.status = whole ? DLP_END_WHOLE : DLP_END_PART;
	if (!whole)
		record.end.reason = DLP_SPAN("error");
	record.end.bytes = bytes;
	if (!doc)
		record.end.documents = p->where.doc;
	log_record(p, &record);
}

/* Pass the bytes of `fd` through; false where they could not be read. */
static bool pump(struct passage *p, struct dlp_gate *gate, int fd,
		 uint64_t *bytes)
{
	static char chunk[64 * 1024];
	const char *name = p->where.path.ptr;
	struct dlp_record error;
	struct dlp_error err;

	for (;;) {
		ssize_t n;

		flush(p);
		n = dlp_io_read(fd, chunk, sizeof(chunk));
		if (n == 0)
			return true;
		if (n < 0) {
			cli_warn(errno, "%s: cannot read", cli_escape(name));
			error = dlp_record_error(&p->where, DLP_CODE_IO,
						 "cannot read");
			log_record(p, &error);
			return false;
		}
		*bytes += (uint64_t)n;
		if (dlp_gate_feed(gate, (struct dlp_span){ chunk, (size_t)n },
				  &p->out, &err))
			cli_die(err.sys, "%s: %s", cli_escape(name), err.msg);
	}
}

static void pass_data(struct passage *p, int fd, const char *name)
{
	const struct passage_opts *o = &p->opts;
	struct dlp_record record = { .type = DLP_RECORD_DOCUMENT };
	enum dlp_status status;
	struct dlp_gate *gate;
	struct dlp_error err;
	uint64_t bytes = 0;
	bool whole;

	p->where.doc++;
	p->where.path = (struct dlp_span){ name, strlen(name) };
	record.where = p->where;
	log_record(p, &record);
	gate = dlp_gate_new(&o->gate, &p->where, &err);
	if (!gate)
		cli_die(err.sys, "%s", err.msg);
	whole = pump(p, gate, fd, &bytes);
	status = dlp_gate_end(gate, !whole, &p->out, &err);
	if (status == DLP_FATAL)
		cli_die(err.sys, "%s: %s", cli_escape(name), err.msg);
	whole = whole && !status;
	log_end(p, p->where.doc, whole, bytes);
	if (!whole)
		worsen(p, CLI_TROUBLE);
	if (o->gate.mode == DLP_GATE_LOG && dlp_gate_found(gate))
		worsen(p, CLI_FOUND);
	if (dlp_gate_blocked(gate)) {
		worsen(p, CLI_FOUND);
		if (!o->quiet)
			cli_warn(0, "%s: blocked: %s", cli_escape(name),
				 dlp_gate_blocked(gate));
	}
	dlp_gate_free(gate);
	flush(p);
}

/* A record of ours, behind those that were passed. */
static enum dlp_status add_record(void *arg, const struct dlp_record *record)
{
	struct passage *p = arg;

	if (record->type == DLP_RECORD_ERROR)
		worsen(p, CLI_TROUBLE);
	dlp_tally_take(&p->tally, record);
	dlp_record_write(&p->out, record);
	return DLP_OK;
}

static void add_error(struct passage *p, enum dlp_code code, uint64_t doc,
		      uint64_t line, const char *message)
{
	const struct dlp_where where = { .doc = doc };
	struct dlp_record record = dlp_record_error(&where, code, message);

	record.error.line = line;
	add_record(p, &record);
}

/* Who we are, behind the same of those before us. */
static void add_stream(struct passage *p, const struct dlp_record *next)
{
	bool was_in_head = p->in_head;

	p->in_head = next->type == DLP_RECORD_STREAM;
	if (!was_in_head || p->in_head)
		return;
	write_stream(&p->out, p->opts.catalog);
}

static void pass_record(struct passage *p, const struct dlp_record *record)
{
	struct dlp_error err;

	add_stream(p, record);
	dlp_tally_take(&p->tally, record);
	if (record->type == DLP_RECORD_ERROR)
		worsen(p, CLI_TROUBLE);
	if (record->type == DLP_RECORD_FINDING && !p->cleaner && !p->aimless) {
		cli_warn(0, "no --output and no --in-place: nothing is "
			    "replaced");
		worsen(p, CLI_TROUBLE);
		p->aimless = true;
	}
	if (p->cleaner && dlp_cleaner_take(p->cleaner, record, &err))
		cli_die(err.sys, "%s", err.msg);
	dlp_buf_addspan(&p->out, record->line);
	dlp_buf_addc(&p->out, '\n');
	cli_write(&p->out);
}

/* The stream can't be read on. */
static void end_badly(struct passage *p, struct dlp_reader *reader,
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
		add_error(p, code, doc, 0, err->msg);
		any = true;
	}
	if (!any)
		add_error(p, code, 0, 0, err->msg);
	worsen(p, CLI_TROUBLE);
}

static void pass_records(struct passage *p, int fd, const char *name)
{
	struct dlp_reader *reader;
	bool any = false; /* a record was read */

	reader = dlp_reader_new(fd, p->opts.max_record, flush, p);
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
			end_badly(p, reader, &err, name);
			break;
		}
		if (status == DLP_OK) {
			any = true;
			pass_record(p, record);
			continue;
		}
		snprintf(message, sizeof(message), "%s%s", err.msg,
			 any ? "" : "; for raw text say --raw");
		add_error(p, DLP_CODE_BAD_RECORD, 0, dlp_reader_line(reader),
			  message);
		if (p->cleaner)
			dlp_cleaner_lose(p->cleaner);
	}
	dlp_reader_free(reader);
	flush(p);
}

static void open_cleaner(struct passage *p)
{
	struct dlp_cleaner_opts *c = &p->opts.cleaner;
	struct dlp_error err;

	if (!c->output && !p->opts.in_place)
		return;
	c->tell = add_record;
	c->arg = p;
	p->cleaner = dlp_cleaner_new(c, &err);
	if (!p->cleaner)
		cli_die(err.sys, "%s: %s",
			cli_escape(c->output ? c->output : c->root), err.msg);
}

void passage_open(struct passage *p, const struct passage_opts *opts)
{
	*p = (struct passage){ .opts = *opts, .log_fd = -1 };
	p->opts.gate.raw.tell = take_found;
	p->opts.gate.raw.arg = p;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
	if (opts->raw)
		open_log(p);
	else
		open_cleaner(p);
}

void passage_take(struct passage *p, int fd, const char *name)
{
	if (p->opts.raw)
		pass_data(p, fd, name);
	else
		pass_records(p, fd, name);
}

void passage_fail(struct passage *p)
{
	worsen(p, CLI_TROUBLE);
}

int passage_close(struct passage *p)
{
	struct dlp_buf *records = p->opts.raw ? &p->log : &p->out;

	if (p->opts.raw)
		log_end(p, 0, true, 0);
	if (p->opts.summary && (!p->opts.raw || p->log_fd >= 0))
		dlp_tally_write(records, "dlp-redact", &p->tally, NULL, 0,
				&p->start);
	flush(p);
	dlp_cleaner_free(p->cleaner);
	dlp_buf_release(&p->out);
	dlp_buf_release(&p->log);
	return p->status;
}
