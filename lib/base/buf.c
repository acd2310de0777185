#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dlp_buf_init(struct dlp_buf *buf, size_t limit)
{
	*buf = (struct dlp_buf){ .limit = limit };
}

void dlp_buf_release(struct dlp_buf *buf)
{
	free(buf->ptr);
	dlp_buf_init(buf, buf->limit);
}

void dlp_buf_clear(struct dlp_buf *buf)
{
	buf->len = 0;
	buf->status = DLP_OK;
}

enum dlp_status dlp_buf_reserve(struct dlp_buf *buf, size_t more)
{
	size_t need, cap;
	char *p;

	if (buf->status)
		return buf->status;
	if (more > SIZE_MAX / 2 - buf->len)
		return buf->status = DLP_FATAL;
	need = buf->len + more;
	if (buf->limit && need > buf->limit)
		return buf->status = DLP_SKIP;
	if (need <= buf->cap)
		return DLP_OK;
	cap = buf->cap < 256 ? 256 : buf->cap * 2;
	if (cap < need)
		cap = need;
	if (buf->limit && cap > buf->limit)
		cap = buf->limit;
	p = realloc(buf->ptr, cap);
	if (!p)
		return buf->status = DLP_FATAL;
	buf->ptr = p;
	buf->cap = cap;
	return DLP_OK;
}

enum dlp_status dlp_buf_grow(struct dlp_buf *buf, const void *p, size_t len)
{
	if (!len)
		return buf->status;
	if (dlp_buf_reserve(buf, len))
		return buf->status;
	memcpy(buf->ptr + buf->len, p, len);
	buf->len += len;
	return DLP_OK;
}

enum dlp_status dlp_buf_addf(struct dlp_buf *buf, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return buf->status = DLP_FATAL;
	if (dlp_buf_reserve(buf, (size_t)n + 1))
		return buf->status;
	va_start(ap, fmt);
	vsnprintf(buf->ptr + buf->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)n;
	return DLP_OK;
}

void dlp_buf_consume(struct dlp_buf *buf, size_t n)
{
	if (n > buf->len)
		n = buf->len;
	if (n && n < buf->len)
		memmove(buf->ptr, buf->ptr + n, buf->len - n);
	buf->len -= n;
}
