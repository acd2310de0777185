#ifndef DLP_IO_H
#define DLP_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* read(2) and write(2) as they are meant: whole, and blind to signals. */

enum { DLP_IO_CHUNK = 256 * 1024 }; /* bytes of one read, as measured best */

/* As read(2), but repeats on EINTR. */
ssize_t dlp_io_read(int fd, void *buf, size_t len);

/* Read until `len` bytes or the end; the count, or -1 with errno. */
ssize_t dlp_io_read_full(int fd, void *buf, size_t len);

/* Write all of it.  DLP_FATAL with err->sys when it can't be done. */
DLP_MUST_CHECK enum dlp_status dlp_io_write(int fd, const void *buf, size_t len,
					    struct dlp_error *err);

/*
 * The whole of a regular file of at most `max` bytes, in `out`, whose limit is
 * no less.  DLP_SKIP where it is none, larger or can't be read, DLP_FATAL
 * without memory; err->msg does not name it.
 */
DLP_MUST_CHECK enum dlp_status dlp_io_load(const char *path, size_t max,
					   struct dlp_buf *out,
					   struct dlp_error *err);

/*
 * A file without a name, in $TMPDIR or /tmp, readable by nobody else, gone
 * with its descriptor.  Returns the descriptor (close-on-exec), or -1 with
 * errno.
 */
int dlp_io_open_spool(void);

#endif
