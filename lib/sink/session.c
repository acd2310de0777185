#include "sink/session.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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

void dlp_session_init(struct dlp_session *session,
		      const struct dlp_session_opts *opts)
{
	*session = (struct dlp_session){ .opts = opts, .began = now_ms() };
}

void dlp_session_release(struct dlp_session *session)
{
	dlp_buf_release(&session->out);
}

static void note(struct dlp_session *s, enum dlp_note kind, int sys,
		 const char *msg)
{
	s->opts->note(s->opts->arg, kind, sys, msg);
}

/* Without memory the records that are lost are an error, like any other. */
static void let_out(struct dlp_session *s)
{
	if (s->out.status) {
		note(s, DLP_NOTE_TROUBLE, 0, "out of memory");
		s->trouble = true;
	} else if (s->out.len) {
		s->opts->write(s->opts->arg, dlp_buf_span(&s->out));
	}
	dlp_buf_clear(&s->out);
}

static void put(struct dlp_session *s, const struct dlp_record *record)
{
	if (!s->opts->dry)
		dlp_record_write(&s->out, record);
}

static void count_error(struct dlp_session *s, enum dlp_code code)
{
	s->total.errors[code]++;
	s->trouble = true;
}

void dlp_session_store_failed(struct dlp_session *s,
			      const struct dlp_error *err)
{
	char message[sizeof(err->msg) + 32];
	struct dlp_record record;

	if (s->failed)
		return;
	s->failed = true;
	snprintf(message, sizeof(message), "cannot store: %s", err->msg);
	note(s, DLP_NOTE_TROUBLE, err->sys, message);
	record = dlp_record_error(NULL, DLP_CODE_IO, message);
	put(s, &record);
	count_error(s, DLP_CODE_IO);
	if (s->store)
		dlp_store_set_wait(s->store, 0);
}

/*
 * The record with a relative path of our host made whole, in `path`; two
 * folders of the same names are two places.
 */
static struct dlp_record located(const struct dlp_session *s,
				 const struct dlp_record *record,
				 struct dlp_buf *path)
{
	struct dlp_record copy = *record;
	struct dlp_span p = record->where.path;

	if (!s->ours || !s->opts->cwd || !p.len || *p.ptr == '/' ||
	    dlp_span_eq(p, DLP_SPAN("-")))
		return copy;
	while (p.len > 2 && p.ptr[0] == '.' && p.ptr[1] == '/') {
		p.ptr += 2;
		p.len -= 2;
	}
	dlp_buf_adds(path, s->opts->cwd);
	dlp_buf_addc(path, '/');
	dlp_buf_addspan(path, p);
	copy.where.path = dlp_buf_span(path);
	return copy;
}

static void keep(struct dlp_session *s, const struct dlp_record *record)
{
	struct dlp_buf path = { 0 };
	struct dlp_record copy = located(s, record, &path);
	struct dlp_error err = { .msg = "out of memory" };

	if (path.status ||
	    (s->store && dlp_store_take(s->store, &copy, now_s(), &err)))
		dlp_session_store_failed(s, &err);
	dlp_buf_release(&path);
}

void dlp_session_fault(struct dlp_session *s, const struct dlp_where *where,
		       enum dlp_code code, const char *message, uint64_t line)
{
	struct dlp_record record = dlp_record_error(where, code, message);

	record.error.line = line;
	put(s, &record);
	keep(s, &record);
	count_error(s, code);
}

static void put_alert(struct dlp_session *s, const struct dlp_notified *told)
{
	struct dlp_record record = { .type = DLP_RECORD_ALERT };

	record.alert.policy = span_of(s->opts->policy);
	record.alert.action =
		s->notify->spool ? DLP_SPAN("mail") : DLP_SPAN("store");
	record.alert.findings = told->incident.findings;
	record.alert.incident = (uint64_t)told->incident.id;
	record.alert.delivered = told->result == DLP_NOTIFY_SENT ||
				 told->result == DLP_NOTIFY_STORED;
	record.alert.reason = span_of(told->reason);
	put(s, &record);
	s->total.alerts++;
	s->total.mails += told->result == DLP_NOTIFY_SENT;
}

