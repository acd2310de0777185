#ifndef DLP_SESSION_H
#define DLP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "record/record.h"
#include "sink/notify.h"

/*
 * One pass of records through the sink: each goes into the store and then on
 * to whoever reads.  An `end` leaves only when its document is stored, so what
 * came out survives a crash; what waits for that is at most
 * DLP_SESSION_HELD bytes and DLP_STORE_IDLE_MS.  When the store fails, the
 * records pass, with one `error` among them, and it is tried again with the
 * next batch.
 */

enum {
	DLP_SESSION_HELD = 1 << 20, /* bytes of output that wait for a commit */
	DLP_SESSION_EVERY = 1000,   /* findings that are told before `every` */
	DLP_SESSION_CAUSES = 16,    /* of suppression, that are counted apart */
};

/* What is said to people, by how much they want to hear. */
enum dlp_note { DLP_NOTE_TROUBLE, DLP_NOTE_KEPT, DLP_NOTE_TOLD };

struct dlp_session_opts {
	const char *policy;
	const char *host; /* ours */
	const char *cwd;  /* relative paths of our host begin here, or NULL */
	const char *tool; /* of our own `stream` record: name and version */
	uint64_t every;   /* seconds; 0: tell at the end of each stream */
	unsigned wait_ms; /* the store's, for after a failure */
	bool dry;         /* the mail is the output, records are not */
	void *arg;
	/* Takes the bytes that leave; they are gone after the call. */
	void (*write)(void *arg, struct dlp_span bytes);
	/* `msg` is a clause; `sys` an errno or 0. */
	void (*note)(void *arg, enum dlp_note kind, int sys, const char *msg);
};

struct dlp_session_totals {
	uint64_t documents[3]; /* by enum dlp_end_status */
	uint64_t bytes;        /* of text */
	uint64_t findings[DLP_SEVERITIES];
	uint64_t errors[DLP_CODES];
	struct {
		char name[32];
		uint64_t count;
	} cause[DLP_SESSION_CAUSES];
	uint64_t alerts, mails;
};

struct dlp_session {
	const struct dlp_session_opts *opts;
	struct dlp_store *store;   /* NULL: it can't be used */
	struct dlp_notify *notify; /* may have no spool */
	struct dlp_buf out;
	bool ours;         /* the stream is of our host */
	bool own_due;      /* our `stream` comes before the next record */
	bool failed;       /* the store; it was said */
	size_t retry;      /* rows at which it is tried again */
	int64_t commit_by; /* ms of the monotonic clock, 0: nothing due */
	int64_t tell_by;   /* the same */
	int64_t began;     /* the same */
	bool trouble;      /* an error passed, or was made */
	bool kept;         /* a mail could not be delivered yet */
	struct dlp_session_totals total;
};

/* `store` and `notify` are borrowed, and may be set by the caller later. */
void dlp_session_init(struct dlp_session *session,
		      const struct dlp_session_opts *opts);
void dlp_session_release(struct dlp_session *session);

/* A record that stands where it may, read from a line. */
void dlp_session_take(struct dlp_session *session,
		      const struct dlp_record *record);

/* An `error` of our own: passed on, stored and counted. */
void dlp_session_fault(struct dlp_session *session,
		       const struct dlp_where *where, enum dlp_code code,
		       const char *message, uint64_t line);

/* The store can't be used: said once. */
void dlp_session_store_failed(struct dlp_session *session,
			      const struct dlp_error *err);

/*
 * Before waiting for input: do what is due, let out what is decided.  Returns
 * the milliseconds until something more is due, -1 for never.
 */
int64_t dlp_session_tick(struct dlp_session *session);

/* After the last record of one input. */
void dlp_session_end_input(struct dlp_session *session);

/* The end: what is whole is stored, told and let out. */
void dlp_session_finish(struct dlp_session *session);

/* A `summary` record to the output. */
void dlp_session_summary(struct dlp_session *session);

#endif
