#ifndef DLP_JOURNAL_H
#define DLP_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/*
 * A file of entries, each a run of bytes with a checksum, that only grows: an
 * entry that is there whole is there for good, whatever ends the process.
 *
 * The file is one process's at a time, by flock(2), which is held until it is
 * closed.  It belongs to the user, with mode 0600, and its last component is
 * no link.  Numbers are in the machine's order; a file of another machine has
 * another magic.
 *
 * One thread appends; any number may read beside it.
 */

enum {
	DLP_JOURNAL_KEY = 16,           /* bytes */
	DLP_JOURNAL_HEAD = 32,          /* bytes before the first entry */
	DLP_JOURNAL_ALIGN = 16,         /* entries begin at multiples of it */
	DLP_JOURNAL_ENTRY_MAX = 1 << 19 /* bytes of one */
};

/* Bytes of the file, at most. */
#define DLP_JOURNAL_MAX (UINT64_C(64) << 30)

struct dlp_journal;

/*
 * Open or make the file.  `key` says what its entries hold for: where that of
 * the file is another, it begins anew, without entries, and `*anew` is set.
 * DLP_EOF: another process has it.  DLP_SKIP: it can't be used, or is not a
 * file of this kind, and is left as it is; err does not name it.  DLP_FATAL
 * without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_journal_open(const char *path, const unsigned char key[DLP_JOURNAL_KEY],
		 struct dlp_journal **out, bool *anew, struct dlp_error *err);
/* Takes NULL. */
void dlp_journal_free(struct dlp_journal *journal);

/* What is called with an entry; false ends the walk. */
typedef bool dlp_journal_fn(void *arg, uint64_t at, struct dlp_span entry);

/*
 * Each entry in order, with its place.  What a process left unfinished at the
 * end is cut off.  DLP_FATAL where it can't be read or cut, or `fn` said so.
 */
DLP_MUST_CHECK enum dlp_status dlp_journal_each(struct dlp_journal *journal,
						dlp_journal_fn *fn, void *arg,
						struct dlp_error *err);

/* The entry at `at`, in place of what is in `out`; false when it is damaged. */
DLP_MUST_CHECK bool dlp_journal_read(const struct dlp_journal *journal,
				     uint64_t at, struct dlp_buf *out);

/* Add an entry to those that dlp_journal_write() is to write. */
void dlp_journal_frame(struct dlp_buf *out, struct dlp_span entry);
/* The first of them again; returns the bytes that it takes. */
size_t dlp_journal_framed(struct dlp_span entries, struct dlp_span *entry);

/*
 * Write entries behind the others; `*at` is the place of the first.  DLP_SKIP:
 * none of them is there, the disk is full, say.
 */
DLP_MUST_CHECK enum dlp_status dlp_journal_write(struct dlp_journal *journal,
						 struct dlp_span entries,
						 uint64_t *at,
						 struct dlp_error *err);

/* Bytes of the file. */
uint64_t dlp_journal_size(const struct dlp_journal *journal);
/* Bytes that an entry takes there. */
uint64_t dlp_journal_cost(struct dlp_span entry);

/* On the disk with it. */
DLP_MUST_CHECK enum dlp_status dlp_journal_sync(struct dlp_journal *journal,
						struct dlp_error *err);

/*
 * Replace the file by one of the entries that `keep` wants, in their order:
 * made beside it as PATH.new, and moved there whole.  DLP_SKIP: it stays as it
 * was.  The places that were known hold no longer.
 */
DLP_MUST_CHECK enum dlp_status dlp_journal_rewrite(struct dlp_journal *journal,
						   dlp_journal_fn *keep,
						   void *arg,
						   struct dlp_error *err);

#endif
