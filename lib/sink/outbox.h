#ifndef DLP_OUTBOX_H
#define DLP_OUTBOX_H

#include "sink/mail.h"
#include "sink/spool.h"
#include "sink/store_impl.h"

/* The rows of the spool: what the database knows of mails on their way. */
struct dlp_outbox_mail {
	int64_t incident, created, tries;
	char from[DLP_MAIL_ADDRESS + 1];
	char *to; /* one string a recipient; freed by who read the row */
	const char *list[DLP_MAIL_RECIPIENTS]; /* into `to` */
	size_t tos;
};

/* Within the transaction of its incident. */
DLP_MUST_CHECK enum dlp_status
dlp_outbox_add(struct dlp_store *store, const char *name, int64_t incident,
	       const struct dlp_sendmail *envelope, int64_t now,
	       struct dlp_error *err);

/* DLP_EOF where there is no row of that name. */
DLP_MUST_CHECK enum dlp_status dlp_outbox_read(struct dlp_store *store,
					       const char *name,
					       struct dlp_outbox_mail *mail,
					       struct dlp_error *err);

/* The row is gone, the incident delivered. */
DLP_MUST_CHECK enum dlp_status
dlp_outbox_sent(struct dlp_store *store, const char *name,
		const struct dlp_outbox_mail *mail, int64_t now,
		struct dlp_error *err);

/* One try more, and when the next is due; never where it is `held`. */
DLP_MUST_CHECK enum dlp_status
dlp_outbox_kept(struct dlp_store *store, const char *name,
		const struct dlp_outbox_mail *mail, const char *reason,
		bool held, int64_t now, struct dlp_error *err);

/* As dlp_spool_due() and dlp_spool_count(). */
DLP_MUST_CHECK enum dlp_status dlp_outbox_due(struct dlp_store *store,
					      int64_t now, const char *after,
					      char name[DLP_SPOOL_NAME],
					      struct dlp_error *err);
DLP_MUST_CHECK enum dlp_status dlp_outbox_count(struct dlp_store *store,
						uint64_t *count,
						struct dlp_error *err);

/* The row is gone, and what its incident told waits to be told again. */
DLP_MUST_CHECK enum dlp_status dlp_outbox_give_back(struct dlp_store *store,
						    const char *name,
						    struct dlp_error *err);

#endif
