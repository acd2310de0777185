#include "record/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"

enum {
	OPEN_MAX_DEPTH = DLP_MEMBER_DEPTH + 1,
	/* A record decodes into less than its line and its tree. */
	ARENA_FACTOR = 24,
};

struct dlp_reader {
	int fd;
	size_t max;
	void (*before_wait)(void *arg);
	void *arg;
	struct dlp_buf buf;
	size_t next;    /* where the next line begins in buf */
	size_t scanned; /* how far it was searched for its end */
	bool eof, skipping, truncated;
	uint64_t line;
	struct dlp_arena arena;
	struct dlp_record record;
	/* The order of the stream. */
	bool in_stream, has_documents;
	uint64_t doc[OPEN_MAX_DEPTH];
	size_t docs;
};

struct dlp_reader *dlp_reader_new(int fd, size_t max_record,
				  void (*before_wait)(void *arg), void *arg)
{
	struct dlp_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->fd = fd;
	reader->max = max_record;
	reader->before_wait = before_wait;
	reader->arg = arg;
	dlp_buf_init(&reader->buf, 0);
	dlp_arena_init(&reader->arena, max_record * ARENA_FACTOR);
	return reader;
}

void dlp_reader_free(struct dlp_reader *reader)
{
	if (!reader)
		return;
	dlp_buf_release(&reader->buf);
	dlp_arena_release(&reader->arena);
	free(reader);
}

uint64_t dlp_reader_line(const struct dlp_reader *reader)
{
	return reader->line;
}

bool dlp_reader_truncated(const struct dlp_reader *reader)
{
	return reader->truncated;
}

bool dlp_reader_open(struct dlp_reader *reader, uint64_t *doc)
{
	if (!reader->docs)
		return false;
	*doc = reader->doc[--reader->docs];
	return true;
}

static enum dlp_status fill(struct dlp_reader *reader, struct dlp_error *err)
{
	struct dlp_buf *buf = &reader->buf;
	ssize_t n;

	dlp_buf_consume(buf, reader->next);
	reader->scanned -= reader->next;
	reader->next = 0;
	if (dlp_buf_reserve(buf, DLP_IO_CHUNK))
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	if (reader->before_wait)
		reader->before_wait(reader->arg);
	n = dlp_io_read(reader->fd, buf->ptr + buf->len, DLP_IO_CHUNK);
	if (n < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot read the records");
	if (n == 0)
		reader->eof = true;
	buf->len += (size_t)n;
	return DLP_OK;
}

/* The next line without its newline; a last one without newline is one. */
static enum dlp_status next_line(struct dlp_reader *reader,
				 struct dlp_span *line, struct dlp_error *err)
{
	struct dlp_buf *buf = &reader->buf;

	for (;;) {
		size_t left = buf->len - reader->scanned;
		char *from = buf->ptr ? buf->ptr + reader->scanned : NULL;
		char *end = from && left ? memchr(from, '\n', left) : NULL;
		size_t len;

		if (!end && reader->eof && buf->len == reader->next)
			return DLP_EOF;
		if (end || reader->eof) {
			if (!end)
				end = buf->ptr + buf->len;
			*line = (struct dlp_span){ buf->ptr + reader->next, 0 };
			line->len = (size_t)(end - line->ptr);
			reader->next += line->len + (end < buf->ptr + buf->len);
			reader->scanned = reader->next;
			reader->line++;
			if (!reader->skipping && line->len <= reader->max)
				return DLP_OK;
			reader->skipping = false;
			return dlp_error_set(err, DLP_SKIP, 0,
					     "record over %zu bytes",
					     reader->max);
		}
		len = buf->len - reader->next;
		if (len > reader->max) {
			reader->skipping = true;
			reader->next = buf->len;
		}
		reader->scanned = buf->len;
		if (fill(reader, err))
			return DLP_FATAL;
	}
}

static enum dlp_status misplaced(struct dlp_error *err, const char *what)
{
	return dlp_error_set(err, DLP_SKIP, 0, "%s", what);
}

static bool is_open(const struct dlp_reader *reader, uint64_t doc)
{
	return reader->docs && reader->doc[reader->docs - 1] == doc;
}

static enum dlp_status keep_end(struct dlp_reader *reader, uint64_t doc,
				struct dlp_error *err)
{
	if (doc) {
		if (!is_open(reader, doc))
			return misplaced(err, "end of a document that is not "
					      "the last one begun");
		reader->docs--;
		return DLP_OK;
	}
	if (reader->docs)
		return misplaced(err, "end of the stream within a document");
	if (!reader->in_stream)
		return misplaced(err, "end without a beginning");
	reader->in_stream = false;
	return DLP_OK;
}

/* Take the record into the order of the stream. */
static enum dlp_status keep_order(struct dlp_reader *reader,
				  struct dlp_error *err)
{
	const struct dlp_record *record = &reader->record;
	uint64_t doc = record->where.doc;

	switch (record->type) {
	case DLP_RECORD_STREAM:
		/*
		 * Tools behind the first add their own, before any document;
		 * one that comes later opens a part, and the last had no end.
		 */
		if (reader->docs ||
		    (reader->in_stream && reader->has_documents)) {
			reader->docs = 0;
			reader->has_documents = false;
			return misplaced(err, "stream before it is cut: it has "
					      "no end");
		}
		if (record->stream.version > DLP_RECORD_VERSION)
			return dlp_error_set(
				err, DLP_FATAL, 0,
				"records of version %llu, which "
				"is later than %d",
				(unsigned long long)record->stream.version,
				DLP_RECORD_VERSION);
		reader->in_stream = true;
		reader->has_documents = false;
		return DLP_OK;
	case DLP_RECORD_DOCUMENT:
		if (!reader->in_stream)
			return misplaced(err, "document outside of a stream");
		if (!doc)
			return misplaced(err, "document without a number");
		if (reader->docs == OPEN_MAX_DEPTH)
			return misplaced(err, "documents nested too deeply");
		reader->doc[reader->docs++] = doc;
		reader->has_documents = true;
		return DLP_OK;
	case DLP_RECORD_TEXT_PIECE:
	case DLP_RECORD_FINDING:
		if (!is_open(reader, doc))
			return misplaced(err, "text or finding of a document "
					      "that is not the last one begun");
		return DLP_OK;
	case DLP_RECORD_END:
		return keep_end(reader, doc, err);
	default:
		return DLP_OK;
	}
}

enum dlp_status dlp_reader_next(struct dlp_reader *reader,
				const struct dlp_record **record,
				struct dlp_error *err)
{
	enum dlp_status status;
	struct dlp_span line;

	dlp_arena_reset(&reader->arena);
	status = next_line(reader, &line, err);
	/* Whoever should have written it may have died before the first byte.
	 */
	if (status == DLP_EOF &&
	    (reader->docs || reader->in_stream || !reader->line)) {
		reader->truncated = true;
		return dlp_error_set(err, DLP_FATAL, 0, "the stream is cut: %s",
				     !reader->line  ? "it is empty"
				     : reader->docs ? "a document has no end"
						    : "it has no end");
	}
	if (status)
		return status;
	status = dlp_record_parse(line, &reader->arena, &reader->record, err);
	if (!status)
		status = keep_order(reader, err);
	*record = &reader->record;
	return status;
}
