#ifndef DLP_SQLITE_REST_H
#define DLP_SQLITE_REST_H

#include "extract/sqlite_row.h"

/*
 * What is in the pages of an SQLite database besides its rows.  Deleting a row
 * frees its page or its room on it, and leaves the bytes.
 */

/*
 * Tell, hidden, the rows on pages that nothing uses; the strings of what was
 * overwritten in part: room between cells, and pages that are no rows.  `use`
 * of each page is known.
 */
void dlp_sqlite_rest_tell(const struct dlp_sqlite_file *file,
			  struct dlp_sqlite_rows *rows);

/* Tell the strings of a file that is no database after all. */
void dlp_sqlite_rest_strings(struct dlp_input *input);

#endif
