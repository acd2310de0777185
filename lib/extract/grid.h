#ifndef DLP_GRID_H
#define DLP_GRID_H

#include <stdbool.h>

#include "extract/teller.h"

/*
 * Sheets of a workbook on their way to the teller: a row is a line with TAB
 * between cells, the empty ones too, and its `at` says which it is.  Cells that
 * are hidden in a row that is not are a line of their own behind it, in their
 * columns.  The first row that is words throughout names the columns
 * (`columns` in its `at`, for the row and those behind it).
 */

enum {
	DLP_GRID_COLUMNS = 16384,
	DLP_GRID_LINE = 16 << 20,   /* bytes of a row's hidden cells */
	DLP_GRID_NAMES = 16 << 10,  /* of names of columns */
	DLP_GRID_STORED = 16 << 20, /* of what is stored beside what is shown */
};

/* Initialise it before use; `row` may be read. */
struct dlp_grid {
	struct dlp_teller *teller;
	uint64_t row; /* from 1 */
	/* The rest is the module's. */
	struct dlp_buf sheet, stored, at;
	bool hidden;     /* the sheet */
	bool hidden_row; /* the row */
	bool named;      /* the columns of the sheet */
	bool numbers;    /* are in the row */
	bool told;       /* some of the row was, as it is long */
	unsigned words;  /* cells of the row with words */
	struct dlp_grid_line {
		struct dlp_buf text;
		unsigned column; /* of its last cell; 0: none */
	} line[2];               /* shown, hidden */
};

void dlp_grid_init(struct dlp_grid *grid, struct dlp_teller *teller);
void dlp_grid_release(struct dlp_grid *grid);

/* A sheet, by its name. */
void dlp_grid_begin(struct dlp_grid *grid, struct dlp_span sheet, bool hidden);
/* Tell what is stored. */
void dlp_grid_end(struct dlp_grid *grid);

void dlp_grid_begin_row(struct dlp_grid *grid, uint64_t row, bool hidden);
void dlp_grid_end_row(struct dlp_grid *grid);

/*
 * A cell of the row, in a column from 1, left to right; TAB and line ends in it
 * become blanks.  Nothing when it is empty.
 */
struct dlp_grid_cell {
	unsigned column;
	bool number; /* a date too */
	bool hidden;
};
void dlp_grid_add(struct dlp_grid *grid, const struct dlp_grid_cell *cell,
		  struct dlp_span text);

/* What is stored for a cell that shows something else. */
void dlp_grid_store(struct dlp_grid *grid, struct dlp_span text);

#endif
