#ifndef DLP_XLS_CELLS_H
#define DLP_XLS_CELLS_H

#include "extract/xls_book.h"

/*
 * The cells of one sheet: a row is a line with TAB between cells, as in all
 * spreadsheets.  A number is told as its cell shows it; where that is not what
 * is stored, that aside.
 */
struct dlp_xls_cells {
	struct dlp_xls_book *book;
	struct dlp_span name; /* of the sheet */
	bool hidden, macro;
	/* Where we are. */
	bool begun; /* a row has */
	unsigned row, told;
	unsigned column, style; /* of a formula whose text follows */
	bool waiting;
	struct dlp_buf value;  /* of a cell */
	struct dlp_buf stored; /* where it differs */
};

void dlp_xls_cells_begin(struct dlp_xls_cells *cells, struct dlp_xls_book *book,
			 const struct dlp_xls_sheet *sheet);
/* Take a record; false for one that is of no cell. */
bool dlp_xls_cells_take(struct dlp_xls_cells *cells,
			const struct dlp_biff *biff);
void dlp_xls_cells_end(struct dlp_xls_cells *cells);

#endif
