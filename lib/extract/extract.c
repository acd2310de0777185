#include "extract/extract.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/job.h"
#include "extract/plain.h"

/* A document in the queue, with what its job borrows. */
struct entry {
	struct dlp_job job;
	char *path;
	char mtime[DLP_MTIME_SIZE];
	struct dlp_buf origin; /* empty for none */
};

enum { QUEUE = 2 * DLP_EXTRACT_JOBS };

struct dlp_extract {
	struct dlp_extract_opts caller;
	struct dlp_extract_opts
		opts; /* with our own `fn` before the caller's */
	struct dlp_charsets charsets;
	uint64_t docs;
	/* In the order of the input; the first is told, the rest may run. */
	struct entry *queue[QUEUE];
	size_t entries, limit;
	struct dlp_span origin; /* of the document that is told; borrowed */
	struct dlp_buf members; /* of it and of the record */
};

/* The members of the origin before those of `object`, which may be empty. */
static struct dlp_span join_origin(struct dlp_extract *run,
				   struct dlp_span object)
{
	dlp_buf_clear(&run->members);
	if (object.len <= strlen("{}"))
		return run->origin;
	dlp_buf_add(&run->members, run->origin.ptr, run->origin.len - 1);
	dlp_buf_addc(&run->members, ',');
	dlp_buf_add(&run->members, object.ptr + 1, object.len - 1);
	return dlp_buf_span(&run->members);
}

/* To the caller, with what is known of where the document is from. */
static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct dlp_extract *run = arg;
	const struct dlp_extract_opts *caller = &run->caller;
	struct dlp_record told;

	if (!run->origin.len ||
	    (record->type != DLP_RECORD_TEXT_PIECE &&
	     (record->type != DLP_RECORD_DOCUMENT || record->where.members)))
		return caller->fn(caller->arg, record);
	told = *record;
	if (record->type == DLP_RECORD_DOCUMENT)
		told.document.metadata =
			join_origin(run, record->document.metadata);
	else
		told.text.at = join_origin(run, record->text.at);
	if (run->members.status)
		return DLP_FATAL;
	return caller->fn(caller->arg, &told);
}

static void before_wait(void *arg)
{
	const struct dlp_extract *run = arg;

	if (run->caller.before_wait)
		run->caller.before_wait(run->caller.arg);
}

struct dlp_extract *dlp_extract_new(const struct dlp_extract_opts *opts)
{
	struct dlp_extract *run = calloc(1, sizeof(*run));

	if (!run)
		return NULL;
	run->caller = run->opts = *opts;
	run->opts.fn = tell;
	run->opts.arg = run;
	run->opts.before_wait = before_wait;
	dlp_buf_init(&run->members, 0);
	if (run->opts.jobs > DLP_EXTRACT_JOBS)
		run->opts.jobs = DLP_EXTRACT_JOBS;
	/* Plain text in between shall not leave processes idle. */
	run->limit = run->opts.jobs > 1 ? 2 * run->opts.jobs : 1;
	return run;
}

static void entry_free(struct entry *entry)
{
	dlp_job_release(&entry->job);
	dlp_buf_release(&entry->origin);
	free(entry->path);
	free(entry);
}

void dlp_extract_free(struct dlp_extract *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < run->entries; i++)
		entry_free(run->queue[i]);
	dlp_charsets_release(&run->charsets);
	dlp_buf_release(&run->members);
	free(run);
}

uint64_t dlp_extract_documents(const struct dlp_extract *run)
{
	return run->docs;
}

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static size_t count_running(const struct dlp_extract *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->entries; i++)
		n += run->queue[i]->job.started;
	return n;
}

/* Start what waits for a process, in order, as far as there may be more. */
static enum dlp_status start_some(struct dlp_extract *run)
{
	size_t running = count_running(run);
	enum dlp_status status = DLP_OK;

	for (size_t i = 0; !status && i < run->entries; i++) {
		struct dlp_job *job = &run->queue[i]->job;

		if (job->relay || !dlp_job_needs_child(job))
			continue;
		if (i && running >= run->opts.jobs)
			break;
		status = dlp_job_start(job);
		running += job->started;
	}
	return status;
}

/* Tell the first of the queue and take it off. */
static enum dlp_status finish_first(struct dlp_extract *run)
{
	struct dlp_job *others[QUEUE];
	struct entry *first = run->queue[0];
	enum dlp_status status = start_some(run);

