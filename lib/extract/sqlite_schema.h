#ifndef DLP_SQLITE_SCHEMA_H
#define DLP_SQLITE_SCHEMA_H

#include <stdbool.h>

#include "base/span.h"

/*
 * What a CREATE TABLE statement, as an SQLite database keeps it, says of the
 * values in a record: their names, in the order in which they are stored.  Not
 * run, only read (https://sqlite.org/lang_createtable.html); a statement that
 * is not understood has fewer names, or none.
 */

enum { DLP_SQLITE_COLUMNS = 2000 }; /* as many as SQLite takes by itself */

struct dlp_sqlite_columns {
	struct dlp_span *name; /* owned; they point into the statement */
	size_t count;
	/* The one whose value is not in the record: it is the number of the
	 * row.  `count` for none. */
	size_t rowid;
	bool by_key; /* WITHOUT ROWID: rows are in a tree of keys */
};

/* False without memory.  The statement is borrowed as long as the names are. */
bool dlp_sqlite_columns_init(struct dlp_sqlite_columns *columns,
			     struct dlp_span statement);
void dlp_sqlite_columns_release(struct dlp_sqlite_columns *columns);

#endif
