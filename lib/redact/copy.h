#ifndef DLP_COPY_H
#define DLP_COPY_H

#include "base/digest.h"
#include "redact/cover.h"
#include "redact/ids.h"
#include "redact/rewriter.h"

/*
 * The findings of one document, and its clean copy made with them.
 * Zero-initialise it.
 */
struct dlp_copy {
	struct dlp_cover *cover; /* by start, once it is written */
	size_t covers, cover_cap;
	struct dlp_ids ids;
	struct dlp_edit *edit; /* what was done, in order */
	size_t edits, edit_cap;
	char digest_in[DLP_DIGEST_SIZE + 1], digest_out[DLP_DIGEST_SIZE + 1];
};

/* Forget the findings, keep the memory. */
void dlp_copy_clear(struct dlp_copy *copy);
void dlp_copy_release(struct dlp_copy *copy);

/*
 * One more finding, or a part of one, which does not count; in bytes of the
 * file.  DLP_SKIP over `max`, or for an id that can't be one.
 */
DLP_MUST_CHECK enum dlp_status dlp_copy_add(struct dlp_copy *copy,
					    uint64_t offset, uint64_t length,
					    struct dlp_span rule, bool part,
					    size_t max);

/*
 * Read `from` whole, write it to `to` with the findings applied, and take both
 * digests.  DLP_SKIP with err->sys, or when more than `max` places would have
 * to be replaced.
 */
DLP_MUST_CHECK enum dlp_status
dlp_copy_write(struct dlp_copy *copy, const struct dlp_syntax *syntax,
	       const struct dlp_operator_opts *operators, int from, int to,
	       size_t max, struct dlp_error *err);

#endif
