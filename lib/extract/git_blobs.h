#ifndef DLP_GIT_BLOBS_H
#define DLP_GIT_BLOBS_H

#include "base/arena.h"
#include "extract/extract.h"
#include "extract/git_ids.h"
#include "extract/git_process.h"

/*
 * Blobs on their way from a repository to the records, in the order in which
 * they are added: a batch of them is asked for at once, from one `git cat-file
 * --batch`, which gets its list from a file.  So neither of us can wait for
 * the other, and memory is that of a batch.
 */

enum {
	DLP_GIT_BATCH = 16384,         /* blobs of a batch, at most */
	DLP_GIT_BATCH_NAMES = 4 << 20, /* bytes of names that end one */
};

struct dlp_git_blob {
	char id[DLP_GIT_ID_HEX + 1];
	struct dlp_span path;   /* as it is told, terminated */
	struct dlp_span origin; /* a JSON object; empty for none */
};

struct dlp_git_blobs {
	struct dlp_extract *run;    /* borrowed, as the next two */
	struct dlp_git_place place; /* of the repository */
	const char *name;           /* of the repository, in messages */
	uint64_t max_size;          /* bytes; 0: any */
	/* The rest is the module's. */
	struct dlp_git_blob *blob;
	size_t n;
	struct dlp_arena arena;
	struct dlp_git_ids here; /* what is in the repository */
	bool asked;              /* for that, once */
	bool listed;             /* `here` is known */
	bool late; /* git was, and is not asked again; this was told */
};

/*
 * Without memory DLP_FATAL, like the other calls, which also say so when the
 * run is at its end.  What can't be read is told by an `error` record.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_blobs_init(struct dlp_git_blobs *blobs, struct dlp_extract *run,
		   const struct dlp_git_place *place, const char *name,
		   uint64_t max_size);
void dlp_git_blobs_release(struct dlp_git_blobs *blobs);

/*
 * What `git cat-file --batch` says before the bytes of `id`, "ID blob SIZE":
 * DLP_OK with the size, DLP_EOF for "ID missing", DLP_SKIP when it is at its
 * end or says something else, which is not taken.
 */
DLP_MUST_CHECK enum dlp_status dlp_git_blobs_header(struct dlp_source *source,
						    struct dlp_span id,
						    uint64_t *size,
						    struct dlp_error *err);

/* One more, which may be told now or later. */
DLP_MUST_CHECK enum dlp_status dlp_git_blobs_add(struct dlp_git_blobs *blobs,
						 struct dlp_span id,
						 struct dlp_span path,
						 struct dlp_span origin);

/* Hand all to the run. */
DLP_MUST_CHECK enum dlp_status dlp_git_blobs_flush(struct dlp_git_blobs *blobs);

#endif
