#ifndef DLP_VIEW_H
#define DLP_VIEW_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/span.h"

/* A whole document that can be read at any place: a file, or memory. */
struct dlp_view {
	uint64_t size;       /* bytes */
	int fd;              /* or -1: */
	uint64_t start;      /* where it begins in the file */
	struct dlp_span mem; /* borrowed */
};

/* -1 with errno for the file that is none. */
int dlp_view_init_fd(struct dlp_view *view, int fd);
void dlp_view_init_memory(struct dlp_view *view, struct dlp_span mem);

/* `size` bytes of it from `from` on, as a document; as far as there are any. */
struct dlp_view dlp_view_part(const struct dlp_view *view, uint64_t from,
			      uint64_t size);

/* Bytes from `at` on; fewer than `len` at the end only, -1 with errno. */
ssize_t dlp_view_read(const struct dlp_view *view, void *buf, size_t len,
		      uint64_t at);

#endif
