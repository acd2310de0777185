#ifndef DLP_NOTIFY_H
#define DLP_NOTIFY_H

#include "sink/incident.h"
#include "sink/spool.h"

/* From what the store holds to a mail that is on its way: one incident. */
struct dlp_notify {
	struct dlp_store *store;
	struct dlp_spool *spool; /* NULL: incidents stand in the database */
	struct dlp_incident_opts incident;
	struct dlp_sendmail envelope; /* program, timeout, from, to */
	const char *subject;          /* NULL for one that counts */
	const char *host;             /* ours */
	const char *database;         /* its path, for the hint in the mail */
};

enum dlp_notify_result {
	DLP_NOTIFY_NOTHING, /* there was nothing to tell */
	DLP_NOTIFY_STORED,  /* it stands in the database, as was asked */
	DLP_NOTIFY_SENT,
	DLP_NOTIFY_SPOOLED, /* made, but not delivered: `reason` */
	DLP_NOTIFY_WAITS,   /* the hour has its mails: `reason` */
};

struct dlp_notified {
	enum dlp_notify_result result;
	struct dlp_incident incident;
	char reason[160];
};

/*
 * Tell what waits to be told.  DLP_SKIP (the database is locked) and DLP_FATAL
 * leave it waiting.
 */
DLP_MUST_CHECK enum dlp_status dlp_notify_tell(const struct dlp_notify *notify,
					       int64_t now,
					       struct dlp_notified *out,
					       struct dlp_error *err);

/*
 * The same without a spool and without sendmail: add the mail to `out`.  For a
 * store that was opened dry.
 */
DLP_MUST_CHECK enum dlp_status dlp_notify_show(const struct dlp_notify *notify,
					       int64_t now,
					       struct dlp_notified *told,
					       struct dlp_buf *out,
					       struct dlp_error *err);

#endif
