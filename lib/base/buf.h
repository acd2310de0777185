#ifndef DLP_BUF_H
#define DLP_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/span.h"

/*
 * Bytes that grow up to a limit given at birth.
 *
 * `status` is sticky: after the first addition that passed the limit
 * (DLP_SKIP) or found no memory (DLP_FATAL) every further one does nothing and
 * answers the same, so that a writer of many small pieces checks once, at the
 * end.  The content is then a prefix of what was meant and must not be used.
 * `ptr` may be NULL while `len` is 0; it moves with every addition.
 */
struct dlp_buf {
	char *ptr;
	size_t len;   /* bytes */
	size_t cap;   /* bytes that may be used of what is allocated */
	size_t limit; /* bytes; 0 for none */
	enum dlp_status status;
};

void dlp_buf_init(struct dlp_buf *buf, size_t limit);
/* Free the memory; the buffer may be used again, with the same limit. */
void dlp_buf_release(struct dlp_buf *buf);
/* Forget content and status, keep the memory. */
void dlp_buf_clear(struct dlp_buf *buf);

/* Room for `more` bytes behind `len`, which the caller then moves. */
enum dlp_status dlp_buf_reserve(struct dlp_buf *buf, size_t more);

/* dlp_buf_add() where there is no room yet, or nothing to add. */
enum dlp_status dlp_buf_grow(struct dlp_buf *buf, const void *p, size_t len);

static inline enum dlp_status dlp_buf_add(struct dlp_buf *buf, const void *p,
					  size_t len)
{
	if (!len || buf->status || len > buf->cap - buf->len)
		return dlp_buf_grow(buf, p, len);
	memcpy(buf->ptr + buf->len, p, len);
	buf->len += len;
	return DLP_OK;
}

static inline enum dlp_status dlp_buf_addc(struct dlp_buf *buf, char c)
{
	return dlp_buf_add(buf, &c, 1);
}

static inline enum dlp_status dlp_buf_adds(struct dlp_buf *buf, const char *s)
{
	return dlp_buf_add(buf, s, strlen(s));
}

static inline enum dlp_status dlp_buf_addspan(struct dlp_buf *buf,
					      struct dlp_span span)
{
	return dlp_buf_add(buf, span.ptr, span.len);
}

enum dlp_status dlp_buf_addf(struct dlp_buf *buf, const char *fmt, ...)
	DLP_PRINTF(2, 3);
/* Drop the first `n` bytes, at most `len`. */
void dlp_buf_consume(struct dlp_buf *buf, size_t n);

/* The content; valid until the next call that changes the buffer. */
static inline struct dlp_span dlp_buf_span(const struct dlp_buf *buf)
{
	return (struct dlp_span){ buf->ptr, buf->len };
}

#endif
