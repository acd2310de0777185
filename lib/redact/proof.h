#ifndef DLP_PROOF_H
#define DLP_PROOF_H

#include "detect/scanner.h"
#include "redact/cover.h"
#include "redact/ids.h"
#include "redact/rewriter.h"

/*
 * The last word on a redaction: its output is scanned again, as the input was,
 * and none of the findings that were to be removed may be left.
 *
 * One is left where the same rule finds a byte that it was to remove, or, in a
 * replacement, a part of what that replaced.  That a replacement looks like a
 * value to the rule (a password that reads `[REDACTED:...]`) is none.
 */
struct dlp_proof {
	struct dlp_engine *engine;
	struct dlp_scanner_learned learned;
	/* What was to be removed, in bytes of the source, by start. */
	const struct dlp_cover *cover;
	size_t covers;
	const struct dlp_ids *ids; /* their rules */
	/* What was done, in order. */
	const struct dlp_edit *edit;
	size_t edits;
	int source, output; /* both readable by pread(2) */
};

/*
 * DLP_OK: proven.  DLP_SKIP: not; `err` says why.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_proof_run(const struct dlp_proof *proof,
					     const struct dlp_where *where,
					     struct dlp_error *err);

#endif
