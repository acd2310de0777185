#ifndef DLP_PDF_EXTRACT_H
#define DLP_PDF_EXTRACT_H

#include <stdbool.h>

#include "base/span.h"
#include "pdf/out.h"

/*
 * All the text of one PDF: its pages, then what else it holds, then its older
 * revisions, and `end`.  Attachments come between text and end.
 */

enum {
	DLP_PDF_PAGES = 50000,         /* default of max_pages */
	DLP_PDF_TEXT = 512 << 20,      /* bytes, default of max_text */
	DLP_PDF_REVISIONS = 8,         /* older ones that are read */
	DLP_PDF_STORE = 16 << 20,      /* bytes of MuPDF's cache */
	DLP_PDF_ATTACHMENT = 64 << 20, /* bytes of one attachment */
};

/* An attachment; DLP_FATAL stops.  Bytes and name are borrowed. */
typedef enum dlp_status dlp_pdf_attachment_fn(void *arg, struct dlp_span name,
					      struct dlp_span bytes);

struct dlp_pdf_opts {
	uint64_t max_pages;
	uint64_t max_text;
	size_t chunk; /* bytes of text in a record */
	/* Pages that are pictures of text are told as attachments in PNG. */
	bool pictures;
	dlp_record_fn *tell;
	dlp_pdf_attachment_fn *attach;
	void *arg; /* of both */
};

/*
 * Read `file`.  What cannot be read is an `error` record and no `whole` end.
 * DLP_FATAL: the receiver stopped it or there is no memory to begin with; then
 * there is no `end`.
 */
DLP_MUST_CHECK enum dlp_status dlp_pdf_extract(struct dlp_span file,
					       const struct dlp_pdf_opts *opts);

#endif
