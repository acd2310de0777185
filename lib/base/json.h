#ifndef DLP_JSON_H
#define DLP_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/*
 * A strict reader of one JSON text (RFC 8259) and a writer.  Bad UTF-8, lone
 * surrogates, duplicate members, bytes behind the value, nesting over
 * DLP_JSON_DEPTH and more than DLP_JSON_MEMBERS members in one object (which
 * keeps the search for duplicates cheap) are errors.
 */

enum {
	DLP_JSON_DEPTH = 64,
	DLP_JSON_MEMBERS = 4096,
};

enum dlp_json_type {
	DLP_JSON_NULL,
	DLP_JSON_FALSE,
	DLP_JSON_TRUE,
	DLP_JSON_NUMBER,
	DLP_JSON_STRING,
	DLP_JSON_ARRAY,
	DLP_JSON_OBJECT,
};

/*
 * One value.  Spans point into the text that was parsed or into the arena,
 * and live as long as both.
 */
struct dlp_json {
	enum dlp_json_type type;
	struct dlp_span key;    /* of a member: its name, decoded */
	struct dlp_span text;   /* of a string: decoded; a number: as written */
	struct dlp_span raw;    /* the value as it stands in the text */
	struct dlp_json *child; /* first element or member */
	struct dlp_json *next;  /* the one after this in the same parent */
};

/*
 * Parse the whole of `in`.  DLP_SKIP for text that is not JSON (err->offset
 * says where) or passes the arena's limit.
 */
DLP_MUST_CHECK enum dlp_status dlp_json_parse(struct dlp_span in,
					      struct dlp_arena *arena,
					      struct dlp_json **root,
					      struct dlp_error *err);

/* The member `key` of an object; NULL where there is none, or no object. */
const struct dlp_json *dlp_json_get(const struct dlp_json *object,
				    const char *key);

/* A number without sign, fraction or exponent that fits. */
bool dlp_json_uint(const struct dlp_json *value, uint64_t *out);

/*
 * Writing, into a buffer whose sticky status is checked at the end.  Commas
 * are put by what stands before: a value or key after `{`, `[`, `:` or at the
 * start of the buffer gets none.  Bytes of `text` that are no UTF-8 become
 * U+FFFD.  Controls below 0x20 are escaped.  A `key` is a name of ours, which
 * needs no escape.
 */
void dlp_json_open(struct dlp_buf *out, char bracket);  /* { or [ */
void dlp_json_close(struct dlp_buf *out, char bracket); /* } or ] */
void dlp_json_key(struct dlp_buf *out, const char *key);
void dlp_json_text(struct dlp_buf *out, struct dlp_span text);
void dlp_json_number(struct dlp_buf *out, uint64_t value);
void dlp_json_bool(struct dlp_buf *out, bool value);
/* A value that is JSON already, copied unchanged. */
void dlp_json_raw(struct dlp_buf *out, struct dlp_span json);

/* Key and value at once, for the common case. */
void dlp_json_add_text(struct dlp_buf *out, const char *key,
		       struct dlp_span text);
void dlp_json_add_number(struct dlp_buf *out, const char *key, uint64_t value);

/*
 * The inside of a string token, without its quotes: `text` escaped as the
 * writer does it.
 */
void dlp_json_escape(struct dlp_buf *out, struct dlp_span text);

#endif
