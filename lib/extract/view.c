#include "extract/view.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

int dlp_view_init_fd(struct dlp_view *view, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	*view = (struct dlp_view){ .size = (uint64_t)st.st_size, .fd = fd };
	return 0;
}

void dlp_view_init_memory(struct dlp_view *view, struct dlp_span mem)
{
	*view = (struct dlp_view){ .size = mem.len, .fd = -1, .mem = mem };
}

struct dlp_view dlp_view_part(const struct dlp_view *view, uint64_t from,
			      uint64_t size)
{
	struct dlp_view part = *view;

	if (from > view->size)
		from = view->size;
	part.size = size < view->size - from ? size : view->size - from;
	part.start = view->start + from;
	if (view->fd < 0 && view->size)
		part.mem = (struct dlp_span){ view->mem.ptr + from,
					      (size_t)part.size };
	return part;
}

ssize_t dlp_view_read(const struct dlp_view *view, void *buf, size_t len,
		      uint64_t at)
{
	size_t got = 0;

	if (at >= view->size)
		return 0;
	if (len > view->size - at)
		len = (size_t)(view->size - at);
	if (view->fd < 0) {
		memcpy(buf, view->mem.ptr + at, len);
		return (ssize_t)len;
	}
	while (got < len) {
		ssize_t n = pread(view->fd, (char *)buf + got, len - got,
				  (off_t)(view->start + at + got));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}
