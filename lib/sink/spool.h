#ifndef DLP_SPOOL_H
#define DLP_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sink/sendmail.h"
#include "sink/store.h"

/*
 * Mails on their way: a Maildir, and a row for each in the database.  Order,
 * so that a crash between two steps neither loses a mail nor sends one twice:
 *
 *   1. write tmp/NAME, fsync
 *   2. in one transaction: the incident, its findings marked as told, the row
 *   3. rename tmp/NAME to new/NAME, fsync both folders
 *   4. sendmail
 *   5. in one transaction: the row deleted, the incident marked as delivered
 *   6. unlink new/NAME
 *
 * dlp_spool_recover() finishes what a crash cut: a file in tmp/ without a row
 * (after 1) is removed, its findings were never marked; one with a row
 * (after 2) is renamed; a file in new/ without a row (after 5) was sent and is
 * removed; a row without any file gives its findings back to be told again.
 * Between 4 and 5 a mail may go out twice, as with every MTA; both copies have
 * one Message-ID.
 *
 * Whoever works on a mail holds flock(2) on its file, which survives the
 * rename and ends with the process.  Names carry the database's own name:
 * several may share a spool.
 */
struct dlp_spool;

enum {
	DLP_SPOOL_FIRST = 60,          /* seconds to the second try */
	DLP_SPOOL_LONGEST = 4 * 3600,  /* between two tries at most */
	DLP_SPOOL_GIVE_UP = 5 * 86400, /* after that none; the file stays */
	DLP_SPOOL_NAME = 96,           /* bytes, with the NUL */
};

/*
 * Open, or make, the folders: 0700, ours, not writable by others.  `store`
 * outlives the spool.
 */
DLP_MUST_CHECK enum dlp_status dlp_spool_open(const char *path,
					      struct dlp_store *store,
					      struct dlp_spool **spool,
					      struct dlp_error *err);
void dlp_spool_close(struct dlp_spool *spool);

/* Seconds until the next try after the n-th, n from 1. */
int64_t dlp_spool_delay(unsigned tries);

/* A new name of this spool and moment; terminated. */
DLP_MUST_CHECK enum dlp_status dlp_spool_name(struct dlp_spool *spool,
					      int64_t now,
					      char name[DLP_SPOOL_NAME],
					      struct dlp_error *err);

/*
 * Steps 1 and 2, within the transaction of dlp_incident_begin(): the caller
 * commits, then calls dlp_spool_publish().  After a failure it drops the
 * incident and calls dlp_spool_discard().
 */
DLP_MUST_CHECK enum dlp_status
dlp_spool_put(struct dlp_spool *spool, const char *name,
	      struct dlp_span content, int64_t incident,
	      const struct dlp_sendmail *envelope, int64_t now,
	      struct dlp_error *err);
/* Step 3. */
DLP_MUST_CHECK enum dlp_status dlp_spool_publish(struct dlp_spool *spool,
						 const char *name,
						 struct dlp_error *err);
void dlp_spool_discard(struct dlp_spool *spool, const char *name);

enum dlp_spool_result {
	DLP_SPOOL_SENT,
	DLP_SPOOL_KEPT, /* `reason` says why; it will be tried again */
	DLP_SPOOL_HELD, /* the same; it will not */
	DLP_SPOOL_BUSY, /* another process has it, or it is gone */
};

/*
 * Steps 4 to 6 for one mail.  `how` has the program and the timeout; sender
 * and recipients are the row's.  `reason` may be filled in for KEPT and HELD.
 */
DLP_MUST_CHECK enum dlp_status
dlp_spool_send(struct dlp_spool *spool, const char *name,
	       const struct dlp_sendmail *how, int64_t now,
	       enum dlp_spool_result *result, char *reason, size_t size,
	       struct dlp_error *err);

/*
 * The first mail behind `after` (empty for the first of all), in the order of
 * names, whose next try is due.  DLP_EOF where none is.
 */
DLP_MUST_CHECK enum dlp_status dlp_spool_due(struct dlp_spool *spool,
					     int64_t now, const char *after,
					     char name[DLP_SPOOL_NAME],
					     struct dlp_error *err);

/* How many are still to be sent, due or not. */
DLP_MUST_CHECK enum dlp_status dlp_spool_count(struct dlp_spool *spool,
					       uint64_t *count,
					       struct dlp_error *err);

/* Finish what a crash cut: see above.  `*lost` counts rows without a file. */
DLP_MUST_CHECK enum dlp_status dlp_spool_recover(struct dlp_spool *spool,
						 uint64_t *lost,
						 struct dlp_error *err);

#endif
