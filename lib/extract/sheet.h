#ifndef DLP_SHEET_H
#define DLP_SHEET_H

#include <stdbool.h>

#include "extract/book.h"
#include "extract/grid.h"

/*
 * A sheet of SpreadsheetML (ECMA-376, part 1, 18.3).  A number is told as its
 * cell shows it where its format makes something else of it, such as a date,
 * and as it is stored beside that.
 */

struct dlp_markup;
struct dlp_xml;

enum dlp_sheet_type {
	DLP_SHEET_NUMBER,
	DLP_SHEET_SHARED, /* string, by its number */
	DLP_SHEET_TRUTH,
	DLP_SHEET_WORDS, /* as they are */
};

struct dlp_sheet {
	struct dlp_book *book; /* borrowed; NULL: the document has no sheets */
	struct dlp_buf value, shown, formula;
	struct dlp_buf besides; /* for the flow */
	unsigned column;
	uint64_t style;
	enum dlp_sheet_type type;
	bool macro; /* formulas are what it does */
	unsigned phonetic;
	enum {
		DLP_SHEET_NOTHING,
		DLP_SHEET_VALUE,
		DLP_SHEET_FORMULA,
		DLP_SHEET_MARGIN,
	} within;
	unsigned char hidden[DLP_GRID_COLUMNS / 8 + 1]; /* columns */
};

void dlp_sheet_init(struct dlp_sheet *sheet, struct dlp_book *book);
void dlp_sheet_release(struct dlp_sheet *sheet);

/* The nodes of a sheet, from the part called `name`; part->sheet has a book. */
void dlp_sheet_begin(struct dlp_markup *part, struct dlp_span name, bool macro);
void dlp_sheet_open(struct dlp_markup *part, struct dlp_xml *xml,
		    const char *name);
void dlp_sheet_close(struct dlp_markup *part, const char *name);
void dlp_sheet_text(struct dlp_markup *part, struct dlp_span text);

#endif
