#include "redact/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The next component of `path` that is not empty or `.`; false at the end. */
static bool next_component(struct dlp_span *path, struct dlp_span *name)
{
	while (path->len) {
		const char *slash = memchr(path->ptr, '/', path->len);

		name->ptr = path->ptr;
		name->len = slash ? (size_t)(slash - path->ptr) : path->len;
		path->ptr += name->len + (slash != NULL);
		path->len -= name->len + (slash != NULL);
		if (name->len && !dlp_span_eq(*name, DLP_SPAN(".")))
			return true;
	}
	return false;
}

static bool is_absolute(struct dlp_span path)
{
	return path.len && *path.ptr == '/';
}

enum dlp_status dlp_redact_place_below(struct dlp_span root,
				       struct dlp_span path,
				       struct dlp_buf *below,
				       struct dlp_error *err)
{
	const bool all = !root.len;
	struct dlp_span want, name;

	dlp_buf_clear(below);
	if (!all && is_absolute(root) != is_absolute(path))
		return dlp_error_set(err, DLP_SKIP, 0, "not below the root");
	while (next_component(&root, &want))
		if (!next_component(&path, &name) || !dlp_span_eq(want, name))
			return dlp_error_set(err, DLP_SKIP, 0,
					     "not below the root");
	while (next_component(&path, &name)) {
		if (dlp_span_eq(name, DLP_SPAN("..")))
			return dlp_error_set(err, DLP_SKIP, 0,
					     "the path leaves the root");
		if (below->len)
			dlp_buf_addc(below, '/');
		dlp_buf_addspan(below, name);
	}
	if (below->status)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	if (!below->len || memchr(below->ptr, '\0', below->len))
		return dlp_error_set(err, DLP_SKIP, 0, "no name of a file");
	return DLP_OK;
}

/* The folder `name` in `*dir`, which is closed and replaced. */
static bool enter(int *dir, const char *name, bool create)
{
	int fd;

	if (create && mkdirat(*dir, name, 0777) && errno != EEXIST)
		return false;
	fd = openat(*dir, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	close(*dir);
	*dir = fd;
	return true;
}

enum dlp_status dlp_redact_place_open(struct dlp_redact_place *place, int root,
				      struct dlp_span below, bool create,
				      struct dlp_error *err)
{
	struct dlp_span name = { 0 };

	*place = (struct dlp_redact_place){ .dir = -1, .fd = -1 };
	place->dir = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->dir < 0)
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot open the folder");
	while (next_component(&below, &name)) {
		free(place->name);
		place->name = strndup(name.ptr, name.len);
		if (!place->name) {
			dlp_redact_place_close(place);
			return dlp_error_set(err, DLP_FATAL, 0,
					     "out of memory");
		}
		if (below.len && !enter(&place->dir, place->name, create)) {
			dlp_error_set(err, DLP_SKIP, errno,
				      "cannot open the folder");
			dlp_redact_place_close(place);
			return DLP_SKIP;
		}
	}
	return DLP_OK;
}

enum dlp_status dlp_redact_place_create(struct dlp_redact_place *place,
					struct dlp_error *err)
{
	enum { TRIES = 100 };
	const size_t size = sizeof(".dlp-redact-4294967295-99");

	place->temp = malloc(size);
	if (!place->temp)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	for (int i = 0; i < TRIES && place->fd < 0; i++) {
		snprintf(place->temp, size, ".dlp-redact-%u-%d",
			 (unsigned)getpid(), i);
		place->fd = openat(place->dir, place->temp,
				   O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW |
					   O_CLOEXEC,
				   0600);
		if (place->fd < 0 && errno != EEXIST)
			break;
	}
	if (place->fd >= 0)
		return DLP_OK;
	dlp_error_set(err, DLP_SKIP, errno, "cannot create the output");
	free(place->temp);
	place->temp = NULL;
	return DLP_SKIP;
}

/* Terminated, or with the status set. */
static struct dlp_buf backup_name(const struct dlp_redact_place *place,
				  const char *suffix)
{
	struct dlp_buf name = { 0 };

	dlp_buf_adds(&name, place->name);
	dlp_buf_adds(&name, suffix);
	dlp_buf_addc(&name, '\0');
	return name;
}

enum dlp_status dlp_redact_place_backup(const struct dlp_redact_place *place,
					const char *suffix,
					struct dlp_error *err)
{
	struct dlp_buf name = backup_name(place, suffix);
	enum dlp_status status = name.status;

	if (status)
		dlp_error_set(err, status, 0, "out of memory");
	else if (linkat(place->dir, place->name, place->dir, name.ptr, 0))
		status = dlp_error_set(err, DLP_SKIP, errno,
				       "cannot make the backup");
	dlp_buf_release(&name);
	return status;
}

void dlp_redact_place_unback(const struct dlp_redact_place *place,
			     const char *suffix)
{
	struct dlp_buf name = backup_name(place, suffix);

	/* Once the name is the new file's, the backup is the only old one. */
	if (place->temp && !name.status)
		unlinkat(place->dir, name.ptr, 0);
	dlp_buf_release(&name);
}

/* Where there are no hard links: as near as it comes. */
static bool move_in(const struct dlp_redact_place *place)
{
	struct stat st;

	if (!fstatat(place->dir, place->name, &st, AT_SYMLINK_NOFOLLOW)) {
		errno = EEXIST;
		return false;
	}
	return errno == ENOENT &&
	       !renameat(place->dir, place->temp, place->dir, place->name);
}

/* link(2) never replaces a file, which rename(2) would. */
static bool link_in(const struct dlp_redact_place *place)
{
	if (linkat(place->dir, place->temp, place->dir, place->name, 0))
		return (errno == EPERM || errno == EOPNOTSUPP) &&
		       move_in(place);
	unlinkat(place->dir, place->temp, 0);
	return true;
}

enum dlp_status dlp_redact_place_commit(struct dlp_redact_place *place,
					bool replace, struct dlp_error *err)
{
	bool placed;

	if (fsync(place->fd))
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot write the output");
	if (replace)
		placed = !renameat(place->dir, place->temp, place->dir,
				   place->name);
	else
		placed = link_in(place);
	if (!placed)
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot name the output");
	free(place->temp);
	place->temp = NULL;
	/* Not every file system has this for folders. */
	if (fsync(place->dir) && errno != EINVAL)
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot write the folder");
	return DLP_OK;
}

void dlp_redact_place_close(struct dlp_redact_place *place)
{
	if (place->temp)
		unlinkat(place->dir, place->temp, 0);
	free(place->temp);
	free(place->name);
	if (place->fd >= 0)
		close(place->fd);
	if (place->dir >= 0)
		close(place->dir);
	*place = (struct dlp_redact_place){ .dir = -1, .fd = -1 };
}
