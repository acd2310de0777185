#ifndef DLP_WALK_H
#define DLP_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/error.h"
#include "record/record.h"

/*
 * From operands to open files, one a call.
 *
 * An operand is opened as it is named: it may be a link, a device or a FIFO.
 * Below a folder only regular files are opened, links are not followed, hidden
 * names are taken, `.git` is left alone, and of several hard links one is
 * read.  The names of a folder come in the order of their bytes.  No name is
 * followed twice between looking and opening: all goes through descriptors.
 */

enum {
	DLP_WALK_DEPTH = 256,   /* folders within one another, at most */
	DLP_WALK_SORTED = 65536 /* names of one folder that are sorted */
};

/* What is borrowed here must outlive the walk. */
struct dlp_walk_opts {
	bool follow;          /* links too; each folder is then read once */
	bool one_file_system; /* not into what is mounted below */
	bool gitignore;       /* heed the .gitignore files of the walk */
	/*
	 * Globs on the name, or with a slash on the path below the operand.
	 * A file is read when one of `include` fits, or there is none; what
	 * fits `exclude`, file or folder, is not.  They bind the walk, not
	 * what was named by hand.
	 */
	const char *const *include, *const *exclude;
	size_t includes, excludes;
};

enum dlp_walk_event {
	DLP_WALK_FILE,  /* item->fd is open for reading, and now the caller's */
	DLP_WALK_ERROR, /* item->path could not be read: item->code and err */
	DLP_WALK_NOTE,  /* worth a word to the user: item->err.msg */
	DLP_WALK_END,   /* of this operand */
	DLP_WALK_FATAL, /* out of memory */
};

struct dlp_walk_item {
	const char *path; /* valid until the next call */
	int fd;
	struct stat st;
	bool named; /* the operand itself */
	enum dlp_code code;
	struct dlp_error err;
};

struct dlp_walk;

/* NULL without memory. */
struct dlp_walk *dlp_walk_new(const struct dlp_walk_opts *opts);
void dlp_walk_free(struct dlp_walk *walk);

/* The next operand, after the END of the last; borrowed until its END. */
void dlp_walk_start(struct dlp_walk *walk, const char *operand);
DLP_MUST_CHECK enum dlp_walk_event dlp_walk_next(struct dlp_walk *walk,
						 struct dlp_walk_item *item);

/* Whether the globs want the file at `path` below an operand, its folders
 * included. */
bool dlp_walk_wants(const struct dlp_walk_opts *opts, const char *path);

#endif
