#ifndef DLP_ROWS_H
#define DLP_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Rows of rule numbers, one behind another: row i is [at[i], at[i + 1]).
 *
 * They are filled in two rounds over what they hold: the first counts, in
 * at[i + 1] for row i; then these become ends; the second goes backwards, and
 * moves each end down to its start, with --at[i + 1].
 */
struct dlp_rows {
	const uint32_t *rule;
	const uint32_t *at;
};

/* Of `rows` + 2 numbers at `at`.  How many all rows hold. */
static inline size_t dlp_rows_ends(uint32_t *at, size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		at[i + 1] += at[i];
	return at[rows];
}

static inline struct dlp_rows dlp_rows_starts(uint32_t *at, size_t rows,
					      uint32_t *rule, size_t total)
{
	memmove(at, at + 1, rows * sizeof(*at));
	at[rows] = (uint32_t)total;
	return (struct dlp_rows){ rule, at };
}

#endif
