#include "extract/git_blobs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/source.h"

enum { HEADER = 256 }; /* bytes of what git says before a blob, at most */

enum dlp_status dlp_git_blobs_init(struct dlp_git_blobs *blobs,
				   struct dlp_extract *run,
				   const struct dlp_git_place *place,
				   const char *name, uint64_t max_size)
{
	*blobs = (struct dlp_git_blobs){
		.run = run, .place = *place, .name = name, .max_size = max_size
	};
	blobs->blob = calloc(DLP_GIT_BATCH, sizeof(*blobs->blob));
	return blobs->blob ? DLP_OK : DLP_FATAL;
}

void dlp_git_blobs_release(struct dlp_git_blobs *blobs)
{
	free(blobs->blob);
	dlp_arena_release(&blobs->arena);
	dlp_git_ids_release(&blobs->here);
	*blobs = (struct dlp_git_blobs){ 0 };
}

enum dlp_status dlp_git_blobs_add(struct dlp_git_blobs *blobs,
				  struct dlp_span id, struct dlp_span path,
				  struct dlp_span origin)
{
	struct dlp_git_blob *blob, *last;

	if (blobs->n == DLP_GIT_BATCH ||
	    blobs->arena.used >= DLP_GIT_BATCH_NAMES)
		if (dlp_git_blobs_flush(blobs))
			return DLP_FATAL;
	blob = &blobs->blob[blobs->n];
	last = blobs->n ? blob - 1 : NULL;
	memcpy(blob->id, id.ptr, id.len);
	blob->id[id.len] = '\0';
	if (!dlp_arena_copy(&blobs->arena, path, &blob->path))
		return DLP_FATAL;
	/* A commit brings many. */
	if (last && dlp_span_eq(last->origin, origin))
		blob->origin = last->origin;
	else if (!dlp_arena_copy(&blobs->arena, origin, &blob->origin))
		return DLP_FATAL;
	blobs->n++;
	return DLP_OK;
}

static struct dlp_span id_of(const struct dlp_git_blob *blob)
{
	return (struct dlp_span){ blob->id, strlen(blob->id) };
}

/* Whether it is known already that git does not have it. */
static bool is_missing(const struct dlp_git_blobs *blobs,
		       const struct dlp_git_blob *blob)
{
	return blobs->listed && !dlp_git_ids_has(&blobs->here, id_of(blob));
}

static enum dlp_status tell_missing(struct dlp_git_blobs *blobs,
				    const struct dlp_git_blob *blob)
{
	struct dlp_error err = { 0 };

	dlp_error_set(&err, DLP_SKIP, 0, "blob %s is missing or damaged",
		      blob->id);
	return dlp_extract_add_error(blobs->run, blob->path.ptr, DLP_CODE_IO,
				     &err);
}

/* The ids of the blobs from the first on, as git wants them; -1 with `err`. */
static int spool_ids(const struct dlp_git_blobs *blobs, size_t first,
		     struct dlp_error *err)
{
	int fd = dlp_io_open_spool();
	enum dlp_status status = DLP_OK;
	struct dlp_buf ids;

