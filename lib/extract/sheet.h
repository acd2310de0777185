#ifndef DLP_SHEET_H
#define DLP_SHEET_H

#include <stdbool.h>

#include "extract/source.h"
#include "extract/teller.h"

/*
 * SpreadsheetML (ECMA-376, part 1, 18).  A row of a sheet is a line with TAB
 * between cells, an empty cell too.  Cells share their strings, which stand in
 * a part of their own, and the names of sheets in yet another: both are
 * learned before the first sheet is read.
 */

struct dlp_markup;
struct dlp_sheets;

enum {
	DLP_SHEETS_STRINGS = 64 << 20, /* bytes of shared strings */
	DLP_SHEETS_COLUMNS = 16384,
};

/* NULL without memory. */
struct dlp_sheets *dlp_sheets_new(void);
void dlp_sheets_free(struct dlp_sheets *sheets);

/* Whether there is something to learn from the part of this name. */
bool dlp_sheets_want(struct dlp_span name);
/* As dlp_markup_read(), but nothing is told. */
const char *dlp_sheets_learn(struct dlp_sheets *sheets,
			     struct dlp_source *source, enum dlp_code *code);

/* Tell, behind all sheets, the strings that no cell has shown. */
void dlp_sheets_rest(struct dlp_sheets *sheets, struct dlp_teller *teller);

/* The nodes of a sheet, from the part called `name`; part->sheets is not NULL.
 */
void dlp_sheet_begin(struct dlp_markup *part, struct dlp_span name);
void dlp_sheet_open(struct dlp_markup *part, const char *name, bool empty);
void dlp_sheet_close(struct dlp_markup *part, const char *name);
void dlp_sheet_text(struct dlp_markup *part, struct dlp_span text);

#endif
