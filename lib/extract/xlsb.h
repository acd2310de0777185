#ifndef DLP_XLSB_H
#define DLP_XLSB_H

#include "extract/book.h"

/*
 * Workbooks in XLSB ([MS-XLSB]): the package of XLSX with records in place of
 * XML in its larger parts.  Of a sheet the cells are told as those of XLSX;
 * what is in no cell and the tokens of formulas as the strings that they have.
 */

/* Whether there is something to learn from the part of this name. */
bool dlp_xlsb_wants(struct dlp_span name);

/* Whether its name is that of a sheet. */
bool dlp_xlsb_is_sheet(struct dlp_span name);

/*
 * Learn a part, or read a sheet called `name`.  Return why not all was read, a
 * constant, with `*code`; NULL when it was.  `*strange` is set, and nothing
 * told, when the part does not begin as its name says: then it is a document
 * like any other.
 */
const char *dlp_xlsb_learn(struct dlp_book *book, struct dlp_source *source,
			   struct dlp_span name, bool *strange,
			   enum dlp_code *code);
const char *dlp_xlsb_read_sheet(struct dlp_book *book,
				struct dlp_source *source, struct dlp_span name,
				struct dlp_teller *teller, bool *strange,
				enum dlp_code *code);

#endif
