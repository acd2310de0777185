#include "learn/crf.h"

#include <string.h>

enum { L = DLP_CRF_LABELS };

float dlp_crf_exp(float x)
{
	static const float ln2 = 0.693147181F;
	float k, r, p;
	uint32_t bits;

	if (x < -80)
		x = -80;
	if (x > 80)
		x = 80;
	/* x = k ln 2 + r; e^r by its Taylor series, 2^k by its exponent. */
	k = (float)(int)(x / ln2 + (x < 0 ? -0.5F : 0.5F));
	r = x - k * ln2;
	p = 1 + r * (1 + r * (0.5F +
			      r * (1 / 6.0F +
				   r * (1 / 24.0F +
					r * (1 / 120.0F + r * (1 / 720.0F))))));
	bits = (uint32_t)((int)k + 127) << 23;
	memcpy(&r, &bits, sizeof(r));
	return p * r;
}

void dlp_crf_set(struct dlp_crf *crf, const struct dlp_crf_steps *steps)
{
	for (size_t a = 0; a < L; a++) {
		crf->begin[a] = dlp_crf_exp(steps->begin[a]);
		for (size_t b = 0; b < L; b++)
			crf->step[a][b] = dlp_crf_exp(steps->step[a][b]);
	}
}

/* Make them sum up to 1. */
static void scale(float row[L])
{
	float sum = 0;

	for (size_t a = 0; a < L; a++)
		sum += row[a];
	for (size_t a = 0; a < L; a++)
		row[a] /= sum;
}

static void set_factors(struct dlp_crf *crf, const float score[][L], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float most = score[i][0];

		for (size_t a = 1; a < L; a++)
			if (score[i][a] > most)
				most = score[i][a];
		/* Not far below: what is 0 would stay so whatever follows. */
		for (size_t a = 0; a < L; a++) {
			float x = score[i][a] - most;

			crf->factor[i][a] = dlp_crf_exp(x < -30 ? -30 : x);
		}
	}
}

void dlp_crf_marginals(struct dlp_crf *crf, const float score[][L], size_t n,
		       float out[][L])
{
	set_factors(crf, score, n);
	for (size_t b = 0; b < L; b++)
		crf->ahead[0][b] = crf->begin[b] * crf->factor[0][b];
	scale(crf->ahead[0]);
	for (size_t i = 1; i < n; i++) {
		float row[L] = { 0 };

		for (size_t a = 0; a < L; a++)
			for (size_t b = 0; b < L; b++)
				row[b] +=
					crf->ahead[i - 1][a] * crf->step[a][b];
		for (size_t b = 0; b < L; b++)
			crf->ahead[i][b] = row[b] * crf->factor[i][b];
		scale(crf->ahead[i]);
	}
	for (size_t a = 0; a < L; a++)
		crf->behind[n - 1][a] = 1;
	for (size_t i = n - 1; i--;) {
		float row[L];

		for (size_t b = 0; b < L; b++)
			row[b] = crf->behind[i + 1][b] * crf->factor[i + 1][b];
		for (size_t a = 0; a < L; a++) {
			float sum = 0;

			for (size_t b = 0; b < L; b++)
				sum += crf->step[a][b] * row[b];
			crf->behind[i][a] = sum;
		}
		scale(crf->behind[i]);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t a = 0; a < L; a++)
			out[i][a] = crf->ahead[i][a] * crf->behind[i][a];
		scale(out[i]);
	}
}

void dlp_crf_step(const struct dlp_crf *crf, size_t i, float out[L][L])
{
	float sum = 0;

	for (size_t a = 0; a < L; a++)
		for (size_t b = 0; b < L; b++) {
			out[a][b] = crf->ahead[i - 1][a] * crf->step[a][b] *
				    crf->factor[i][b] * crf->behind[i][b];
			sum += out[a][b];
		}
	for (size_t a = 0; a < L; a++)
		for (size_t b = 0; b < L; b++)
			out[a][b] /= sum;
}