	for (size_t i = 1; i < run->entries; i++)
		others[i - 1] = &run->queue[i]->job;
	run->origin = dlp_buf_span(&first->origin);
	if (!status)
		status = dlp_job_finish(&first->job, others, run->entries - 1);
	run->origin = (struct dlp_span){ 0 };
	entry_free(first);
	run->entries--;
	for (size_t i = 0; i < run->entries; i++)
		run->queue[i] = run->queue[i + 1];
	return status;
}

enum dlp_status dlp_extract_finish(struct dlp_extract *run)
{
	enum dlp_status status = DLP_OK;

	while (!status && run->entries)
		status = finish_first(run);
	return status;
}

/* A document in the queue; NULL without memory. */
static struct entry *entry_new(const char *path, struct dlp_span origin)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return NULL;
	dlp_buf_init(&entry->origin, 0);
	entry->job.fd = -1;
	entry->path = strdup(path);
	if (entry->path && !dlp_buf_addspan(&entry->origin, origin))
		return entry;
	entry_free(entry);
	return NULL;
}

/* `st` is NULL for a copy of what was no file, of `size` bytes. */
static enum dlp_status add_entry(struct dlp_extract *run, int fd,
				 const char *path, const struct stat *st,
				 uint64_t size, struct dlp_span origin)
{
	struct entry *entry = entry_new(path, origin);
	struct dlp_where where = { 0 };
	struct dlp_document document = { .has_size = true, .size = size };
	enum dlp_status status;

	if (!entry) {
		close(fd);
		return DLP_FATAL;
	}
	where.path = span_of(entry->path);
	if (st)
		document = dlp_plain_document(st, entry->mtime);
	status = dlp_job_init(&entry->job, &run->opts, &run->charsets,
			      &run->docs, fd, &document, &where, NULL);
	run->queue[run->entries++] = entry;
	if (!status)
		status = start_some(run);
	while (!status && run->entries >= run->limit)
		status = finish_first(run);
	return status;
}

/* The bytes of what may keep us waiting: a pipe, a terminal, a device. */
struct stream {
	const struct dlp_extract_opts *opts;
	int fd;
};

static ssize_t read_stream(void *arg, char *buf, size_t len,
			   struct dlp_error *err)
{
	const struct stream *stream = arg;
	ssize_t n;

	if (stream->opts->before_wait)
		stream->opts->before_wait(stream->opts->arg);
	n = dlp_io_read(stream->fd, buf, len);
	if (n < 0)
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	return n;
}

