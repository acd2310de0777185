#ifndef DLP_RAW_H
#define DLP_RAW_H

#include "base/buf.h"
#include "base/error.h"
#include "detect/scanner.h"
#include "redact/operator.h"

/*
 * One stream of data, scanned and rewritten on its way: log lines, the body of
 * a response.  Constant memory on a stream of any length.
 */
struct dlp_raw;

enum dlp_raw_kind {
	/*
	 * By the first bytes: `{` or `[` behind white space is JSON, NUL within
	 * DLP_RAW_SNIFF passes untouched and is an error `unsupported`, the
	 * rest is text.  Until it is known, nothing leaves.
	 */
	DLP_RAW_AUTO,
	DLP_RAW_TEXT,
	DLP_RAW_JSON,
	DLP_RAW_CSV,
};

enum { DLP_RAW_SNIFF = 4096 };

/* What these point to must outlive what is made with them. */
struct dlp_raw_opts {
	enum dlp_raw_kind kind;
	bool replace; /* else the bytes leave as they came */
	const struct dlp_operator_opts *operators;
	struct dlp_span allow; /* globs of rules that are left alone */
	struct dlp_engine *engine;
	const struct dlp_scanner_opts *scanner;
	/* Gets each `finding` that is not allowed, and each `error`. */
	dlp_record_fn *tell;
	void *arg;
};

/* `where` is borrowed for as long.  NULL, with `err`, when it can't begin. */
struct dlp_raw *dlp_raw_new(const struct dlp_raw_opts *opts,
			    const struct dlp_where *where,
			    struct dlp_error *err);
void dlp_raw_free(struct dlp_raw *raw);

/*
 * Another stream begins, whatever became of the last one, as with a new one:
 * what serves many responses in a row pays for memory and set-up once.
 */
DLP_MUST_CHECK enum dlp_status dlp_raw_reset(struct dlp_raw *raw,
					     const struct dlp_where *where,
					     struct dlp_error *err);

/*
 * Take `in` and add what is decided to `out`.  DLP_FATAL: nothing more may be
 * let through.
 */
DLP_MUST_CHECK enum dlp_status dlp_raw_feed(struct dlp_raw *raw,
					    struct dlp_span in,
					    struct dlp_buf *out,
					    struct dlp_error *err);

/* The rest.  DLP_SKIP when an `error` was told. */
DLP_MUST_CHECK enum dlp_status
dlp_raw_end(struct dlp_raw *raw, struct dlp_buf *out, struct dlp_error *err);

/* Findings that were told. */
uint64_t dlp_raw_found(const struct dlp_raw *raw);

/* Whether the data is JSON, as far as is known. */
bool dlp_raw_is_json(const struct dlp_raw *raw);

#endif
