#include "extract/source.h"

#include <errno.h>
#include <string.h>

#include "base/io.h"

enum dlp_status dlp_source_init(struct dlp_source *source,
				ssize_t (*read)(void *arg, char *buf,
						size_t len,
						struct dlp_error *err),
				void *arg)
{
	*source = (struct dlp_source){ .read = read,
				       .arg = arg,
				       .code = DLP_CODE_IO };
	dlp_buf_init(&source->buf, 0);
	source->digest = dlp_digest_new();
	return source->digest ? DLP_OK : DLP_FATAL;
}

static ssize_t read_fd(void *arg, char *buf, size_t len, struct dlp_error *err)
{
	const struct dlp_source *source = arg;
	ssize_t n = dlp_io_read(source->fd, buf, len);

	if (n < 0)
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	return n;
}

enum dlp_status dlp_source_init_fd(struct dlp_source *source, int fd)
{
	enum dlp_status status = dlp_source_init(source, read_fd, source);

	source->fd = fd;
	return status;
}

static ssize_t read_view(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct dlp_source *source = arg;
	ssize_t n = dlp_view_read(source->view, buf, len, source->at);

	if (n < 0)
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	else
		source->at += (uint64_t)n;
	return n;
}

bool dlp_source_view(const struct dlp_source *source, struct dlp_view *view)
{
	if (source->view)
		*view = *source->view;
	else if (source->read != read_fd || dlp_view_init_fd(view, source->fd))
		return false;
	return true;
}

enum dlp_status dlp_source_init_view(struct dlp_source *source,
				     const struct dlp_view *view)
{
	enum dlp_status status = dlp_source_init(source, read_view, source);

	source->view = view;
	return status;
}

void dlp_source_release(struct dlp_source *source)
{
	dlp_buf_release(&source->buf);
	dlp_digest_free(source->digest);
	source->digest = NULL;
}

/* Add one read to what is there; `want` is how much there shall be at last. */
static enum dlp_status fill(struct dlp_source *source, size_t want,
			    struct dlp_error *err)
{
	struct dlp_buf *buf = &source->buf;
	size_t have = buf->len - source->next;
	size_t room = want - have < DLP_IO_CHUNK ? DLP_IO_CHUNK : want - have;
	uint64_t got = source->taken + have;
	ssize_t n;

	/* The whole of a small file, and a byte that must not be there. */
	if (source->size > got && source->size - got < room)
		room = (size_t)(source->size - got) + 1;

	if (source->next) {
		dlp_buf_consume(buf, source->next);
		source->next = 0;
	}
	/* Growing would copy all that there is room for, read or not. */
	if (buf->cap - buf->len >= want - have &&
	    buf->cap - buf->len >= room / 2)
		room = buf->cap - buf->len;
	if (dlp_buf_reserve(buf, room))
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	n = source->read(source->arg, buf->ptr + buf->len, room, err);
	if (n < 0)
		return DLP_SKIP;
	source->eof =
		n == 0 || (got + (size_t)n == source->size && (size_t)n < room);
	buf->len += (size_t)n;
	return DLP_OK;
}

enum dlp_status dlp_source_peek(struct dlp_source *source, size_t want,
				struct dlp_span *bytes, struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	while (!status && !source->eof && source->buf.len - source->next < want)
		status = fill(source, want, err);
	*bytes = DLP_SPAN("");
	if (source->buf.len > source->next)
		*bytes = (struct dlp_span){ source->buf.ptr + source->next,
					    source->buf.len - source->next };
	return status;
}

void dlp_source_take(struct dlp_source *source, size_t n)
{
	if (!n)
		return;
	dlp_digest_add(source->digest, source->buf.ptr + source->next, n);
	source->next += n;
	source->taken += n;
}

enum dlp_status dlp_source_drain(struct dlp_source *source,
				 struct dlp_error *err)
{
	struct dlp_span bytes;
	enum dlp_status status;

	do {
		status = dlp_source_peek(source, 1, &bytes, err);
		if (bytes.len)
			dlp_source_take(source, bytes.len);
	} while (!status && bytes.len);
	return status;
}

void dlp_source_digest(const struct dlp_source *source,
		       char out[DLP_DIGEST_SIZE + 1])
{
	dlp_digest_text(source->digest, out);
}
