#include "extract/relay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/io.h"

/* A document that has begun and not ended. */
struct open {
	uint64_t theirs; /* its number there */
	uint64_t doc;    /* and ours */
	uint64_t text;   /* bytes told */
	bool members, failed;
	struct dlp_buf name; /* of the member; the first document has none */
};

struct dlp_relay {
	struct dlp_relay_opts opts;
	struct dlp_arena arena;
	struct open open[DLP_MEMBER_DEPTH + 1];
	size_t depth;
	bool ended;
	int spool; /* of the innermost document, handed over; or -1 */
	uint64_t spooled;
};

struct dlp_relay *dlp_relay_new(const struct dlp_relay_opts *opts)
{
	struct dlp_relay *relay = calloc(1, sizeof(*relay));

	if (!relay)
		return NULL;
	relay->opts = *opts;
	relay->spool = -1;
	/* A record decodes into less than its line and its tree. */
	dlp_arena_init(&relay->arena, (size_t)DLP_RECORD_MAX * 24);
	return relay;
}

void dlp_relay_free(struct dlp_relay *relay)
{
	if (!relay)
		return;
	if (relay->spool >= 0)
		close(relay->spool);
	for (size_t i = 0; i <= DLP_MEMBER_DEPTH; i++)
		dlp_buf_release(&relay->open[i].name);
	dlp_arena_release(&relay->arena);
	free(relay);
}

bool dlp_relay_ended(const struct dlp_relay *relay)
{
	return relay->ended;
}

static enum dlp_status bad(struct dlp_error *err, const char *what)
{
	return dlp_error_set(err, DLP_SKIP, 0, "%s", what);
}

/* The innermost document, as the receiver knows it. */
static struct dlp_where where_of(const struct dlp_relay *relay)
{
	struct dlp_where where = relay->opts.where;

	where.doc = relay->open[relay->depth - 1].doc;
	for (size_t i = 1; i < relay->depth; i++)
		where.member[where.members++] =
			dlp_buf_span(&relay->open[i].name);
	return where;
}

static enum dlp_status tell(struct dlp_relay *relay, struct dlp_record *record)
{
	record->where = where_of(relay);
	return relay->opts.fn(relay->opts.arg, record) == DLP_FATAL ? DLP_FATAL
								    : DLP_OK;
}

/* The first document begins, with what they found out about it if they did. */
static enum dlp_status begin_first(struct dlp_relay *relay,
				   const struct dlp_document *found)
{
	struct dlp_record record = { .type = DLP_RECORD_DOCUMENT,
				     .document = relay->opts.document };

	relay->depth = 1;
	relay->open[0].theirs = 1;
	relay->open[0].doc = ++*relay->opts.docs;
	if (found && found->format.len)
		record.document.format = found->format;
	if (found && found->media_type.len)
		record.document.media_type = found->media_type;
	if (found) {
		record.document.encoding = found->encoding;
		record.document.metadata = found->metadata;
	}
	return tell(relay, &record);
}

/* Its name is the last of the members told; the others are those open. */
static bool is_member_here(const struct dlp_relay *relay,
			   const struct dlp_where *where)
{
	if (!where->members || where->members != relay->depth ||
	    relay->opts.where.members + where->members > DLP_MEMBER_DEPTH ||
	    where->member[where->members - 1].len > DLP_RELAY_NAME)
		return false;
	for (size_t i = 1; i < relay->depth; i++)
		if (!dlp_span_eq(where->member[i - 1],
				 dlp_buf_span(&relay->open[i].name)))
			return false;
	return true;
}

static enum dlp_status begin_member(struct dlp_relay *relay,
				    struct dlp_record *record,
				    struct dlp_error *err)
{
	struct open *open = &relay->open[relay->depth];
	bool raw =
		dlp_span_eq(record->document.format, DLP_SPAN(DLP_RELAY_RAW));

	if (record->where.doc <= 1 || !is_member_here(relay, &record->where))
		return bad(err,
			   "a member that is not within the last document");
	relay->open[relay->depth - 1].members = true;
	open->theirs = record->where.doc;
	open->text = 0;
	open->members = open->failed = false;
	dlp_buf_clear(&open->name);
	if (dlp_buf_addspan(&open->name,
			    record->where.member[record->where.members - 1]))
		return DLP_FATAL;
	relay->depth++;
	if (!raw) {
		open->doc = ++*relay->opts.docs;
		return tell(relay, record);
	}
	relay->spooled = 0;
	relay->spool = dlp_io_open_spool();
	if (relay->spool < 0)
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot make a temporary file");
	return DLP_OK;
}

static enum dlp_status take_document(struct dlp_relay *relay,
				     struct dlp_record *record,
				     struct dlp_error *err)
{
	if (record->document.metadata.len > DLP_RELAY_AT ||
	    record->document.format.len > DLP_RELAY_MESSAGE ||
	    record->document.media_type.len > DLP_RELAY_MESSAGE ||
	    record->document.mtime.len > DLP_RELAY_MESSAGE ||
	    record->document.encoding.len > DLP_RELAY_MESSAGE)
		return bad(err, "a document with too much to say");
	if (!relay->depth && !record->where.members)
		return record->where.doc == 1
			       ? begin_first(relay, &record->document)
			       : bad(err, "the first document is another one");
	if (!relay->depth && begin_first(relay, NULL))
		return DLP_FATAL;
	return begin_member(relay, record, err);
}

