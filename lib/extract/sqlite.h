#ifndef DLP_SQLITE_H
#define DLP_SQLITE_H

#include "extract/reading.h"

/*
 * SQLite databases.  A row of a table is a line with TAB between its values;
 * `at` has the table, the number of the row (its rowid), and in the first row
 * the names of the columns.  Then the statements of the schema, and, hidden,
 * what deleted rows have left in pages that are free or in room that is not
 * used.  Values that are documents follow as members.
 *
 * The file format is read as it is described; no SQL is run and no view,
 * trigger, index, virtual table or extension does anything.  A virtual table
 * is read by the tables that it keeps its values in.
 *
 * A log of pages beside a database, -wal or -journal, is read page by page: the
 * rows on them, without the names of tables, which it has not.
 */
void dlp_sqlite_database_read(struct dlp_input *input);
void dlp_sqlite_log_read(struct dlp_input *input);

enum {
	DLP_SQLITE_SCHEMA = 64 << 20, /* bytes of names and statements */
};

#endif
