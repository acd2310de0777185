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
	uint64_t start, stop; /* of the directory */
	uint64_t last;        /* where the record that ends it is */
	uint64_t end;         /* of the archive, its comment included */
};

/*
 * DLP_SKIP: it has no directory, or one that is broken or over `max_entries`;
 * err says why.  Release it in either case.
 */
DLP_MUST_CHECK enum dlp_status dlp_zipdir_read(struct dlp_zipdir *dir,
					       const struct dlp_view *view,
					       uint64_t max_entries,
					       struct dlp_error *err);
void dlp_zipdir_release(struct dlp_zipdir *dir);

/* DLP_IS_ZIP, or what the names say it is. */
enum dlp_format dlp_zipdir_format(const struct dlp_zipdir *dir,
				  const struct dlp_view *view);

/*
 * Whether bytes other than NUL stand outside of the entries, the directory and
 * the comment.  A signing block of Android is known and no gap.
 */
bool dlp_zipdir_has_gap(const struct dlp_zipdir *dir,
			const struct dlp_view *view);

#endif