	dlp_buf_init(&ids, 0);
	for (size_t i = first; i < blobs->n; i++) {
		if (is_missing(blobs, &blobs->blob[i]))
			continue;
		dlp_buf_adds(&ids, blobs->blob[i].id);
		dlp_buf_addc(&ids, '\n');
	}
	if (fd < 0)
		status = dlp_error_set(err, DLP_SKIP, errno,
				       "cannot make a temporary file");
	else if (ids.status)
		status = dlp_error_set(err, DLP_SKIP, ENOMEM, "cannot ask git");
	else if (ids.len)
		status = dlp_io_write(fd, ids.ptr, ids.len, err);
	dlp_buf_release(&ids);
	if (!status && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The bytes of one blob, of those that git writes. */
struct body {
	struct dlp_source *from;
	uint64_t left;
};

static ssize_t read_body(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct body *body = arg;
	struct dlp_span bytes;

	if (!body->left)
		return 0;
	if (dlp_source_peek(body->from, 1, &bytes, err))
		return -1;
	if (!bytes.len) {
		dlp_error_set(err, DLP_SKIP, 0, "git broke off");
		return -1;
	}
	if (len > bytes.len)
		len = bytes.len;
	if (len > body->left)
		len = (size_t)body->left;
	memcpy(buf, bytes.ptr, len);
	dlp_source_take(body->from, len);
	body->left -= len;
	return (ssize_t)len;
}

/* What its reader did not want of it, and the newline behind; false at EOF. */
static bool pass_rest(struct body *body, struct dlp_error *err)
{
	struct dlp_span bytes;

	body->left++;
	while (body->left) {
		size_t n;

		if (dlp_source_peek(body->from, 1, &bytes, err) || !bytes.len)
			return false;
		n = bytes.len < body->left ? bytes.len : (size_t)body->left;
		dlp_source_take(body->from, n);
		body->left -= n;
	}
	return true;
}

enum dlp_status dlp_git_blobs_header(struct dlp_source *source,
				     struct dlp_span id, uint64_t *size,
				     struct dlp_error *err)
{
	struct dlp_span bytes = { 0 };
	const char *nl = NULL, *rest, *digit;
	size_t want = 1;

	while (!nl) {
		if (want > HEADER || dlp_source_peek(source, want, &bytes, err))
			return DLP_SKIP;
		if (bytes.len)
			nl = memchr(bytes.ptr, '\n', bytes.len);
		if (!nl && bytes.len < want)
			return DLP_SKIP;
		want = bytes.len + 1;
	}
	rest = bytes.ptr + id.len + 1;
	if (rest > nl || memcmp(bytes.ptr, id.ptr, id.len) || rest[-1] != ' ')
		return DLP_SKIP;
	bytes.len = (size_t)(nl - bytes.ptr) + 1;
	if ((size_t)(nl - rest) == 7 && !memcmp(rest, "missing", 7)) {
		dlp_source_take(source, bytes.len);
		return DLP_EOF;
	}
	if ((size_t)(nl - rest) < 6 || memcmp(rest, "blob ", 5))
		return DLP_SKIP;
	*size = 0;
	for (digit = rest + 5; digit < nl; digit++) {
		if (*digit < '0' || *digit > '9' || *size > UINT64_MAX / 16)
			return DLP_SKIP;
		*size = *size * 10 + (uint64_t)(*digit - '0');
	}
	dlp_source_take(source, bytes.len);
	return DLP_OK;
}

/* The next blob of the output; DLP_SKIP when there is no going on with it. */
static enum dlp_status tell_next(struct dlp_git_blobs *blobs,
				 const struct dlp_git_blob *blob,
				 struct dlp_source *source,
				 struct dlp_error *err)
{
	struct body body = { .from = source };
	struct dlp_extract_bytes bytes = { .read = read_body,
					   .arg = &body,
					   .origin = blob->origin };
	enum dlp_status status =
		dlp_git_blobs_header(source, id_of(blob), &bytes.size, err);

	if (status == DLP_EOF)
		return tell_missing(blobs, blob);
	if (status)
		return status;
	body.left = bytes.size;
	if (blobs->max_size && bytes.size > blobs->max_size)
		status = dlp_extract_leave_bytes(blobs->run, blob->path.ptr,
						 &bytes);
	else
		status = dlp_extract_add_bytes(blobs->run, blob->path.ptr,
					       &bytes);
	if (!status && !pass_rest(&body, err))
		/* What there was of it is told, and that it broke off. */
		return DLP_EOF;
	return status;
}

/* All ids that this repository holds, itself or by alternates. */
static enum dlp_status list_here(struct dlp_git_blobs *blobs)
{
	static const char *const words[] = { "cat-file", "--batch-all-objects",
					     "--batch-check=%(objectname)",
					     "--unordered", NULL };
	struct dlp_git_process git;
	struct dlp_error err = { 0 };
	struct dlp_source source;
	struct dlp_span bytes;
	enum dlp_status status;
	bool known = false;

	if (dlp_git_process_start(&git, &blobs->place, words, -1, &err))
		return DLP_OK;
	status = dlp_git_process_source(&git, &source);
	while (!status &&
	       !(status = dlp_source_peek(&source, HEADER, &bytes, &err)) &&
	       bytes.len) {
		const char *nl = memchr(bytes.ptr, '\n', bytes.len);

		if (!nl)
			break;
		bytes.len = (size_t)(nl - bytes.ptr);
		if (dlp_git_ids_add(&blobs->here, bytes) < 0 &&
		    dlp_git_id_valid(bytes))
			status = DLP_FATAL;
		else
			dlp_source_take(&source, bytes.len + 1);
	}
	dlp_source_release(&source);
	known = !dlp_git_process_finish(&git, &err);
	/* Half a list would call missing what is there. */
	blobs->listed = known && !status;
	return status == DLP_FATAL ? status : DLP_OK;
}

/*
 * git has given up on the blob at *next.  It does so for one that it can't
 * read, and in a partial clone for each that it may not fetch: these are found
 * out all at once.
 */
static enum dlp_status give_up(struct dlp_git_blobs *blobs, size_t *next,
			       const struct dlp_error *err)
{
	const struct dlp_git_blob *blob = &blobs->blob[*next];

	if (!blobs->asked && list_here(blobs))
		return DLP_FATAL;
	blobs->asked = true;
	if (is_missing(blobs, blob))
		return DLP_OK;
	++*next;
	return dlp_extract_add_error(blobs->run, blob->path.ptr,
				     DLP_CODE_CORRUPT, err);
}

static enum dlp_status tell_from(struct dlp_git_blobs *blobs, size_t *next,
				 struct dlp_source *source,
				 struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	while (!status && *next < blobs->n) {
		const struct dlp_git_blob *blob = &blobs->blob[*next];

		if (is_missing(blobs, blob))
			status = tell_missing(blobs, blob);
		else
			status = tell_next(blobs, blob, source, err);
		if (status != DLP_SKIP)
			++*next;
	}
	return status;
}

/* From one git as far as it goes: one blob at least. */
static enum dlp_status tell_some(struct dlp_git_blobs *blobs, size_t *next)
{
	static const char *const words[] = { "cat-file", "--batch", "--buffer",
					     NULL };
	struct dlp_error err = { 0 };
	struct dlp_git_process git;
	struct dlp_source source;
	enum dlp_status status, end;
	int ids = spool_ids(blobs, *next, &err);

	status = ids < 0 ? DLP_SKIP
			 : dlp_git_process_start(&git, &blobs->place, words,
						 ids, &err);
	if (ids >= 0)
		close(ids);
	if (status) {
		*next = blobs->n;
		return dlp_extract_add_error(blobs->run, blobs->name,
					     DLP_CODE_IO, &err);
	}
	status = dlp_git_process_source(&git, &source);
	if (!status)
		status = tell_from(blobs, next, &source, &err);
	dlp_source_release(&source);
	dlp_error_set(&err, DLP_SKIP, 0, "git broke off");
	end = dlp_git_process_finish(&git, &err);
	if (status == DLP_FATAL)
		return status;
	if (git.late) {
		blobs->late = true;
		return dlp_extract_add_error(blobs->run, blobs->name,
					     DLP_CODE_TIMEOUT, &err);
	}
	if (*next < blobs->n && status == DLP_SKIP)
		return give_up(blobs, next, &err);
	/* A blob that it broke off in is told in part already. */
	if (status == DLP_EOF || !end)
		return DLP_OK;
	return dlp_extract_add_error(blobs->run, blobs->name, DLP_CODE_IO,
				     &err);
}

enum dlp_status dlp_git_blobs_flush(struct dlp_git_blobs *blobs)
{
	enum dlp_status status = DLP_OK;
	size_t next = 0;

	while (!status && next < blobs->n && !blobs->late)
		status = tell_some(blobs, &next);
	blobs->n = 0;
	dlp_arena_reset(&blobs->arena);
	return status;
}
