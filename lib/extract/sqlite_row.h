#ifndef DLP_SQLITE_ROW_H
#define DLP_SQLITE_ROW_H

#include "extract/reading.h"
#include "extract/sqlite_page.h"

/*
 * Rows of an SQLite database as lines of text: TAB between values, a blank for
 * what would end one.  NULL is empty, numbers are decimal; a blob is the text
 * or the strings that it is or, where it is a document, empty and remembered.
 */

/* Where a blob that is a document stands. */
struct dlp_sqlite_blob {
	uint32_t page;
	uint32_t cell, value;     /* from 0 */
	size_t name, name_length; /* bytes of `names` */
};

struct dlp_sqlite_rows {
	struct dlp_input *input;
	enum dlp_charset charset; /* of text */
	/* Of the row at hand: */
	struct dlp_buf line;
	bool text; /* a value of it was not empty */
	/* Of all so far: */
	struct dlp_buf blobs; /* struct dlp_sqlite_blob, one behind the other */
	struct dlp_buf names;
	/* Workspace. */
	struct dlp_buf strings;
};

void dlp_sqlite_rows_init(struct dlp_sqlite_rows *rows, struct dlp_input *input,
			  enum dlp_charset charset);
void dlp_sqlite_rows_release(struct dlp_sqlite_rows *rows);

void dlp_sqlite_row_begin(struct dlp_sqlite_rows *rows);
/* Returns whether the value is a blob that is a document. */
bool dlp_sqlite_row_add(struct dlp_sqlite_rows *rows,
			const struct dlp_sqlite_value *value);
/* The end of the line; it goes to the teller where there is text in it. */
void dlp_sqlite_row_end(struct dlp_sqlite_rows *rows);

#endif
