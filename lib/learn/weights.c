#include "learn/weights.h"

#include <stddef.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { MOST = INT16_MAX / -INT8_MIN }; /* weights that 16 bits hold */

_Static_assert(sizeof(struct dlp_weights_line) == 64, "a line has no holes");

static const struct dlp_weights_line *line_of(const struct dlp_weights *weights,
					      uint64_t feature)
{
	return &weights->line[dlp_weights_line(feature, weights->lines)];
}

#ifdef __SSE2__

/* The weights of one are six bytes behind two others of its line: sums of 16
 * bits hold them all. */
static void sum_up(const struct dlp_weights *weights, const uint64_t *feature,
		   size_t count, int32_t sum[DLP_CRF_SCORED])
{
	__m128i all = _mm_setzero_si128();
	int16_t lane[8];

	for (size_t i = 0; i < count; i++) {
		const struct dlp_weights_line *line =
			line_of(weights, feature[i]);
		const short check = (short)dlp_weights_check(feature[i]);
		const unsigned same =
			(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi16(
				_mm_loadu_si128((const __m128i *)line->check),
				_mm_set1_epi16(check)));
		__m128i eight;
		uint64_t bytes;

		if (!same)
			continue;
		memcpy(&bytes,
		       (const char *)line +
			       offsetof(struct dlp_weights_line, weight) +
			       (size_t)(__builtin_ctz(same) / 2) *
				       sizeof(*line->weight) -
			       (sizeof(bytes) - sizeof(*line->weight)),
		       sizeof(bytes));
		eight = _mm_cvtsi64_si128((long long)bytes);
		all = _mm_add_epi16(
			all,
			_mm_srai_epi16(_mm_unpacklo_epi8(eight, eight), 8));
	}
	_mm_storeu_si128((__m128i *)lane, all);
	for (size_t a = 0; a < DLP_CRF_SCORED; a++)
		sum[a] += lane[8 - DLP_CRF_SCORED + a];
}

#else

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

static void sum_up(const struct dlp_weights *weights, const uint64_t *feature,
		   size_t count, int32_t sum[DLP_CRF_SCORED])
{
	for (size_t i = 0; i < count; i++) {
		const struct dlp_weights_line *line =
			line_of(weights, feature[i]);
		size_t k = place_of(line, dlp_weights_check(feature[i]));

		if (k == DLP_WEIGHTS_LINE)
			continue;
		for (size_t a = 0; a < DLP_CRF_SCORED; a++)
			sum[a] += line->weight[k][a];
	}
}

#endif

void dlp_weights_sum(const struct dlp_weights *weights, const uint64_t *feature,
		     size_t count, int32_t sum[DLP_CRF_SCORED])
{
	/* They lie all over the memory: ask for all before one is waited for.
	 */
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(line_of(weights, feature[i]));
	while (count) {
		const size_t some = count < MOST ? count : MOST;

		sum_up(weights, feature, some, sum);
		feature += some, count -= some;
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
