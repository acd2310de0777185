#ifndef DLP_DOC_STYLE_H
#define DLP_DOC_STYLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/*
 * The properties of characters and paragraphs that matter to us, from the pages
 * of 512 bytes that Word keeps them in ([MS-DOC] 2.8.5 and 2.8.6), by the place
 * of the text in its stream.
 */

/* The streams of a document. */
struct dlp_doc_bytes {
	struct dlp_span main;  /* WordDocument: text and pages */
	struct dlp_span table; /* what the header points to */
	struct dlp_span data;  /* properties too large for a page */
	bool old;              /* of Word 6 or 95: all in `main` */
};

enum {
	DLP_DOC_PAGE = 512,
	DLP_DOC_HIDDEN = 1,
	DLP_DOC_DELETED = 2,
	DLP_DOC_IN_TABLE = 4,
	DLP_DOC_ROW_END = 8,
};

struct dlp_doc_run {
	uint32_t from, to; /* bytes of `main`, half-open */
	unsigned flags;
};

/* Runs in ascending order, without those that have no flag. */
struct dlp_doc_runs {
	struct dlp_doc_run *run;
	size_t runs, room;
	bool failed; /* for want of memory */
};

/*
 * A table of such pages, in the bytes that the header points to: how many, and
 * the number of the nth.
 */
size_t dlp_doc_pages(const struct dlp_doc_bytes *bytes, struct dlp_span plc);
uint32_t dlp_doc_page(const struct dlp_doc_bytes *bytes, struct dlp_span plc,
		      size_t n);

/* Zero-initialise; the runs are the caller's to free. */
void dlp_doc_runs_load(struct dlp_doc_runs *runs,
		       const struct dlp_doc_bytes *bytes, struct dlp_span plc,
		       bool paragraphs);

/* The flags at `fc`, which stand until `*until`, or UINT32_MAX. */
unsigned dlp_doc_runs_at(const struct dlp_doc_runs *runs, uint32_t fc,
			 uint32_t *until);

/* `flags` as a list of property modifiers changes them (2.2.5.1). */
unsigned dlp_doc_modify(const struct dlp_doc_bytes *bytes, struct dlp_span list,
			unsigned flags);

/* Likewise for a modifier of Word 6's numbering, which is also that of the
 * short form in a piece (2.9.214). */
unsigned dlp_doc_modify_one(unsigned number, unsigned value, unsigned flags);

#endif
