#ifndef DLP_SOURCE_H
#define DLP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/span.h"
#include "extract/view.h"
#include "record/record.h"

/*
 * The bytes of one document on their way to its reader: they can be looked at
 * before they are taken, and what is taken goes into the digest.
 */
struct dlp_source {
	/*
	 * Up to `len` bytes; 0 at the end; -1 with `err` when there is no
	 * going on, and `code` when it is not `io`.
	 */
	ssize_t (*read)(void *arg, char *buf, size_t len,
			struct dlp_error *err);
	void *arg;
	/*
	 * Of a regular file, where it is known: a read that comes to it and is
	 * shorter than it might be is the last.  0 otherwise.
	 */
	uint64_t size;
	uint64_t taken;     /* bytes, so far */
	enum dlp_code code; /* of what cannot be read further */
	/* Which limit that is, a constant, as `err` says it; NULL: none. */
	const char *limit;
	/* The rest is the module's. */
	struct dlp_buf buf;
	size_t next; /* where the bytes not yet taken begin */
	bool eof;
	int fd;                      /* of dlp_source_init_fd() */
	const struct dlp_view *view; /* of dlp_source_init_view() */
	uint64_t at;
	struct dlp_digest *digest;
};

/* DLP_FATAL without memory.  Release it in either case. */
DLP_MUST_CHECK enum dlp_status
dlp_source_init(struct dlp_source *source,
		ssize_t (*read)(void *arg, char *buf, size_t len,
				struct dlp_error *err),
		void *arg);
/* From a descriptor, which stays the caller's, at its position. */
DLP_MUST_CHECK enum dlp_status dlp_source_init_fd(struct dlp_source *source,
						  int fd);
/* From a view, which is borrowed, at its start. */
DLP_MUST_CHECK enum dlp_status
dlp_source_init_view(struct dlp_source *source, const struct dlp_view *view);
/* All of it, where that can be read at any place: a file, or a view. */
bool dlp_source_view(const struct dlp_source *source, struct dlp_view *view);
void dlp_source_release(struct dlp_source *source);

/*
 * `want` bytes that come next, fewer only where the document ends, more when
 * they are there already.  The span is valid until the next call.  DLP_SKIP:
 * it cannot be read further (err says why); what was seen before stays.
 */
DLP_MUST_CHECK enum dlp_status dlp_source_peek(struct dlp_source *source,
					       size_t want,
					       struct dlp_span *bytes,
					       struct dlp_error *err);

/* The first `n` bytes of the last peek are done with. */
void dlp_source_take(struct dlp_source *source, size_t n);

/* Take all the rest, unread by anybody: for the digest. */
DLP_MUST_CHECK enum dlp_status dlp_source_drain(struct dlp_source *source,
						struct dlp_error *err);

/* The digest of what was taken, as text, terminated. */
void dlp_source_digest(const struct dlp_source *source,
		       char out[DLP_DIGEST_SIZE + 1]);

#endif
