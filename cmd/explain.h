#ifndef DLP_CMD_EXPLAIN_H
#define DLP_CMD_EXPLAIN_H

#include "detect/explain.h"
#include "rules.h"

/* Why something is a finding or is none: --explain-text and --explain-at. */

/*
 * Scan `text` as a document that came on stdin, for the trace of `opts`.
 */
void explain_scan(struct dlp_engine *engine,
		  const struct dlp_scanner_opts *opts, struct dlp_span text);

/*
 * Write what was told: a record of type `explanation` each, or for people, with
 * a line for each rule that did not match, and all at length with `all`.  Of
 * rules that --rules names those that nothing called up are told too.
 */
void explain_write(struct dlp_explain *explain, const struct cli_rules *rules,
		   bool records, bool all);

#endif
