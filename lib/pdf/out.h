#ifndef DLP_PDF_OUT_H
#define DLP_PDF_OUT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"
#include "extract/teller.h"

/*
 * The text of one document on its way out: a teller, to which every piece of
 * text says where it stands, and a limit on the whole of it.
 */
struct dlp_pdf_out {
	struct dlp_teller teller;
	uint64_t left; /* bytes of text that may still come */
	bool cut;      /* some did not */
	struct dlp_buf at, mended;
};

void dlp_pdf_out_init(struct dlp_pdf_out *out, size_t chunk, uint64_t max_text,
		      dlp_record_fn *tell, void *arg);
void dlp_pdf_out_release(struct dlp_pdf_out *out);

enum { DLP_PDF_NAME = 1024 }; /* bytes of a name outside of the text */

/* As much of a field's or an attachment's name as goes into a record. */
struct dlp_span dlp_pdf_name(struct dlp_span name);

/*
 * Where the text that follows stands: `page` from 1, 0 for none; `part` NULL
 * and `key` empty for none; `revision` that of an older state, 0 for the last;
 * `hidden` where the page does not show it.
 */
struct dlp_pdf_place {
	uint64_t page, revision;
	bool hidden;
	const char *part;
	struct dlp_span key;
};

void dlp_pdf_out_at(struct dlp_pdf_out *out, const struct dlp_pdf_place *place);

/* Add text; bytes that are no UTF-8 become U+FFFD. */
void dlp_pdf_out_add(struct dlp_pdf_out *out, struct dlp_span text);
/* The text and a newline, unless it ends in one; nothing when it is empty. */
void dlp_pdf_out_line(struct dlp_pdf_out *out, struct dlp_span text);
/* `name: value` on a line of its own; nothing when there is no value. */
void dlp_pdf_out_pair(struct dlp_pdf_out *out, struct dlp_span name,
		      struct dlp_span value);

/* Whoever gets the records wants no more, or memory is gone. */
static inline bool dlp_pdf_out_stopped(const struct dlp_pdf_out *out)
{
	return out->teller.status != DLP_OK || out->cut;
}

#endif
