#ifndef DLP_PDF_TALLY_H
#define DLP_PDF_TALLY_H

#include <stddef.h>

#include "extract/teller.h"

/*
 * Pages of which the same is to be said: how many there are, and which, as far
 * as a message has room.  Zero-initialise it.
 */
struct dlp_pdf_tally {
	unsigned pages;
	/* The rest is the module's. */
	unsigned first, last; /* the run of pages at hand, from 1 */
	char which[96];       /* the runs before it: `1-3, 7` */
	size_t len;
	bool full; /* there was no room for some */
};

/* Count `page`, from 1; no page comes before one that was counted. */
void dlp_pdf_tally_add(struct dlp_pdf_tally *tally, unsigned page);

/* `2 of 9 pages have no text: 3, 7`, as an error; nothing without pages. */
void dlp_pdf_tally_tell(struct dlp_pdf_tally *tally, struct dlp_teller *teller,
			enum dlp_code code, unsigned all, const char *what);

#endif
