#ifndef DLP_ROWS_H
#define DLP_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Rows of rule numbers, one behind another: row i is [at[i], at[i + 1]). */
struct dlp_rows {
	const uint32_t *rule;
	const uint32_t *at; /* NULL where there are no rows */
};

/* A rule that belongs to a row. */
struct dlp_rows_item {
	uint32_t row, rule;
};

/*
 * Put items into `rows` rows, in the order in which they are given, behind
 * what the first `known` rows have in `base`.  The rows stand in memory that
 * is returned, for the caller to free; NULL without any.
 */
uint32_t *dlp_rows_make(struct dlp_rows base, size_t known,
			const struct dlp_rows_item *item, size_t items,
			size_t rows, struct dlp_rows *out);

#endif
