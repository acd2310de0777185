#ifndef DLP_BIFF12_H
#define DLP_BIFF12_H

#include "extract/source.h"

/*
 * The records of a part of a workbook in XLSB ([MS-XLSB] 2.1.4): a type, a
 * size, and as many bytes.
 */

enum {
	DLP_BIFF12_RECORD = 1 << 20, /* bytes that are looked at together */
	/* The type of what is in no record, or the rest of one that is longer
	 * than that. */
	DLP_BIFF12_REST = 1 << 14,
};

/* Initialise it with a source, and all else 0. */
struct dlp_biff12 {
	struct dlp_source *source;
	unsigned type;
	struct dlp_span body;   /* valid until the next call */
	bool cut;               /* the part ends within a record */
	enum dlp_status status; /* why it can't be read further */
	/* The rest is the module's. */
	size_t had;
	uint64_t left;
};

/* The next record; false when there is none, `status` says why. */
bool dlp_biff12_next(struct dlp_biff12 *record);

/* Take a number off the front, the least byte first; 0 where it is cut. */
uint32_t dlp_biff12_take(struct dlp_span *rest, size_t bytes);

/* Take a string off the front, a count and UTF-16 (2.5.168), and add it in
 * UTF-8.  One without characters, or that is not there, is empty. */
void dlp_biff12_take_string(struct dlp_span *rest, struct dlp_buf *out);

#endif
