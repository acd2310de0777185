#ifndef DLP_FILTER_H
#define DLP_FILTER_H

#include "detect/scanner.h"
#include "record/tally.h"

/*
 * What dlp-scan is between its input and its output: records go in, and come
 * out with findings in the place of text.  Where they come from, a stream on
 * stdin or a reader in the same process, makes no difference.
 */
struct dlp_filter;

/* As dlp_scanner_new(); findings and all that passes go to `fn`. */
struct dlp_filter *dlp_filter_new(struct dlp_engine *engine,
				  const struct dlp_scanner_opts *opts,
				  dlp_record_fn *fn, void *arg);
void dlp_filter_free(struct dlp_filter *filter);

/*
 * Take one record, of a stream in order.  Text is consumed, everything else
 * passes.  DLP_FATAL: no memory, or `fn` said so.
 */
DLP_MUST_CHECK enum dlp_status dlp_filter_take(struct dlp_filter *filter,
					       const struct dlp_record *record,
					       struct dlp_error *err);

/* As dlp_scanner_flush(). */
DLP_MUST_CHECK enum dlp_status dlp_filter_flush(struct dlp_filter *filter,
						struct dlp_error *err);

/* An `error` record of our own; `line` is of the record stream, 0 for none. */
DLP_MUST_CHECK enum dlp_status
dlp_filter_fault(struct dlp_filter *filter, enum dlp_code code,
		 const char *message, uint64_t line, struct dlp_error *err);

/* The input broke off within a document: what was found in it is told. */
DLP_MUST_CHECK enum dlp_status dlp_filter_cut(struct dlp_filter *filter,
					      struct dlp_error *err);

/* What came out so far. */
const struct dlp_tally *dlp_filter_tally(const struct dlp_filter *filter);
const struct dlp_scanner_counts *
dlp_filter_found(const struct dlp_filter *filter);

#endif
