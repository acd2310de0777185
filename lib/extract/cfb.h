#ifndef DLP_CFB_H
#define DLP_CFB_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "extract/view.h"

/*
 * Compound files ([MS-CFB]): storages and streams in one file, of which Office
 * 97 to 2003, Outlook's messages, macros and embedded objects are made.
 *
 * Nothing in the file is trusted: a chain of sectors that is longer than the
 * file, runs in a circle or leaves the file ends there, a tree of entries that
 * bites itself is cut.  Entries that no storage leads to, the left-overs of
 * deleted ones among them, are there as `lost`.
 */

enum {
	DLP_CFB_ENTRIES = 1 << 16, /* of the directory that are read */
	DLP_CFB_NAME = 96,         /* bytes of a name, terminated */
	DLP_CFB_ROOT = 0,          /* the entry that everything is in */
	DLP_CFB_NONE = -1,
};

enum dlp_cfb_type {
	DLP_CFB_FREE = 0,
	DLP_CFB_STORAGE = 1,
	DLP_CFB_STREAM = 2,
	DLP_CFB_ROOT_STORAGE = 5,
};

struct dlp_cfb_entry {
	char name[DLP_CFB_NAME]; /* UTF-8; controls as they are */
	enum dlp_cfb_type type;
	int storage; /* it is in; DLP_CFB_NONE for the root and what is lost */
	bool lost;
	int child;      /* the first in this storage; DLP_CFB_NONE for none */
	int next;       /* in the same storage; likewise */
	uint64_t size;  /* of a stream, as it says */
	uint32_t start; /* its first sector */
};

struct dlp_cfb {
	struct dlp_cfb_entry *entry; /* in the order of the directory */
	int entries;
	bool cut; /* the file lacks some of its sectors, or has more entries */
	/* The rest is the module's. */
	const struct dlp_view *view;
	unsigned shift, mini_shift; /* sizes of sectors, as powers of two */
	uint32_t *next;             /* of each sector, the one that follows */
	uint32_t *mini_next;
	size_t sectors, minis;
	struct dlp_buf mini; /* the stream that has the small streams */
	uint64_t small;      /* a stream below this is in it */
};

/*
 * Read the tables of the file in `view`, which is borrowed.  DLP_SKIP for one
 * that is no compound file, or has no directory; release it in either case.
 */
DLP_MUST_CHECK enum dlp_status dlp_cfb_open(struct dlp_cfb *cfb,
					    const struct dlp_view *view,
					    struct dlp_error *err);
void dlp_cfb_release(struct dlp_cfb *cfb);

/*
 * The first entry of this name in `storage`, letters of ASCII in any case;
 * DLP_CFB_NONE when there is none.
 */
int dlp_cfb_find(const struct dlp_cfb *cfb, int storage, const char *name);

/* Whether that is the name of the entry, which may be lost. */
bool dlp_cfb_is(const struct dlp_cfb *cfb, int entry, const char *name);

/*
 * All bytes of a stream, or as many as there are and `max` allows, into `out`,
 * which is initialised here and the caller's to release.  DLP_SKIP when that is
 * fewer than the entry says; what was read is there all the same.
 */
DLP_MUST_CHECK enum dlp_status dlp_cfb_load(const struct dlp_cfb *cfb,
					    int entry, size_t max,
					    struct dlp_buf *out,
					    struct dlp_error *err);

#endif
