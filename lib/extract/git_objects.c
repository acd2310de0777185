#include "extract/git_objects.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

enum { LINE = 128 }; /* bytes of a line, at most */

/* A list on its way to its file. */
struct list {
	int fd;
	uint64_t n;
	struct dlp_buf held;
};

static enum dlp_status put(struct list *list, struct dlp_error *err)
{
	enum dlp_status status = list->held.status;

	if (!status && list->held.len)
		status = dlp_io_write(list->fd, list->held.ptr, list->held.len,
				      err);
	dlp_buf_clear(&list->held);
	return status;
}

static enum dlp_status add(struct list *list, struct dlp_span id,
			   struct dlp_error *err)
{
	list->n++;
	dlp_buf_addspan(&list->held, id);
	dlp_buf_addc(&list->held, '\n');
	return list->held.len >= DLP_IO_CHUNK ? put(list, err) : DLP_OK;
}

/* "ID TYPE" */
static enum dlp_status take_line(struct dlp_span line, struct list *commits,
				 struct list *blobs,
				 const struct dlp_git_ids *seen,
				 struct dlp_error *err)
{
	const char *blank = line.len ? memchr(line.ptr, ' ', line.len) : NULL;
	struct dlp_span id = line, type;

	if (!blank)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "git lists objects in a form not known");
	id.len = (size_t)(blank - line.ptr);
	type = (struct dlp_span){ blank + 1, line.len - id.len - 1 };
	if (!dlp_git_id_valid(id) || dlp_git_ids_has(seen, id))
		return DLP_OK;
	if (dlp_span_eq(type, DLP_SPAN("commit")))
		return add(commits, id, err);
	if (dlp_span_eq(type, DLP_SPAN("blob")))
		return add(blobs, id, err);
	return DLP_OK;
}

static enum dlp_status take_lines(struct dlp_source *source,
				  struct list *commits, struct list *blobs,
				  const struct dlp_git_ids *seen,
				  struct dlp_error *err)
{
	struct dlp_span bytes, line;
	enum dlp_status status = DLP_OK;

	while (!status &&
	       !(status = dlp_source_peek(source, LINE, &bytes, err)) &&
	       bytes.len) {
		const char *nl = memchr(bytes.ptr, '\n', bytes.len);

		line = bytes;
		line.len = nl ? (size_t)(nl - bytes.ptr) : bytes.len;
		status = take_line(line, commits, blobs, seen, err);
		dlp_source_take(source, line.len + !!nl);
	}
	if (!status)
		status = put(commits, err);
	if (!status)
		status = put(blobs, err);
	return status;
}

enum dlp_status dlp_git_objects_read(struct dlp_git_objects *objects,
				     struct dlp_source *source,
				     const struct dlp_git_ids *seen,
				     struct dlp_error *err)
{
	struct list commits = { .fd = dlp_io_open_spool() };
	struct list blobs = { .fd = dlp_io_open_spool() };
	enum dlp_status status;

	*objects = (struct dlp_git_objects){ .commits = commits.fd,
					     .blobs = blobs.fd };
	if (commits.fd < 0 || blobs.fd < 0)
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot make a temporary file");
	dlp_buf_init(&commits.held, 0);
	dlp_buf_init(&blobs.held, 0);
	status = take_lines(source, &commits, &blobs, seen, err);
	dlp_buf_release(&commits.held);
	dlp_buf_release(&blobs.held);
	if (!status &&
	    (lseek(commits.fd, 0, SEEK_SET) || lseek(blobs.fd, 0, SEEK_SET)))
		status = dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	objects->n_commits = commits.n;
	objects->n_blobs = blobs.n;
	return status;
}

enum dlp_status dlp_git_objects_list(struct dlp_git_objects *objects,
				     const struct dlp_git_place *place,
				     const struct dlp_git_ids *seen,
				     struct dlp_error *err)
{
	static const char *const words[] = {
		"cat-file", "--batch-all-objects",
		"--batch-check=%(objectname) %(objecttype)", NULL
	};
	struct dlp_git_process git;
	struct dlp_source source;
	struct dlp_error late;
	enum dlp_status status;

	*objects = (struct dlp_git_objects){ .commits = -1, .blobs = -1 };
	status = dlp_git_process_start(&git, place, words, -1, err);
	if (status)
		return status;
	status = dlp_git_process_source(&git, &source);
	if (!status)
		status = dlp_git_objects_read(objects, &source, seen, err);
	dlp_source_release(&source);
	if (status)
		(void)!dlp_git_process_finish(&git, &late);
	else
		status = dlp_git_process_finish(&git, err);
	return status;
}

void dlp_git_objects_release(struct dlp_git_objects *objects)
{
	if (objects->commits >= 0)
		close(objects->commits);
	if (objects->blobs >= 0)
		close(objects->blobs);
	*objects = (struct dlp_git_objects){ -1, -1, 0, 0 };
}
