#ifndef DLP_XLS_H
#define DLP_XLS_H

#include "extract/compound.h"

/*
 * Excel's binary workbooks ([MS-XLS], BIFF8 of Excel 97 to 2003, BIFF5 of Excel
 * 5 and 95): all sheets, hidden ones as such; comments, boxes, links, strings
 * of formulas and of macros of old, defined names, headers and footers; shared
 * strings that no cell shows, and what is kept of the data of pivot tables.
 */
void dlp_xls_read(struct dlp_compound *compound, int entry);
/* Its pictures; all own text must have been told. */
void dlp_xls_tell_members(struct dlp_compound *compound, int entry);

#endif
