#ifndef DLP_TELLER_H
#define DLP_TELLER_H

#include <stdbool.h>

#include "extract/source.h"
#include "record/record.h"

/*
 * How a reader tells a document: `document`, its text in pieces, errors, and
 * `end`, in this order, to a dlp_record_fn.
 *
 * Text comes in as it falls; it goes out in pieces that are cut at a line end
 * where there is one, else between characters, by the text alone: neither time
 * nor the size of what came in shows.  The teller counts lines and offsets.
 * Once the receiver has answered DLP_FATAL nothing more is told; `status`
 * keeps that, so that a reader may check it now and then.
 */
struct dlp_teller {
	dlp_record_fn *fn;
	void *arg;
	size_t chunk; /* bytes of text in a piece, at most */
	struct dlp_where where;
	enum dlp_status status; /* DLP_FATAL: stop */
	enum dlp_end_status end;
	bool members; /* set when a document inside this one was told */
	/* The rest is the module's. */
	bool begun;
	const char *reason;
	uint64_t offset, line; /* of the first byte in `text` */
	struct dlp_buf text;
	struct dlp_buf marks; /* lines that dlp_teller_line() said */
	struct dlp_buf at;    /* of `text`, a JSON object; empty for none */
};

/* `where` is borrowed, its spans until the end. */
void dlp_teller_init(struct dlp_teller *teller, dlp_record_fn *fn, void *arg,
		     size_t chunk, const struct dlp_where *where);
void dlp_teller_release(struct dlp_teller *teller);

void dlp_teller_begin(struct dlp_teller *teller,
		      const struct dlp_document *document);

/* Text that follows on the last one. */
void dlp_teller_text(struct dlp_teller *teller, struct dlp_span text);

/*
 * What the text from here on is a part of, as a JSON object; empty for the
 * document's own.  Text from before another `at` goes out first.
 */
void dlp_teller_at(struct dlp_teller *teller, struct dlp_span at);

/*
 * The text from here on stands in this line of the document, from 1, whatever
 * the text has before.  Its line ends count again from there.
 */
void dlp_teller_line(struct dlp_teller *teller, uint64_t line);

/*
 * Something could not be read: an `error` record, and `end` will say `part`,
 * with `message`, a constant, as its reason when it is the first.
 */
void dlp_teller_error(struct dlp_teller *teller, enum dlp_code code,
		      const char *message);

/* As above where the system or a library knows more: err->msg and err->sys. */
void dlp_teller_error_sys(struct dlp_teller *teller, enum dlp_code code,
			  const struct dlp_error *err);

/* `end` will say `part` or `none` without an error: not what we read. */
void dlp_teller_lacks(struct dlp_teller *teller, enum dlp_end_status end,
		      const char *reason);

/*
 * All text goes out, but not `end`: before documents inside this one, which
 * stand between its text and its end.
 */
void dlp_teller_flush(struct dlp_teller *teller);

/*
 * The end.  A document that lacks something, and of which neither text nor a
 * member was told, is `none`.
 * `source` (may be NULL) gives the digest.
 */
void dlp_teller_end(struct dlp_teller *teller, const struct dlp_source *source);

#endif
