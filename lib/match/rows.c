#include "match/rows.h"

#include <stdlib.h>
#include <string.h>

/*
 * Two rounds: the first counts, in at[i] for row i; these become ends; the
 * second goes backwards and moves each end down to its start.
 */
uint32_t *dlp_rows_make(struct dlp_rows base, size_t known,
			const struct dlp_rows_item *item, size_t items,
			size_t rows, struct dlp_rows *out)
{
	size_t old = known ? base.at[known] : 0;
	uint32_t *at = calloc(rows + 1 + old + items, sizeof(*at));
	uint32_t *rule, end = 0;

	if (!at)
		return NULL;
	rule = at + rows + 1;
	for (size_t i = 0; i < items; i++)
		at[item[i].row]++;
	for (size_t r = 0; r < rows; r++) {
		if (r < known)
			end += base.at[r + 1] - base.at[r];
		end += at[r];
		at[r] = end;
	}
	at[rows] = end;
	for (size_t i = items; i--;)
		rule[--at[item[i].row]] = item[i].rule;
	for (size_t r = 0; r < known; r++) {
		size_t n = base.at[r + 1] - base.at[r];

		at[r] -= (uint32_t)n;
		memcpy(rule + at[r], base.rule + base.at[r], n * sizeof(*rule));
	}
	*out = (struct dlp_rows){ rule, at };
	return at;
}
