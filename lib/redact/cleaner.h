#ifndef DLP_CLEANER_H
#define DLP_CLEANER_H

#include "detect/scanner.h"
#include "redact/operator.h"

/*
 * From a record stream to clean files.  It collects the findings of each
 * document; when the document has ended whole, it reads the file again, checks
 * that it is the one that was scanned, applies exactly these findings, proves
 * the result and only then gives it its name.
 *
 * What can't be done is told as an `error` record, and there is no output for
 * that document.
 */
struct dlp_cleaner;

enum { DLP_CLEANER_FINDINGS = 1 << 20 }; /* of one document, default */

/* What it points to must outlive the cleaner. */
struct dlp_cleaner_opts {
	/*
	 * The folder that the copies go to, below which the paths are mirrored
	 * as they are below `root`; NULL: in place, which needs `root`.
	 */
	const char *output;
	const char *root;   /* NULL: all of the path is mirrored */
	bool changed_only;  /* documents without findings are not copied */
	bool force;         /* replace what is there */
	const char *backup; /* in place: suffix of the old file, or NULL */
	size_t max_findings;
	const struct dlp_operator_opts *operators;
	/* Findings below or outside of these are left alone. */
	enum dlp_severity min_severity;
	enum dlp_confidence min_confidence;
	unsigned categories;   /* bit set of 1 << enum dlp_category; 0: all */
	struct dlp_span allow; /* globs of rules that are left alone, too */
	/* For the proof. */
	struct dlp_engine *engine;
	struct dlp_scanner_learned learned;
	/* Gets each `redaction` and `error`. */
	dlp_record_fn *tell;
	void *arg;
};

/* NULL, with `err`, when the output can't be opened. */
struct dlp_cleaner *dlp_cleaner_new(const struct dlp_cleaner_opts *opts,
				    struct dlp_error *err);
void dlp_cleaner_free(struct dlp_cleaner *cleaner);

/*
 * A record of the stream, in its order.  At the `end` of a document the work
 * is done and told, before this returns; pass the record on after that.
 * DLP_FATAL when `tell` said so, or without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_cleaner_take(struct dlp_cleaner *cleaner,
						const struct dlp_record *record,
						struct dlp_error *err);

/*
 * A record of the stream could not be read: it may have been a finding, so
 * that there is no output for the document that is open.
 */
void dlp_cleaner_lose(struct dlp_cleaner *cleaner);

#endif
