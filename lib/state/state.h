#ifndef DLP_STATE_H
#define DLP_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "base/error.h"
#include "state/journal.h"

/*
 * What is known from earlier runs, of one file each: the file as it was then,
 * and a body that is the caller's.  A journal, with a table of it in memory.
 *
 * It is by what stat(2) says that a file is known to be the same.  That can't
 * tell of one that was written to just before it was looked at: within the
 * grain of its times it may be written to again.  So what is younger by its
 * times than DLP_STATE_GRAIN before the run is not known by them, but by its
 * bytes alone.
 */

enum {
	DLP_STATE_ID = 16,              /* bytes */
	DLP_STATE_GRAIN = 2,            /* seconds */
	DLP_STATE_BODY_MAX = 256 << 10, /* bytes */
	DLP_STATE_PENDING = 64 << 10    /* bytes, until they are written */
};

/* A file. */
struct dlp_unit {
	unsigned char id[DLP_STATE_ID]; /* of its name, say */
	uint64_t dev, ino, size;        /* bytes */
	int64_t mtime, ctime;           /* nanoseconds */
	uint64_t sure;                  /* 1: the times tell of a change */
};

struct dlp_state;

/*
 * As dlp_journal_open().  `now` is when the run began, as CLOCK_REALTIME has
 * it.
 */
DLP_MUST_CHECK enum dlp_status
dlp_state_open(const char *path, const unsigned char key[DLP_JOURNAL_KEY],
	       const struct timespec *now, struct dlp_state **out, bool *anew,
	       struct dlp_error *err);
/* What is not written is lost.  Takes NULL. */
void dlp_state_free(struct dlp_state *state);

/* The file that `st` is of, with the id that is in `unit` already. */
void dlp_state_stamp(const struct dlp_state *state, struct dlp_unit *unit,
		     const struct stat *st);

enum dlp_state_known {
	DLP_STATE_UNKNOWN, /* or of another size */
	DLP_STATE_SAME,
	DLP_STATE_SIMILAR, /* of the same size: its bytes have to tell */
};

/* An entry that was found. */
struct dlp_state_place {
	uint64_t at, cost; /* bytes */
};

/*
 * What is known of the unit, whose body is put in place of what is in `body`,
 * unless it is UNKNOWN.  Any thread.
 */
enum dlp_state_known dlp_state_find(struct dlp_state *state,
				    const struct dlp_unit *unit,
				    struct dlp_buf *body,
				    struct dlp_state_place *place);

/* The entry found SAME holds for this run too, and is not to be forgotten. */
void dlp_state_keep(struct dlp_state *state, const struct dlp_unit *unit,
		    const struct dlp_state_place *place);

/*
 * To be remembered from the next dlp_state_write() on, in place of what was
 * known of it.  A body over DLP_STATE_BODY_MAX is not.  One thread.
 */
void dlp_state_put(struct dlp_state *state, const struct dlp_unit *unit,
		   struct dlp_span body);

/* Bytes that dlp_state_put() has for dlp_state_write(). */
size_t dlp_state_pending(const struct dlp_state *state);

/*
 * Write them, as far as it goes.  DLP_SKIP: they could not be written, and
 * nothing more will be; told once.
 */
DLP_MUST_CHECK enum dlp_status dlp_state_write(struct dlp_state *state,
					       struct dlp_error *err);

/*
 * The run is over.  Once entries that others replaced are a quarter of the
 * file, they are dropped; and when the run met everything that it is about,
 * `forget`, so are units that were neither kept nor put.  DLP_SKIP as above;
 * what was known before is known still.
 */
DLP_MUST_CHECK enum dlp_status
dlp_state_finish(struct dlp_state *state, bool forget, struct dlp_error *err);

#endif
