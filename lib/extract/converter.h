#ifndef DLP_CONVERTER_H
#define DLP_CONVERTER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "extract/sniff.h"

/*
 * Programs that read what we do not, as somebody configured them, a file each:
 * lines `key = value`, and # before a comment.
 *
 *   type     formats or media types, as documents are told with; commas between
 *   magic    bytes that such a document begins with; \xHH is a byte
 *   command  a path and its arguments, blanks between; no shell
 *   output   text, which is what is meant without it, or records
 *
 * A document goes to the first whose type, where it has one, and magic, where
 * it has one, both fit.
 */

enum {
	DLP_CONVERTER_WORDS = 64, /* of a command */
	DLP_CONVERTER_MAGIC = 256,
};

struct dlp_converter {
	const char *name;      /* of its file, without .conf */
	struct dlp_span types; /* as written; empty: any */
	struct dlp_span magic;
	char *argv[DLP_CONVERTER_WORDS + 1]; /* NULL at the end */
	bool records;
	const struct dlp_converter *next;
};

/*
 * Understand the text of the file of `name`.  What comes out lives in `arena`.
 * DLP_SKIP: err->msg has the line and what is wrong; DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_converter_parse(const char *name, struct dlp_span text,
		    struct dlp_arena *arena, struct dlp_converter **converter,
		    struct dlp_error *err);

/* The one for a document that begins with `head`; NULL for none. */
const struct dlp_converter *dlp_converter_find(const struct dlp_converter *list,
					       enum dlp_format format,
					       struct dlp_span head);

#endif
