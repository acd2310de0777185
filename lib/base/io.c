#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

ssize_t dlp_io_read(int fd, void *buf, size_t len)
{
	ssize_t n;

	do
		n = read(fd, buf, len);
	while (n < 0 && errno == EINTR);
	return n;
}

ssize_t dlp_io_read_full(int fd, void *buf, size_t len)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = dlp_io_read(fd, (char *)buf + got, len - got);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

static enum dlp_status load(int fd, size_t max, struct dlp_buf *out,
			    struct dlp_error *err)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st))
		return dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > max)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "not a file of at most %zu bytes", max);
	if (!st.st_size)
		return DLP_OK;
	if (dlp_buf_reserve(out, (size_t)st.st_size))
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	n = dlp_io_read_full(fd, out->ptr + out->len, (size_t)st.st_size);
	if (n < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	out->len += (size_t)n;
	return DLP_OK;
}

enum dlp_status dlp_io_load(const char *path, size_t max, struct dlp_buf *out,
			    struct dlp_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum dlp_status status;

	if (fd < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "cannot open");
	status = load(fd, max, out, err);
	close(fd);
	return status;
}

enum dlp_status dlp_io_write(int fd, const void *buf, size_t len,
			     struct dlp_error *err)
{
	const char *p = buf;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return dlp_error_set(err, DLP_FATAL, errno,
					     "cannot write");
		p += n;
		len -= (size_t)n;
	}
	return DLP_OK;
}

int dlp_io_open_spool(void)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];
	int fd, flags, n;

	if (!dir || !*dir)
		dir = "/tmp";
	n = snprintf(path, sizeof(path), "%s/dlp-XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkstemp(path);
	if (fd < 0)
		return -1;
	unlink(path);
	flags = fcntl(fd, F_GETFD);
	if (flags < 0 || fcntl(fd, F_SETFD, flags | FD_CLOEXEC) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}
