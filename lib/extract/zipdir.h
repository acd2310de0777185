#ifndef DLP_ZIPDIR_H
#define DLP_ZIPDIR_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "extract/sniff.h"
#include "extract/view.h"

/*
 * The central directory of a zip (APPNOTE.TXT 6.3.9, 4.3), read by us for what
 * a library does not tell: what kind of document the zip is, and whether there
 * are bytes in it that no entry accounts for, where text could hide.
 */

enum {
	DLP_ZIPDIR_MAX = 16 << 20, /* bytes of a directory */
	/* Entries that are looked at to know a document without directory, and
	 * bytes of their names. */
	DLP_ZIPDIR_RECOVERED = 1000,
	DLP_ZIPDIR_NAME = 1024,
};

struct dlp_zipdir_entry {
	uint64_t offset;  /* of its local header */
	uint64_t size;    /* bytes packed */
	size_t name, len; /* within `names` */
	unsigned flags, method;
};

struct dlp_zipdir {
	struct dlp_zipdir_entry *entry; /* by offset */
	size_t entries;
	struct dlp_buf names;
	struct dlp_buf comments; /* of entries and the archive, a line each */
	uint64_t start, stop;    /* of the directory */
	uint64_t shift; /* bytes before it, of which it does not know */
	uint64_t front; /* bytes of a program that precedes it */
	uint64_t last;  /* where the record that ends it is */
	uint64_t end;   /* of the archive, its comment included */
};

/* Whether there is a directory at its end, with an entry. */
bool dlp_zipdir_ends(const struct dlp_view *view);

/*
 * DLP_SKIP: it has no directory, or one that is broken or over `max_entries`;
 * err says why.  Release it in either case.
 */
DLP_MUST_CHECK enum dlp_status dlp_zipdir_read(struct dlp_zipdir *dir,
					       const struct dlp_view *view,
					       uint64_t max_entries,
					       struct dlp_error *err);
void dlp_zipdir_release(struct dlp_zipdir *dir);

/*
 * What stands in a zip whose directory is lost, by what precedes each entry;
 * `dir` was given to dlp_zipdir_read(), and released.  DLP_FATAL without
 * memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_zipdir_recover(struct dlp_zipdir *dir,
						  const struct dlp_view *view,
						  uint64_t max_entries);

/* DLP_IS_ZIP, or what the names say it is. */
enum dlp_format dlp_zipdir_format(const struct dlp_zipdir *dir,
				  const struct dlp_view *view);

/*
 * A stretch of bytes, other than NUL, outside of the entries, the directory and
 * the comment; an empty one where an entry should be and is not.  A signing
 * block of Android is known and no gap.  Zero-initialise it.
 */
struct dlp_zipdir_gap {
	uint64_t from, to;
	/* The rest is the module's. */
	size_t next;
	uint64_t at;
};

/* The next one; false behind the last. */
bool dlp_zipdir_next_gap(const struct dlp_zipdir *dir,
			 const struct dlp_view *view,
			 struct dlp_zipdir_gap *gap);

/*
 * The first entry that begins from `from` on and before `to`, by what precedes
 * it: where, and where it ends; that is the end of what precedes it, if that
 * does not say more.  False when there is none.
 */
bool dlp_zipdir_find_entry(const struct dlp_view *view, uint64_t from,
			   uint64_t to, uint64_t *at, uint64_t *end);

#endif
