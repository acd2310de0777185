#include "sink/notify.h"

#include <stdio.h>
#include <string.h>

#include "sink/mail.h"

static void make_subject(const struct dlp_notify *notify,
			 const struct dlp_incident *incident,
			 struct dlp_buf *out)
{
	if (notify->subject) {
		dlp_buf_adds(out, notify->subject);
		return;
	}
	dlp_buf_adds(out, "dlp: ");
	dlp_incident_title(incident, out);
	dlp_buf_addf(out, " on %s", notify->host);
}

static enum dlp_status make_mail(const struct dlp_notify *notify,
				 const struct dlp_incident *incident,
				 const char *name, int64_t now,
				 struct dlp_buf *out, struct dlp_error *err)
{
	struct dlp_buf subject = { 0 }, body = { 0 };
	enum dlp_status status;

	make_subject(notify, incident, &subject);
	status = dlp_incident_report(notify->store, incident, notify->database,
				     &body, err);
	if (!status) {
		struct dlp_mail mail = {
			.from = notify->envelope.from,
			.to = notify->envelope.to,
			.tos = notify->envelope.tos,
			.subject = dlp_buf_span(&subject),
			.body = dlp_buf_span(&body),
			.id = name,
			.host = notify->host,
			.date = now,
		};

		dlp_mail_write(out, &mail);
		if (subject.status || body.status || out->status)
			status = dlp_error_set(err, DLP_FATAL, 0,
					       "out of memory");
	}
	dlp_buf_release(&subject);
	dlp_buf_release(&body);
	return status;
}

/* From the open transaction to a file in the spool and its commit. */
static enum dlp_status spool_it(const struct dlp_notify *notify,
				const struct dlp_incident *incident,
				const char *name, int64_t now,
				struct dlp_error *err)
{
	struct dlp_buf mail = { 0 };
	enum dlp_status status;

	status = make_mail(notify, incident, name, now, &mail, err);
	if (!status)
		status = dlp_spool_put(notify->spool, name, dlp_buf_span(&mail),
				       incident->id, &notify->envelope, now,
				       err);
	dlp_buf_release(&mail);
	if (!status)
		status = dlp_incident_keep(notify->store, err);
	if (status) {
		dlp_incident_drop(notify->store);
		dlp_spool_discard(notify->spool, name);
		return status;
	}
	return dlp_spool_publish(notify->spool, name, err);
}

static enum dlp_status mail_it(const struct dlp_notify *notify, int64_t now,
			       struct dlp_notified *out, struct dlp_error *err)
{
	char name[DLP_SPOOL_NAME];
	enum dlp_spool_result result;
	enum dlp_status status;

	status = dlp_spool_name(notify->spool, now, name, err);
	if (status) {
		dlp_incident_drop(notify->store);
		return status;
	}
	status = spool_it(notify, &out->incident, name, now, err);
	if (status)
		return status;
	out->result = DLP_NOTIFY_SPOOLED;
	snprintf(out->reason, sizeof(out->reason),
		 "another process has the mail");
	status = dlp_spool_send(notify->spool, name, &notify->envelope, now,
				&result, out->reason, sizeof(out->reason), err);
	if (!status && result == DLP_SPOOL_SENT)
		out->result = DLP_NOTIFY_SENT;
	return status;
}

enum dlp_status dlp_notify_tell(const struct dlp_notify *notify, int64_t now,
				struct dlp_notified *out, struct dlp_error *err)
{
	bool full;
	enum dlp_status status;

	*out = (struct dlp_notified){ .result = DLP_NOTIFY_NOTHING };
	status = dlp_incident_begin(notify->store, &notify->incident, now,
				    &out->incident, &full, err);
	if (status == DLP_EOF)
		return DLP_OK;
	if (status == DLP_SKIP && full) {
		out->result = DLP_NOTIFY_WAITS;
		snprintf(out->reason, sizeof(out->reason), "%s", err->msg);
		return DLP_OK;
	}
	if (status)
		return status;
	if (notify->spool)
		return mail_it(notify, now, out, err);
	out->result = DLP_NOTIFY_STORED;
	return dlp_incident_keep(notify->store, err);
}

enum dlp_status dlp_notify_show(const struct dlp_notify *notify, int64_t now,
				struct dlp_notified *told, struct dlp_buf *out,
				struct dlp_error *err)
{
	bool full;
	enum dlp_status status;

	*told = (struct dlp_notified){ .result = DLP_NOTIFY_NOTHING };
	status = dlp_incident_begin(notify->store, &notify->incident, now,
				    &told->incident, &full, err);
	if (status == DLP_EOF)
		return DLP_OK;
	if (status)
		return status;
	told->result = DLP_NOTIFY_STORED;
	status = make_mail(notify, &told->incident, "dry-run", now, out, err);
	if (status) {
		dlp_incident_drop(notify->store);
		return status;
	}
	return dlp_incident_keep(notify->store, err);
}
