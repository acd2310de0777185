#ifndef DLP_BOOK_H
#define DLP_BOOK_H

#include <stdbool.h>

#include "extract/source.h"
#include "extract/teller.h"

/*
 * What the sheets of a workbook of SpreadsheetML have in common (ECMA-376, part
 * 1, 18.2, 18.4, 18.8): their names, the strings that cells share and the
 * formats of numbers.  It stands in parts of its own, which are learned before
 * the first sheet is read.
 */

enum {
	DLP_BOOK_STRINGS = 64 << 20, /* bytes of shared strings */
	DLP_BOOK_SHEETS = 1024,      /* others go by the name of their part */
	DLP_BOOK_IDS = 1 << 16,      /* numbers of formats, and of styles */
	DLP_BOOK_CODES = 4 << 20,    /* bytes of codes of formats */
	DLP_BOOK_NAME = 128,         /* bytes of a name, with its NUL */
};

struct dlp_book;

struct dlp_book_sheet {
	char name[DLP_BOOK_NAME];
	bool hidden;
};

/* NULL without memory. */
struct dlp_book *dlp_book_new(void);
void dlp_book_free(struct dlp_book *book);

/* Whether there is something to learn from the part of this name. */
bool dlp_book_wants(struct dlp_span name);
/* Why not all was read, a constant, with `*code`; NULL when it was. */
const char *dlp_book_learn(struct dlp_book *book, struct dlp_source *source,
			   enum dlp_code *code);

/*
 * The same, piece by piece, for a workbook in other parts.  A shared string,
 * the next one, false when there is no room; what no cell shows of it, in
 * lines; a sheet by the id of its relationship; the code of the format
 * `number`; the number of the format of the next style.
 */
bool dlp_book_add_string(struct dlp_book *book, struct dlp_span text);
void dlp_book_add_aside(struct dlp_book *book, struct dlp_span lines);
void dlp_book_add_sheet(struct dlp_book *book, struct dlp_span id,
			struct dlp_span name, bool hidden);
void dlp_book_add_code(struct dlp_book *book, uint64_t number,
		       struct dlp_span code);
void dlp_book_add_style(struct dlp_book *book, uint64_t number);
void dlp_book_set_1904(struct dlp_book *book, bool from_1904);

/* The sheet in the part of this name; NULL for one that has no name. */
const struct dlp_book_sheet *dlp_book_sheet(const struct dlp_book *book,
					    struct dlp_span part);

/* The i-th shared string, which is shown now; empty where there is none. */
struct dlp_span dlp_book_string(struct dlp_book *book, uint64_t i);

/* The format of a cell of this style; empty for a plain one. */
struct dlp_span dlp_book_code(const struct dlp_book *book, uint64_t style);
bool dlp_book_from_1904(const struct dlp_book *book);

/* Tell, behind all sheets, the strings that no cell has shown. */
void dlp_book_tell_rest(const struct dlp_book *book, struct dlp_teller *teller);

#endif
