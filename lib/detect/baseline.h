#ifndef DLP_BASELINE_H
#define DLP_BASELINE_H

#include "base/error.h"
#include "record/record.h"

/*
 * The findings that are known: a file of fingerprints, one a line, sorted, each
 * with rule and path behind it for people.  It holds no times and no counts,
 * so that two people's additions merge.  A fingerprint names a place and, by
 * its second half, the value there: a new value in a known place is not known.
 *
 * One for a run, shared by its threads.
 */

enum {
	DLP_BASELINE_MAX = 64 << 20, /* bytes of the file */
};

struct dlp_baseline;

/* NULL without memory. */
struct dlp_baseline *dlp_baseline_new(void);
/* Takes NULL. */
void dlp_baseline_free(struct dlp_baseline *baseline);

/*
 * The bytes of the fingerprint that `line` begins with and that ends there or
 * at a blank: 32 hex digits, a dash, 1 to 16 hex digits.  0 for none.
 */
size_t dlp_baseline_fingerprint(struct dlp_span line);

/*
 * Read a file, once.  A line is a fingerprint with whatever behind it, a
 * comment, or empty; order and duplicates do not matter.  DLP_SKIP with file
 * and line for any other, and for a file that can't be read: err->sys is
 * ENOENT where there is none.
 */
DLP_MUST_CHECK enum dlp_status dlp_baseline_load(struct dlp_baseline *baseline,
						 const char *path,
						 struct dlp_error *err);

/* Whether a finding is known; any thread. */
bool dlp_baseline_has(const struct dlp_baseline *baseline,
		      struct dlp_span fingerprint);

/* From here on dlp_baseline_note() remembers. */
void dlp_baseline_record(struct dlp_baseline *baseline);

/* A finding, known or not, of the file that is to be written; any thread. */
void dlp_baseline_note(struct dlp_baseline *baseline, struct dlp_span rule,
		       struct dlp_span path, const struct dlp_where *where,
		       struct dlp_span fingerprint);

struct dlp_baseline_change {
	size_t kept, added, removed; /* findings */
};

/*
 * Replace the file by one of what was noted: comments and the lines of what
 * was known stay as they stood.  All of it or, with DLP_SKIP, none.
 */
DLP_MUST_CHECK enum dlp_status
dlp_baseline_write(struct dlp_baseline *baseline, const char *path,
		   struct dlp_baseline_change *change, struct dlp_error *err);

#endif