static enum dlp_status take_raw(struct dlp_relay *relay,
				const struct dlp_text *text,
				struct dlp_error *err)
{
	relay->spooled += text->text.len;
	if (relay->spooled > relay->opts.max_raw)
		return bad(err, "a member over its limit");
	if (dlp_io_write(relay->spool, text->text.ptr, text->text.len, err))
		return DLP_SKIP;
	return DLP_OK;
}

static enum dlp_status take_text(struct dlp_relay *relay,
				 struct dlp_record *record,
				 struct dlp_error *err)
{
	struct open *open = &relay->open[relay->depth - 1];

	if (open->members || record->text.offset != open->text ||
	    record->text.text.len > DLP_RECORD_TEXT_MAX ||
	    record->text.at.len > DLP_RELAY_AT)
		return bad(err, "a piece of text that does not follow");
	open->text += record->text.text.len;
	if (relay->spool >= 0)
		return take_raw(relay, &record->text, err);
	return tell(relay, record);
}

static bool is_digest(struct dlp_span digest)
{
	if (digest.len != DLP_DIGEST_SIZE || memcmp(digest.ptr, "xxh3:", 5))
		return false;
	for (size_t i = 5; i < digest.len; i++) {
		char c = digest.ptr[i];

		if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

static enum dlp_status take_end(struct dlp_relay *relay,
				struct dlp_record *record,
				struct dlp_error *err)
{
	struct open *open = &relay->open[relay->depth - 1];
	char digest[DLP_DIGEST_SIZE + 1];
	enum dlp_status status;

	if (record->end.bytes != open->text ||
	    record->end.reason.len > DLP_RELAY_MESSAGE ||
	    (open->failed && record->end.status == DLP_END_WHOLE))
		return bad(err, "an end that does not fit its document");
	if (relay->depth == 1 && record->end.status != DLP_END_NONE &&
	    dlp_digest_file(relay->opts.fd, digest))
		record->end.digest =
			(struct dlp_span){ digest, DLP_DIGEST_SIZE };
	else if (relay->depth == 1 || !is_digest(record->end.digest))
		record->end.digest = (struct dlp_span){ 0 };
	status = tell(relay, record);
	relay->ended = --relay->depth == 0;
	return status;
}

/* All of it is in the spool: ours to read. */
static enum dlp_status hand_over(struct dlp_relay *relay, struct dlp_error *err)
{
	struct dlp_where where = where_of(relay);
	int fd = relay->spool;
	enum dlp_status status;

	relay->spool = -1;
	if (lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot read a temporary file");
	}
	status = relay->opts.hand(relay->opts.hand_arg, fd, &where);
	relay->depth--;
	return status;
}

static enum dlp_status take(struct dlp_relay *relay, struct dlp_record *record,
			    struct dlp_error *err)
{
	struct open *open;

	if (relay->ended)
		return bad(err, "a record behind the end");
	if (record->type == DLP_RECORD_DOCUMENT && relay->spool < 0)
		return take_document(relay, record, err);
	if (!relay->depth && begin_first(relay, NULL))
		return DLP_FATAL;
	open = &relay->open[relay->depth - 1];
	if (record->where.doc != open->theirs)
		return bad(err, "a record of a document that is not the last "
				"one begun");
	switch (record->type) {
	case DLP_RECORD_TEXT_PIECE:
		return take_text(relay, record, err);
	case DLP_RECORD_ERROR:
		if (record->error.message.len > DLP_RELAY_MESSAGE ||
		    relay->spool >= 0)
			return bad(err, "an error where none may be");
		open->failed = true;
		record->error.line = 0;
		return tell(relay, record);
	case DLP_RECORD_END:
		return relay->spool >= 0 ? hand_over(relay, err)
					 : take_end(relay, record, err);
	default:
		return bad(err, "a record that has no place here");
	}
}

enum dlp_status dlp_relay_line(struct dlp_relay *relay, struct dlp_span line,
			       struct dlp_error *err)
{
	struct dlp_record record;

	dlp_arena_reset(&relay->arena);
	if (dlp_record_parse(line, &relay->arena, &record, err))
		return bad(err, "a line that is no record");
	return take(relay, &record, err);
}

enum dlp_status dlp_relay_fail(struct dlp_relay *relay, enum dlp_code code,
			       const char *message)
{
	struct dlp_record record = dlp_record_error(NULL, code, message);
	enum dlp_status status = DLP_OK;

	if (relay->ended)
		return DLP_OK;
	if (!relay->depth)
		status = begin_first(relay, NULL);
	if (relay->spool >= 0) {
		/* It was not told yet: it never began. */
		close(relay->spool);
		relay->spool = -1;
		relay->depth--;
	}
	if (!status)
		status = tell(relay, &record);
	while (!status && relay->depth) {
		const struct open *open = &relay->open[relay->depth - 1];
		struct dlp_record end = { .type = DLP_RECORD_END };

		end.end.status = open->text || open->members ? DLP_END_PART
							     : DLP_END_NONE;
		end.end.bytes = open->text;
		end.end.reason = (struct dlp_span){ message, strlen(message) };
		status = tell(relay, &end);
		relay->depth--;
	}
	relay->ended = true;
	return status;
}
