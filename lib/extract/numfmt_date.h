#ifndef DLP_NUMFMT_DATE_H
#define DLP_NUMFMT_DATE_H

#include "extract/numfmt.h"

/* Dates and times, and what numfmt.c and they share: one section of a code. */

/* Whether the section is that of a date or time. */
bool dlp_numfmt_is_date(struct dlp_span part);

/* As dlp_numfmt_add(); false for a number that is no date. */
bool dlp_numfmt_add_date(struct dlp_span part, double value, bool from_1904,
			 struct dlp_buf *out);

/* Bytes of the token at `at`, which is in the code: a character, with the one
 * that it stands for, a quotation or brackets. */
size_t dlp_numfmt_token(struct dlp_span code, size_t at);

/* Add what a token shows that stands for no part of the number. */
void dlp_numfmt_add_literal(struct dlp_span token, struct dlp_buf *out);

#endif
