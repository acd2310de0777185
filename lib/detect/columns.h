#ifndef DLP_COLUMNS_H
#define DLP_COLUMNS_H

#include "detect/column.h"
#include "match/engine.h"
#include "match/rule_set.h"

/*
 * Which rules look for a column of a name.  Names come again and again, so
 * what was found out of them is kept, of as many as there is room for.
 */
struct dlp_columns;

/* NULL without memory.  The engine outlives it. */
struct dlp_columns *dlp_columns_new(struct dlp_engine *engine);
void dlp_columns_free(struct dlp_columns *columns);

/*
 * The rules one of whose columns the name says; borrowed until the next call.
 * NULL without memory.
 */
const struct dlp_rule_set *dlp_columns_rules(struct dlp_columns *columns,
					     struct dlp_column *column);

#endif
