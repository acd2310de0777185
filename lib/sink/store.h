#ifndef DLP_STORE_H
#define DLP_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/record.h"

/*
 * What was seen, in SQLite, for good: documents, findings (masked) and errors
 * of each run.
 *
 * A finding is known by (stream, path, member, fingerprint): seen again, its
 * count and last_seen move and nothing else is added.  A *stream* is a host
 * and a policy: neither the time, the tool nor its rules are part of it, so
 * that the same job run twice is the same stream, with newer rules too.  An
 * error is known by (stream, path, member, code), and one without a path by
 * its run: a scan that could not read its input is news each time.
 *
 * Records are staged in tables of this process alone.  dlp_store_commit()
 * moves what is whole into the database in one transaction; none is held
 * between calls.  A document is whole when its `end` was taken, be it `whole`,
 * `part` (its findings are real; the document keeps the status and reason) or
 * `none`; of a document that never ended nothing is stored.
 */
struct dlp_store;

enum {
	DLP_STORE_BATCH = 100,     /* rows in a transaction, at least */
	DLP_STORE_IDLE_MS = 200,   /* how long what is whole may wait */
	DLP_STORE_WAIT_MS = 30000, /* how long to wait for other writers */
};

struct dlp_store_opts {
	const char *path;
	const char *policy;
	const char *host; /* that errors outside of a run are of */
	bool durable; /* survives a power cut, at the cost of a flush each */
	bool dry;     /* work on a copy that is thrown away */
	unsigned wait_ms;
};

/*
 * Open, or make, the database.  DLP_SKIP: another process holds it longer than
 * wait_ms; DLP_FATAL: it can't be used.
 */
DLP_MUST_CHECK enum dlp_status dlp_store_open(const struct dlp_store_opts *opts,
					      struct dlp_store **store,
					      struct dlp_error *err);
/* What is staged and not committed is dropped. */
void dlp_store_close(struct dlp_store *store);

/* False where the file system has no write-ahead log; then it is slower. */
bool dlp_store_has_wal(const struct dlp_store *store);

/* From now on wait this long for other writers. */
void dlp_store_set_wait(struct dlp_store *store, unsigned wait_ms);

/*
 * Take `stream`, `document`, `finding`, `error` and `end`; others are ignored.
 * A `stream` begins a run, or, before the run's first document, adds a tool to
 * it; what was staged of a run before is then committed or dropped.  Records
 * come in the order that a reader lets through.  `now` is in seconds since
 * 1970.
 */
DLP_MUST_CHECK enum dlp_status dlp_store_take(struct dlp_store *store,
					      const struct dlp_record *record,
					      int64_t now,
					      struct dlp_error *err);

/* Rows that dlp_store_commit() would write; 0 where nothing is whole. */
size_t dlp_store_ready(const struct dlp_store *store);

/*
 * Write what is whole.  Once it returned DLP_OK no crash of any process takes
 * it back.  After DLP_SKIP (locked) and DLP_FATAL everything is still staged
 * and the call may be repeated.
 */
DLP_MUST_CHECK enum dlp_status
dlp_store_commit(struct dlp_store *store, int64_t now, struct dlp_error *err);

/* What names this database among those that share a spool; terminated. */
const char *dlp_store_self(const struct dlp_store *store);

#endif
