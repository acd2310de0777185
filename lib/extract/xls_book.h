#ifndef DLP_XLS_BOOK_H
#define DLP_XLS_BOOK_H

#include "extract/biff.h"
#include "extract/flow.h"
#include "extract/xls_strings.h"

/*
 * What the sheets of a workbook have in common: the records of its first part,
 * which tell of their names, strings and formats.
 */

enum {
	DLP_XLS_COLUMNS = 256, /* of a sheet that are told */
	DLP_XLS_ROWS = 1 << 16,
	DLP_XLS_IDS = 1 << 16, /* numbers of formats there may be */
};

struct dlp_xls_sheet {
	uint32_t at; /* of its BOF in the stream */
	bool hidden, macro;
	size_t name, name_end; /* in the names */
};

struct dlp_xls_book {
	struct dlp_compound *compound;
	struct dlp_flow flow;
	struct dlp_biff_text text;
	struct dlp_xls_strings strings;
	bool from_1904;
	/* The code of each format that the workbook describes: where it is in
	 * `codes`, behind its length. */
	struct dlp_buf codes;
	uint32_t code[DLP_XLS_IDS];
	/* The number of the format of each style of a cell, 16 bits each. */
	struct dlp_buf styles;
	struct dlp_buf sheets; /* struct dlp_xls_sheet each */
	struct dlp_buf names;
	struct dlp_buf macros;  /* strings of macros of old */
	struct dlp_buf boxes;   /* text of drawings on sheets */
	struct dlp_buf drawing; /* the shapes of a sheet */
	bool in_drawing;        /* the last record was of them */
	unsigned object;        /* the kind of the last one */
	unsigned char hidden[DLP_XLS_ROWS / 8]; /* rows of this sheet */
	bool hides;                             /* some of them are */
	bool sorted;                            /* the sheets are, by place */
	bool bad; /* something was where nothing can be */
};

/* NULL without memory. */
struct dlp_xls_book *dlp_xls_book_new(struct dlp_compound *compound);
void dlp_xls_book_free(struct dlp_xls_book *book);

/* Tell what stands aside. */
void dlp_xls_book_finish(struct dlp_xls_book *book);

/* A sheet ends: what is drawn on it is whole. */
void dlp_xls_book_end_sheet(struct dlp_xls_book *book);

/* Take a record that is in the first part, or in no cell of a sheet. */
void dlp_xls_book_take(struct dlp_xls_book *book, const struct dlp_biff *biff);

/* The format of a cell of this style; empty for a plain one. */
struct dlp_span dlp_xls_book_code(const struct dlp_xls_book *book,
				  unsigned style);

/* The sheet whose BOF is at this place; NULL for one that has no name. */
const struct dlp_xls_sheet *dlp_xls_book_sheet(struct dlp_xls_book *book,
					       size_t at);

size_t dlp_xls_book_sheets(const struct dlp_xls_book *book);

/* Rows of the sheet under way: all are shown but those. */
void dlp_xls_book_hide(struct dlp_xls_book *book, unsigned row);
bool dlp_xls_book_hides(const struct dlp_xls_book *book, unsigned row);

#endif