/* Copy what is in `source` to a file without a name; -1 with `err`. */
static int spool(struct dlp_source *source, uint64_t max, struct dlp_error *err)
{
	int fd = dlp_io_open_spool();
	struct dlp_span bytes;
	enum dlp_status status;

	if (fd < 0) {
		dlp_error_set(err, DLP_SKIP, errno,
			      "cannot make a temporary file");
		return -1;
	}
	do {
		status = dlp_source_peek(source, 1, &bytes, err);
		if (!status && source->taken + bytes.len > max) {
			source->code = DLP_CODE_TOO_LARGE;
			status = dlp_error_set(err, DLP_SKIP, 0,
					       "a stream over its limit");
		}
		if (!status && bytes.len)
			status = dlp_io_write(fd, bytes.ptr, bytes.len, err);
		if (!status)
			dlp_source_take(source, bytes.len);
	} while (!status && bytes.len);
	if (!status && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Whether a converter reads it. */
static bool is_converted(const struct dlp_extract *run,
			 struct dlp_source *source)
{
	struct dlp_error err = { 0 };
	struct dlp_span head;

	/* What can't be read, the reader will find and tell. */
	if (!run->opts.converters ||
	    dlp_source_peek(source, DLP_SNIFF_HEAD, &head, &err))
		return false;
	return dlp_converter_find(run->opts.converters, dlp_sniff(head), head);
}

/*
 * Told as it comes when it is plain text, else from a copy.  `sized`: its size
 * is known, and no other time or name of the copy is told.
 */
static enum dlp_status add_bytes(struct dlp_extract *run, const char *path,
				 const struct dlp_extract_bytes *bytes,
				 bool sized)
{
	struct dlp_where where = { .path = span_of(path) };
	struct dlp_document document = { .has_size = sized,
					 .size = bytes->size };
	struct dlp_error err = { 0 };
	struct dlp_source source;
	struct dlp_teller teller;
	enum dlp_status status;
	struct stat st;
	int copy = -1;

	where.doc = run->docs + 1;
	run->origin = bytes->origin;
	dlp_teller_init(&teller, run->opts.fn, run->opts.arg, run->opts.chunk,
			&where);
	status = dlp_source_init(&source, bytes->read, bytes->arg);
	source.size = bytes->size;
	if (!status) {
		bool plain =
			!is_converted(run, &source) &&
			dlp_format_is_plain(dlp_plain_read(
				&source, &run->charsets, &document, &teller));

		status = teller.status;
		if (plain) {
			run->docs++;
		} else {
			copy = spool(&source, run->opts.limits.total, &err);
			if (copy < 0)
				status = dlp_extract_add_error(
					run, path, source.code, &err);
		}
	}
	dlp_teller_release(&teller);
	dlp_source_release(&source);
	run->origin = (struct dlp_span){ 0 };
	if (copy < 0)
		return status;
	if (fstat(copy, &st))
		st = (struct stat){ 0 };
	return add_entry(run, copy, path, sized ? NULL : &st, bytes->size,
			 bytes->origin);
}

static enum dlp_status add_stream(struct dlp_extract *run, int fd,
				  const char *path)
{
	struct stream stream = { &run->opts, fd };
	const struct dlp_extract_bytes bytes = { .read = read_stream,
						 .arg = &stream };
	enum dlp_status status = add_bytes(run, path, &bytes, false);

	close(fd);
	return status;
}

enum dlp_status dlp_extract_add_bytes(struct dlp_extract *run, const char *path,
				      const struct dlp_extract_bytes *bytes)
{
	enum dlp_status status = dlp_extract_finish(run);

	return status ? status : add_bytes(run, path, bytes, true);
}

enum dlp_status dlp_extract_add(struct dlp_extract *run, int fd,
				const char *path, const struct stat *st)
{
	enum dlp_status status;

	if (S_ISREG(st->st_mode))
		return add_entry(run, fd, path, st, 0, (struct dlp_span){ 0 });
	status = dlp_extract_finish(run);
	if (status)
		close(fd);
	else
		status = add_stream(run, fd, path);
	return status;
}

static enum dlp_status leave(struct dlp_extract *run, const char *path,
			     const struct dlp_document *document,
			     struct dlp_span origin)
{
	struct dlp_where where = { .path = span_of(path) };
	enum dlp_status status = dlp_extract_finish(run);
	struct dlp_teller teller;

	if (status)
		return status;
	where.doc = ++run->docs;
	run->origin = origin;
	dlp_teller_init(&teller, run->opts.fn, run->opts.arg, run->opts.chunk,
			&where);
	dlp_teller_begin(&teller, document);
	dlp_teller_lacks(&teller, DLP_END_NONE, "over --max-size");
	dlp_teller_end(&teller, NULL);
	dlp_teller_release(&teller);
	run->origin = (struct dlp_span){ 0 };
	return teller.status;
}

enum dlp_status dlp_extract_leave(struct dlp_extract *run, int fd,
				  const char *path, const struct stat *st)
{
	char mtime[DLP_MTIME_SIZE];
	struct dlp_document document = dlp_plain_document(st, mtime);

	close(fd);
	return leave(run, path, &document, (struct dlp_span){ 0 });
}

enum dlp_status dlp_extract_leave_bytes(struct dlp_extract *run,
					const char *path,
					const struct dlp_extract_bytes *bytes)
{
	struct dlp_document document = { .has_size = true,
					 .size = bytes->size };

	return leave(run, path, &document, bytes->origin);
}

enum dlp_status dlp_extract_add_error(struct dlp_extract *run, const char *path,
				      enum dlp_code code,
				      const struct dlp_error *err)
{
	struct dlp_where where = { .path = span_of(path) };
	struct dlp_record record = dlp_record_error(&where, code, err->msg);
	enum dlp_status status = dlp_extract_finish(run);
	struct dlp_buf message;

	dlp_buf_init(&message, 0);
	dlp_buf_adds(&message, err->msg);
	if (err->sys)
		dlp_buf_addf(&message, ": %s", strerror(err->sys));
	if (!message.status)
		record.error.message = dlp_buf_span(&message);
	if (!status && run->opts.fn(run->opts.arg, &record) == DLP_FATAL)
		status = DLP_FATAL;
	dlp_buf_release(&message);
	return status;
}
