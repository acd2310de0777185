#ifndef DLP_BIFF_H
#define DLP_BIFF_H

#include "extract/compound.h"

/*
 * The records that Excel's binary workbooks are made of ([MS-XLS] 2.1.4): a
 * type, a size and as many bytes.  What is too long for one goes on in CONTINUE
 * records behind it.
 */

enum { DLP_BIFF_CONTINUE = 0x3c };

/* One record after another; zero-initialise all but the stream. */
struct dlp_biff {
	struct dlp_span stream;
	size_t at; /* of this record in the stream */
	unsigned type;
	struct dlp_span body; /* what is there of it */
	size_t next;
};

/* The next record; false at the end. */
bool dlp_biff_next(struct dlp_biff *biff);

/* The bytes of a record and of those that continue it. */
struct dlp_biff_run {
	struct dlp_span stream, rest; /* `rest` is of this record */
	size_t next;
	bool ended;
};

/* From byte `skip` of the body of the record that `biff` is at. */
void dlp_biff_run_init(struct dlp_biff_run *run, const struct dlp_biff *biff,
		       size_t skip);
/* A number of 1 to 4 bytes; bytes that are not there are 0. */
uint32_t dlp_biff_take(struct dlp_biff_run *run, unsigned bytes);
void dlp_biff_pass(struct dlp_biff_run *run, uint64_t bytes);

/* How the strings of a workbook are read; release `wide`. */
struct dlp_biff_text {
	struct dlp_compound *compound;
	bool old; /* BIFF5: bytes of the workbook's code page */
	struct dlp_buf wide;
};

/*
 * Add a string to `out`: its length in characters in `size` bytes, then, but in
 * BIFF5, flags, then its characters, formats and notes (2.5.293, 2.5.294).
 */
void dlp_biff_add_string(struct dlp_biff_text *text, struct dlp_biff_run *run,
			 unsigned size, struct dlp_buf *out);

/* Add `n` characters, behind their flags, which say whether they are wide. */
void dlp_biff_add_chars(struct dlp_biff_text *text, struct dlp_biff_run *run,
			size_t n, bool wide, struct dlp_buf *out);

#endif
