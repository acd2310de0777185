#ifndef DLP_BUF_H
#define DLP_BUF_H

#include <stdarg.h>
#include <stddef.h>

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
	size_t cap;   /* bytes allocated */
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
enum dlp_status dlp_buf_add(struct dlp_buf *buf, const void *p, size_t len);
enum dlp_status dlp_buf_addc(struct dlp_buf *buf, char c);
enum dlp_status dlp_buf_adds(struct dlp_buf *buf, const char *s);
enum dlp_status dlp_buf_addspan(struct dlp_buf *buf, struct dlp_span span);
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
