#ifndef DLP_CMD_LEARN_TABLE_H
#define DLP_CMD_LEARN_TABLE_H

#include "detect/unit.h"
#include "learn/exact.h"

/*
 * Rows of tables on their way into an index: of a text that is a table by
 * itself, as a CSV file is, or of the sheets and tables of a document.  Columns
 * have names, in the first row.  Zero-initialise it and set the first two.
 */
struct learn_table {
	struct dlp_exact_draft *draft;
	const char *columns; /* names in a comma list; NULL: all */
	uint32_t rows;       /* those that are not empty */
	uint32_t tables;
	struct dlp_buf names; /* of columns that were taken, for people */
	/* The rest is the module's. */
	bool *chosen; /* by column */
	size_t count;
};

/* A text; what is no row is passed over.  Ends the process without memory,
 * with too many rows, and where a table has not all of `columns`. */
void learn_table_take(struct learn_table *table, struct dlp_unit *unit);
void learn_table_release(struct learn_table *table);

#endif
