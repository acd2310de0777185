#ifndef DLP_XLS_FORMULA_H
#define DLP_XLS_FORMULA_H

#include "extract/biff.h"

/*
 * Add the strings in the tokens of a formula ([MS-XLS] 2.5.198) to `out`, a
 * line each: in the formulas of cells and names, and in the macros of old that
 * are made of such.
 */
void dlp_xls_formula_add(struct dlp_biff_text *text, struct dlp_span tokens,
			 struct dlp_buf *out);

#endif
