#ifndef DLP_NUMFMT_H
#define DLP_NUMFMT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * Numbers of spreadsheets as their cells show them, by the format code of the
 * cell (ECMA-376, part 1, 18.8.31), in the words of English.
 *
 * That is done where the format makes something else of a number: a date or
 * time, and digits in groups or with zeros before them, such as 000-00-0000.
 * Other formats round and decorate, by which what is stored only gets less.
 */

/*
 * Add `value` as `code` shows it; `from_1904` is the workbook's calendar, which
 * otherwise begins in 1900.  False, and nothing is added, where its format is
 * none of those.
 */
bool dlp_numfmt_add(struct dlp_span code, double value, bool from_1904,
		    struct dlp_buf *out);

/* Add the number as it is stored: its digits, as many as are true. */
void dlp_numfmt_add_stored(double value, struct dlp_buf *out);

/* The code of the formats that no workbook describes, by their number; empty
 * for those of plain numbers and text. */
struct dlp_span dlp_numfmt_built_in(unsigned number);

#endif
