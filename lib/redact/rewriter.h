#ifndef DLP_REWRITER_H
#define DLP_REWRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "record/record.h"
#include "redact/operator.h"
#include "redact/syntax.h"

/*
 * Copies one document and replaces what findings cover.  The output depends on
 * the bytes and the findings, never on how the input was cut; everything that
 * no finding covers comes out byte for byte.
 *
 * Overlapping findings are one replacement, named after the one that begins
 * first (the longest of those), so that no tail of a value is left.  What
 * structure a finding covers stays; of each token that it touches, the covered
 * part is replaced.  A character is never cut.
 *
 * Two ways to use it.  With a judge, the document is scanned on its way: the
 * judge reads the view, tells its findings by dlp_rewriter_cover(), and the
 * output follows as far as it has settled.  Without, the findings are told
 * first, in bytes of the source itself.
 */
struct dlp_rewriter;

struct dlp_judge {
	enum dlp_status (*feed)(void *arg, const struct dlp_text *text,
				struct dlp_error *err);
	enum dlp_status (*end)(void *arg, struct dlp_error *err);
	/* Up to where in the view every finding that begins was told. */
	uint64_t (*settled)(void *arg);
	void *arg;
};

/* One replacement: source bytes [from, to) are [at, end) of the output. */
struct dlp_edit {
	uint64_t from, to, at, end;
};

struct dlp_rewriter_opts {
	const struct dlp_syntax *syntax;
	const struct dlp_operator_opts *operators; /* checked by the caller */
	const struct dlp_judge *judge;             /* NULL for none */
	/* Told each replacement, in order; without a judge only; may be NULL.
	 */
	enum dlp_status (*edited)(void *arg, const struct dlp_edit *edit);
	void *arg;
};

/* What `opts` points to must outlive the rewriter.  NULL without memory. */
struct dlp_rewriter *dlp_rewriter_new(const struct dlp_rewriter_opts *opts);
void dlp_rewriter_free(struct dlp_rewriter *rw);

/* Another document begins, as with a new one; its memory is kept. */
void dlp_rewriter_reset(struct dlp_rewriter *rw);

/*
 * `length` bytes at `offset` are to be replaced in the name of `rule`. DLP_SKIP
 * where they, or the first of them, have left already (the rest is replaced
 * all the same), or for more rules than DLP_IDS_MAX; DLP_FATAL without
 * memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_rewriter_cover(struct dlp_rewriter *rw,
						  uint64_t offset,
						  uint64_t length,
						  struct dlp_span rule);

/*
 * Take `in` and add what is decided to `out`.  DLP_FATAL when the judge or
 * `edited` said so, or without memory; the judge's DLP_SKIP is passed on when
 * the work is done.
 */
DLP_MUST_CHECK enum dlp_status dlp_rewriter_feed(struct dlp_rewriter *rw,
						 struct dlp_span in,
						 struct dlp_buf *out,
						 struct dlp_error *err);

/* The document is at its end: the rest.  Likewise. */
DLP_MUST_CHECK enum dlp_status dlp_rewriter_end(struct dlp_rewriter *rw,
						struct dlp_buf *out,
						struct dlp_error *err);

/*
 * Where the document was against its syntax, and has been plain text since.
 */
struct dlp_rewriter_fault {
	struct dlp_syntax_error bad;
	uint64_t offset; /* bytes of the source */
	bool doubtful;   /* it may never have been of this syntax */
};
struct dlp_rewriter_fault dlp_rewriter_fault(const struct dlp_rewriter *rw);

#endif