/* An incident of what waits, and its mail. */
static void tell(struct dlp_session *s)
{
	struct dlp_notified told;
	struct dlp_error err = { 0 };
	enum dlp_status status;
	char msg[256];

	s->tell_by = 0;
	if (!s->store)
		return;
	if (s->opts->dry)
		status = dlp_notify_show(s->notify, now_s(), &told, &s->out,
					 &err);
	else
		status = dlp_notify_tell(s->notify, now_s(), &told, &err);
	if (status) {
		dlp_session_store_failed(s, &err);
		return;
	}
	if (told.result == DLP_NOTIFY_NOTHING)
		return;
	put_alert(s, &told);
	if (told.result == DLP_NOTIFY_SPOOLED ||
	    told.result == DLP_NOTIFY_WAITS) {
		s->kept = true;
		snprintf(msg, sizeof(msg), "not delivered: %s", told.reason);
		note(s, DLP_NOTE_KEPT, 0, msg);
		return;
	}
	snprintf(msg, sizeof(msg), "incident %lld: %llu findings, %llu errors",
		 (long long)told.incident.id,
		 (unsigned long long)told.incident.findings,
		 (unsigned long long)told.incident.errors);
	note(s, DLP_NOTE_TOLD, 0, msg);
}

/* With `every`: when what was just stored is to be told. */
static void schedule(struct dlp_session *s)
{
	uint64_t findings = 0, errors = 0;
	struct dlp_error err = { 0 };

	if (dlp_incident_waiting(s->store, s->notify->incident.min_severity,
				 &findings, &errors, &err)) {
		dlp_session_store_failed(s, &err);
		return;
	}
	if ((findings || errors) && !s->tell_by)
		s->tell_by = now_ms() + (int64_t)s->opts->every * 1000;
	if (findings >= DLP_SESSION_EVERY)
		tell(s);
}

/* What is whole goes to the store, and only then to whoever reads. */
static void commit(struct dlp_session *s)
{
	struct dlp_error err = { 0 };
	size_t ready = s->store ? dlp_store_ready(s->store) : 0;
	bool stored = false;

	s->commit_by = 0;
	if (ready && dlp_store_commit(s->store, now_s(), &err)) {
		dlp_session_store_failed(s, &err);
		s->retry = ready + DLP_STORE_BATCH;
	} else if (ready) {
		stored = true;
		s->failed = false;
		s->retry = 0;
		dlp_store_set_wait(s->store, s->opts->wait_ms);
	}
	let_out(s);
	if (stored && s->opts->every)
		schedule(s);
}

static void count_cause(struct dlp_session *s, struct dlp_span cause)
{
	size_t i = 0, last = DLP_SESSION_CAUSES - 1;
	char name[sizeof(s->total.cause[0].name)];

	if (!cause.len)
		return;
	snprintf(name, sizeof(name), "%.*s",
		 (int)(cause.len < sizeof(name) ? cause.len : sizeof(name)),
		 cause.ptr);
	/* The last place takes what has none of its own. */
	while (i < last && s->total.cause[i].count &&
	       strcmp(s->total.cause[i].name, name))
		i++;
	if (!s->total.cause[i].count++)
		snprintf(s->total.cause[i].name, sizeof(name), "%s",
			 i < last ? name : "other");
}

static void count(struct dlp_session *s, const struct dlp_record *record)
{
	switch (record->type) {
	case DLP_RECORD_FINDING:
		s->total.findings[record->finding.severity]++;
		count_cause(s, record->finding.suppressed);
		break;
	case DLP_RECORD_END:
		if (!record->where.doc)
			break;
		s->total.documents[record->end.status]++;
		s->total.bytes += record->end.bytes;
		break;
	case DLP_RECORD_ERROR:
		count_error(s, record->error.code);
		break;
	default:
		break;
	}
}

/* Ours stands behind those of the tools before. */
static void put_own_stream(struct dlp_session *s)
{
	struct dlp_record record = {
		.type = DLP_RECORD_STREAM,
		.stream = { .tool = span_of(s->opts->tool),
			    .host = span_of(s->opts->host) },
	};

	s->own_due = false;
	put(s, &record);
}

