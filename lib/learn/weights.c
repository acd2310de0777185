#include "learn/weights.h"

_Static_assert(sizeof(struct dlp_weights_line) == 64, "a line has no holes");

void dlp_weights_sum(const struct dlp_weights *weights, const uint64_t *feature,
		     size_t count, int32_t sum[DLP_CRF_SCORED])
{
	for (size_t i = 0; i < count; i++) {
		const struct dlp_weights_line *line =
			&weights->line[dlp_weights_line(feature[i],
							weights->lines)];
		uint16_t check = dlp_weights_check(feature[i]);

		for (size_t k = 0; k < DLP_WEIGHTS_LINE; k++) {
			if (line->check[k] != check)
				continue;
			for (size_t a = 0; a < DLP_CRF_SCORED; a++)
				sum[a] += line->weight[k][a];
			break;
		}
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
