#include "learn/weights.h"

#include <string.h>

_Static_assert(sizeof(struct dlp_weights_line) == 64, "a line has no holes");

/* Which of the line's features it is; DLP_WEIGHTS_LINE for none.  Four checks
 * are compared at a time: what is equal leaves 16 bits of zero, of which the
 * lowest is told for certain. */
static size_t place_of(const struct dlp_weights_line *line, uint16_t check)
{
	const uint64_t ones = UINT64_C(0x0001000100010001);

	for (size_t k = 0; k < DLP_WEIGHTS_LINE; k += 4) {
		uint64_t four, zero;

		memcpy(&four, &line->check[k], sizeof(four));
		four ^= ones * check;
		zero = (four - ones) & ~four & ones << 15;
		if (!zero)
			continue;
		while (line->check[k] != check)
			k++;
		return k;
	}
	return DLP_WEIGHTS_LINE;
}

void dlp_weights_sum(const struct dlp_weights *weights, const uint64_t *feature,
		     size_t count, int32_t sum[DLP_CRF_SCORED])
{
	/* They lie all over the memory: ask for all before one is waited for.
	 */
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(&weights->line[dlp_weights_line(
			feature[i], weights->lines)]);
	for (size_t i = 0; i < count; i++) {
		const struct dlp_weights_line *line =
			&weights->line[dlp_weights_line(feature[i],
							weights->lines)];
		size_t k = place_of(line, dlp_weights_check(feature[i]));

		if (k == DLP_WEIGHTS_LINE)
			continue;
		for (size_t a = 0; a < DLP_CRF_SCORED; a++)
			sum[a] += line->weight[k][a];
	}
}

enum dlp_status dlp_weights_use(struct dlp_weights *weights,
				const struct dlp_model *model,
				struct dlp_error *err)
{
	weights->line = dlp_model_array(
		model, "weights", sizeof(*weights->line), &weights->lines);
	if (!weights->line || weights->lines & (weights->lines - 1))
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	return DLP_OK;
}
