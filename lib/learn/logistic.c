#include "learn/logistic.h"

#include <math.h>
#include <stdlib.h>

#include "learn/odds.h"

enum dlp_status dlp_logistic_init(struct dlp_logistic *model, size_t rows)
{
	*model =
		(struct dlp_logistic){ .weight = calloc(rows, sizeof(double)) };
	return model->weight ? DLP_OK : DLP_FATAL;
}

void dlp_logistic_release(struct dlp_logistic *model)
{
	free(model->weight);
	model->weight = NULL;
}

double dlp_logistic_sum(const struct dlp_logistic *model, const uint16_t *row,
			size_t count)
{
	double sum = model->bias;

	for (size_t i = 0; i < count; i++)
		sum += model->weight[row[i]];
	return sum;
}

/* xorshift64 (Marsaglia, 2003). */
static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Fisher and Yates. */
static void shuffle(size_t *order, size_t count, uint64_t *state)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)(next(state) % i), keep = order[i - 1];

		order[i - 1] = order[j];
		order[j] = keep;
	}
}

/* The sum of an example, and what one of its rows is. */
static double sum_of(const struct dlp_logistic *model,
		     const struct dlp_logistic_data *data, size_t i,
		     double *scale)
{
	const uint16_t *row = data->row + data->begin[i];
	const size_t count = data->begin[i + 1] - data->begin[i];
	double sum;

	*scale = data->scale ? data->scale[i] : 1;
	sum = dlp_logistic_sum(model, row, count);
	return data->scale ? model->bias + (sum - model->bias) * *scale : sum;
}

/* The examples that count, in order; how many. */
static size_t choose(const struct dlp_logistic_data *data, size_t *order)
{
	size_t n = 0;

	for (size_t i = 0; i < data->count; i++)
		if (data->weight[i] > 0)
			order[n++] = i;
	return n;
}

/* Learn from the i-th example. */
static void step(struct dlp_logistic *model, size_t rows,
		 const struct dlp_logistic_data *data,
		 const struct dlp_logistic_opts *opts, double *past, size_t i)
{
	const uint16_t *row = data->row + data->begin[i];
	const size_t count = data->begin[i + 1] - data->begin[i];
	double scale;
	const double p = dlp_odds(sum_of(model, data, i, &scale));
	const double slope = (p - (data->is[i] ? 1 : 0)) * data->weight[i];

	for (size_t j = 0; j < count; j++) {
		double *w = &model->weight[row[j]];
		const double g = slope * scale + opts->decay * *w;

		past[row[j]] += g * g;
		*w -= opts->rate * g / sqrt(past[row[j]] + 1e-4);
	}
	past[rows] += slope * slope;
	model->bias -= opts->rate * slope / sqrt(past[rows] + 1e-4);
}

/* The weights become their means over the last rounds; the bias, which each
 * example moves, its mean over `steps` of them. */
static void settle(struct dlp_logistic *model, size_t rows,
		   const struct dlp_logistic_opts *opts, const double *mean,
		   size_t steps)
{
	for (size_t j = 0; j < rows; j++)
		model->weight[j] = mean[j] / opts->mean;
	if (steps)
		model->bias = mean[rows] / (double)steps;
}

enum dlp_status dlp_logistic_learn(struct dlp_logistic *model, size_t rows,
				   const struct dlp_logistic_data *data,
				   const struct dlp_logistic_opts *opts)
{
	double *past = calloc(rows + 1, sizeof(*past));
	double *mean = calloc(rows + 1, sizeof(*mean));
	size_t *order = malloc((data->count + 1) * sizeof(*order)), n;
	uint64_t state = UINT64_C(0x2545f4914f6cdd1d);

	if (!past || !mean || !order) {
		free(past);
		free(mean);
		free(order);
		return DLP_FATAL;
	}
	n = choose(data, order);
	for (unsigned r = 0; r < opts->rounds; r++) {
		const bool last = r + opts->mean >= opts->rounds;

		shuffle(order, n, &state);
		for (size_t k = 0; k < n; k++) {
			step(model, rows, data, opts, past, order[k]);
			mean[rows] += last ? model->bias : 0;
		}
		for (size_t j = 0; last && j < rows; j++)
			mean[j] += model->weight[j];
	}
	if (opts->mean)
		settle(model, rows, opts, mean, n * opts->mean);
	free(past);
	free(mean);
	free(order);
	return DLP_OK;
}

struct dlp_logistic_fit dlp_logistic_calibrate(const double *sum,
					       const bool *is, size_t count)
{
	/* From even odds on: where they are steep, a step would go too far. */
	struct dlp_logistic_fit fit = { 0, 0 };

	for (unsigned round = 0; round < 50; round++) {
		/* Of the loss: first and second derivatives. */
		double a = 0, b = 0, aa = 1e-6, ab = 0, bb = 1e-6, det;

		for (size_t i = 0; i < count; i++) {
			const double p =
				dlp_odds(fit.slope * sum[i] + fit.offset);
			const double d = p - (is[i] ? 1 : 0), v = p * (1 - p);

			a += d * sum[i];
			b += d;
			aa += v * sum[i] * sum[i];
			ab += v * sum[i];
			bb += v;
		}
		det = aa * bb - ab * ab;
		fit.slope -= (bb * a - ab * b) / det;
		fit.offset -= (aa * b - ab * a) / det;
	}
	return fit;
}
