#ifndef DLP_RECORD_H
#define DLP_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/span.h"
#include "record/level.h"

/*
 * What flows between the tools: one record a line, dlp-records(5).  The same
 * structure is what a reader of the stream hands out, what a writer takes, and
 * what travels inside a process where no JSON is needed.
 *
 * Every span is borrowed: from the line and the arena of the reader until its
 * next call, or from whoever filled the record in.  An empty span, a NULL
 * pointer and a count of 0 stand for a member that is not there.
 */

enum {
	DLP_RECORD_VERSION = 1,
	DLP_RECORD_MAX = 4 << 20,   /* bytes of a line, default */
	DLP_RECORD_TEXT = 32 << 10, /* bytes of text in a piece, default */
	DLP_RECORD_TEXT_MAX = 256 << 10,
	DLP_MEMBER_DEPTH = 8, /* containers within one another */
};

enum dlp_record_type {
	DLP_RECORD_OTHER, /* of a type that we don't know: passed on */
	DLP_RECORD_STREAM,
	DLP_RECORD_DOCUMENT,
	DLP_RECORD_TEXT_PIECE,
	DLP_RECORD_FINDING,
	DLP_RECORD_END,
	DLP_RECORD_ERROR,
	DLP_RECORD_REDACTION,
	DLP_RECORD_ALERT,
	DLP_RECORD_SUMMARY,
};

/* What an `error` record tells; dlp_code_name() has the spelling. */
enum dlp_code {
	DLP_CODE_ENCRYPTED,
	DLP_CODE_CORRUPT,
	DLP_CODE_UNSUPPORTED,
	DLP_CODE_TOO_LARGE,
	DLP_CODE_TOO_DEEP,
	DLP_CODE_TOO_MANY,
	DLP_CODE_TIMEOUT,
	DLP_CODE_CRASH,
	DLP_CODE_DENIED,
	DLP_CODE_IO,
	DLP_CODE_BAD_RECORD,
	DLP_CODE_TRUNCATED,
	DLP_CODE_GAP,
	DLP_CODE_CHANGED,
	DLP_CODE_MATCH_LIMIT,
	DLP_CODE_NO_TEXT,
	DLP_CODE_SANDBOX,
	DLP_CODE_CONVERTER,
	DLP_CODES,
};

const char *dlp_code_name(enum dlp_code code);
bool dlp_code_parse(struct dlp_span word, enum dlp_code *out);

/* Which document a record speaks of. */
struct dlp_where {
	uint64_t doc; /* from 1 in order of output; 0 for none */
	/* The name's own bytes: what is no UTF-8 travels in `path_bytes`. */
	struct dlp_span path;
	/* Names inside containers, outermost first. */
	struct dlp_span member[DLP_MEMBER_DEPTH];
	size_t members;
};

struct dlp_stream {
	uint64_t version; /* 0 is written as DLP_RECORD_VERSION */
	struct dlp_span tool, host, rules;
};

struct dlp_document {
	struct dlp_span format, media_type, mtime, encoding;
	bool has_size;
	uint64_t size;            /* bytes */
	struct dlp_span metadata; /* a JSON object */
};

struct dlp_text {
	uint64_t offset; /* bytes into the document's text */
	uint64_t line;   /* of the first byte, from 1 */
	/*
	 * Where the lines of the text are not those of the document: a JSON
	 * array of pairs, bytes into this piece and the line that stands there,
	 * each further on than the last.
	 */
	struct dlp_span lines;
	/* Bytes that are not UTF-8 go out as `bytes`, in base64. */
	struct dlp_span text;
	struct dlp_span at; /* a JSON object */
};

enum { DLP_PARTS = 8, DLP_WHYS = 24, DLP_ALSOS = 8, DLP_DECODES = 4 };

struct dlp_part {
	struct dlp_span name;
	uint64_t offset, length; /* bytes, as the finding's */
};

struct dlp_finding {
	struct dlp_span at;      /* a JSON object, from the text */
	uint64_t line, column;   /* from 1; columns in characters */
	uint64_t offset, length; /* of the value, bytes into the text */
	struct dlp_part part[DLP_PARTS];
	size_t parts;
	struct dlp_span rule, name;
	enum dlp_category category;
	enum dlp_severity severity;
	enum dlp_confidence confidence;
	double score; /* 0 to 1 */
	struct dlp_span why[DLP_WHYS];
	size_t whys;
	struct dlp_span match, excerpt; /* masked */
	struct dlp_span fingerprint, value_id;
	struct dlp_span decoded[DLP_DECODES];
	size_t decodes;
	struct dlp_span also[DLP_ALSOS];
	size_t alsos;
	struct dlp_span suppressed;
	struct dlp_span value; /* with --show-values only */
};

enum dlp_end_status { DLP_END_WHOLE, DLP_END_PART, DLP_END_NONE };

struct dlp_end {
	/* where.doc == 0: the end of the stream, which has `documents`. */
	enum dlp_end_status status;
	struct dlp_span reason;
	uint64_t bytes; /* of text */
	struct dlp_span digest;
	uint64_t documents;
};

struct dlp_fault {
	enum dlp_code code;
	struct dlp_span message;
	uint64_t line; /* of the record stream; 0 for none */
};

struct dlp_count {
	struct dlp_span name;
	uint64_t count;
};

struct dlp_redaction {
	struct dlp_span output;
	const struct dlp_count *counts; /* by rule */
	size_t n_counts;
	struct dlp_span digest_in, digest_out;
	bool proof;
};

struct dlp_alert {
	struct dlp_span policy, action;
	uint64_t findings, incident;
	bool delivered;
	struct dlp_span reason; /* why it was not */
};

struct dlp_record {
	enum dlp_record_type type;
	struct dlp_where where;
	union {
		struct dlp_stream stream;
		struct dlp_document document;
		struct dlp_text text;
		struct dlp_finding finding;
		struct dlp_end end;
		struct dlp_fault error;
		struct dlp_redaction redaction;
		struct dlp_alert alert;
	};
	/* Of a record that was read: */
	struct dlp_span line;        /* as it stood, without the newline */
	const struct dlp_json *json; /* all its members */
};

/* As in "type"; empty for DLP_RECORD_OTHER. */
const char *dlp_record_type_name(enum dlp_record_type type);

/*
 * Takes a record; it is borrowed for the call.  DLP_FATAL stops whoever makes
 * the records (the output is gone, say), anything else lets it go on.
 */
typedef enum dlp_status dlp_record_fn(void *arg,
				      const struct dlp_record *record);

/*
 * Add `record` as one line, newline included.  OTHER and SUMMARY are written
 * from `line`, as they stand.  Check out->status afterwards.
 */
void dlp_record_write(struct dlp_buf *out, const struct dlp_record *record);

/*
 * Understand one line without its newline.  The line and `arena` must live as
 * long as the record.  DLP_SKIP: it is no record of version 1, err says why.
 */
DLP_MUST_CHECK enum dlp_status dlp_record_parse(struct dlp_span line,
						struct dlp_arena *arena,
						struct dlp_record *record,
						struct dlp_error *err);

/*
 * Member names joined behind the path as people see them, `a.zip!/b.txt`,
 * unescaped.
 */
void dlp_where_text(struct dlp_buf *out, const struct dlp_where *where);

/* An `error` record about `where` (NULL for none) in one call. */
struct dlp_record dlp_record_error(const struct dlp_where *where,
				   enum dlp_code code, const char *message);

/* Add the JSON Schema of the records, for --schema. */
void dlp_record_schema(struct dlp_buf *out);

#endif