void dlp_session_end_input(struct dlp_session *s)
{
	if (s->own_due)
		put_own_stream(s);
	s->ours = true;
}

void dlp_session_take(struct dlp_session *s, const struct dlp_record *record)
{
	size_t ready;

	if (record->type == DLP_RECORD_STREAM) {
		if (!s->own_due)
			s->ours = dlp_span_eq(record->stream.host,
					      span_of(s->opts->host));
		s->own_due = true;
	} else if (s->own_due) {
		put_own_stream(s);
	}
	count(s, record);
	keep(s, record);
	if (record->type == DLP_RECORD_END && !record->where.doc) {
		commit(s);
		if (!s->opts->every)
			tell(s);
	}
	if (!s->opts->dry) {
		dlp_buf_addspan(&s->out, record->line);
		dlp_buf_addc(&s->out, '\n');
	}
	ready = s->store ? dlp_store_ready(s->store) : 0;
	if (ready && !s->commit_by)
		s->commit_by = now_ms() + DLP_STORE_IDLE_MS;
	if ((ready >= DLP_STORE_BATCH && ready >= s->retry) ||
	    (ready && s->out.len > DLP_SESSION_HELD && !s->failed))
		commit(s);
	else if (s->out.len > DLP_SESSION_HELD)
		let_out(s);
}

static bool due(int64_t when)
{
	return when && now_ms() >= when;
}

int64_t dlp_session_tick(struct dlp_session *s)
{
	int64_t first, left;

	if (due(s->commit_by))
		commit(s);
	if (due(s->tell_by))
		tell(s);
	if (!s->commit_by)
		let_out(s);
	first = s->commit_by ? s->commit_by : s->tell_by;
	if (s->tell_by && s->tell_by < first)
		first = s->tell_by;
	if (!first)
		return -1;
	left = first - now_ms();
	return left > 0 ? left : 0;
}

void dlp_session_finish(struct dlp_session *s)
{
	commit(s);
	tell(s);
	let_out(s);
}

static void add_count(struct dlp_buf *out, struct dlp_span key, uint64_t n)
{
	if (!n)
		return;
	dlp_json_text(out, key);
	dlp_buf_addc(out, ':');
	dlp_json_number(out, n);
}

static void open_counts(struct dlp_buf *out, const char *key)
{
	dlp_json_key(out, key);
	dlp_json_open(out, '{');
}

void dlp_session_summary(struct dlp_session *s)
{
	static const char *const end[] = { "whole", "part", "none" };
	const struct dlp_session_totals *t = &s->total;
	struct dlp_buf *out = &s->out;

	dlp_buf_adds(out, "{\"type\":\"summary\"");
	dlp_json_add_text(out, "tool", DLP_SPAN("dlp-alert"));
	dlp_json_add_text(out, "version", DLP_SPAN(DLP_VERSION));
	open_counts(out, "documents");
	for (int i = 0; i < 3; i++)
		add_count(out, span_of(end[i]), t->documents[i]);
	dlp_json_close(out, '}');
	dlp_json_add_number(out, "bytes", t->bytes);
	open_counts(out, "findings");
	for (unsigned i = 0; i < DLP_SEVERITIES; i++)
		add_count(out, span_of(dlp_severity_name((enum dlp_severity)i)),
			  t->findings[i]);
	dlp_json_close(out, '}');
	open_counts(out, "suppressed");
	for (int i = 0; i < DLP_SESSION_CAUSES; i++)
		add_count(out, span_of(t->cause[i].name), t->cause[i].count);
	dlp_json_close(out, '}');
	open_counts(out, "errors");
	for (unsigned i = 0; i < DLP_CODES; i++)
		add_count(out, span_of(dlp_code_name((enum dlp_code)i)),
			  t->errors[i]);
	dlp_json_close(out, '}');
	dlp_json_add_number(out, "alerts", t->alerts);
	dlp_json_add_number(out, "mails", t->mails);
	dlp_json_add_number(out, "seconds",
			    (uint64_t)(now_ms() - s->began) / 1000);
	dlp_json_close(out, '}');
	dlp_buf_addc(out, '\n');
	let_out(s);
}
