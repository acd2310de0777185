#include "learn/crf.h"

#include <stdbool.h>
#include <string.h>

enum { L = DLP_CRF_LABELS, LANES = DLP_CRF_LANES };

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
	memset(crf->begin, 0, sizeof(crf->begin));
	memset(crf->step, 0, sizeof(crf->step));
	memset(crf->back, 0, sizeof(crf->back));
	for (size_t a = 0; a < L; a++) {
		crf->begin[a] = dlp_crf_exp(steps->begin[a]);
		for (size_t b = 0; b < L; b++) {
			crf->step[a][b] = dlp_crf_exp(steps->step[a][b]);
			crf->back[b][a] = crf->step[a][b];
		}
	}
}

/* Make them sum up to 1; what they came to. */
static float scale(float row[LANES])
{
	float sum = 0;

	for (size_t a = 0; a < L; a++)
		sum += row[a];
	for (size_t a = 0; a < LANES; a++)
		row[a] /= sum;
	return sum;
}

static bool is_same(const float a[L], const float b[L])
{
	bool same = true;

	for (size_t k = 0; k < L; k++)
		same &= a[k] == b[k];
	return same;
}

static void set_factors(struct dlp_crf *crf, const float score[][L], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float most = score[i][0];

		/* As the one before: words of the language in a row are. */
		if (i && is_same(score[i], score[i - 1])) {
			memcpy(crf->factor[i], crf->factor[i - 1],
			       sizeof(*crf->factor));
			continue;
		}
		for (size_t a = 1; a < L; a++)
			if (score[i][a] > most)
				most = score[i][a];
		/* Not far below: what is 0 would stay so whatever follows. */
		for (size_t a = 0; a < LANES; a++) {
			float x = a < L ? score[i][a] - most : 0;

			crf->factor[i][a] = dlp_crf_exp(x < -30 ? -30 : x);
		}
	}
}

/* What leads from all of `from` to each label, by rows of `step`. */
static void lead(const float from[LANES], const float step[L][LANES],
		 float to[LANES])
{
	float sum[LANES];

	for (size_t b = 0; b < LANES; b++)
		sum[b] = from[0] * step[0][b];
	for (size_t a = 1; a < L; a++)
		for (size_t b = 0; b < LANES; b++)
			sum[b] += from[a] * step[a][b];
	memcpy(to, sum, sizeof(sum));
}

float dlp_crf_ahead(struct dlp_crf *crf, const float score[][L], size_t n)
{
	const float(*step)[LANES] = (const float(*)[LANES])crf->step;
	float row[LANES], zero;

	set_factors(crf, score, n);
	for (size_t b = 0; b < LANES; b++)
		crf->ahead[0][b] = crf->begin[b] * crf->factor[0][b];
	/* Of all paths the share of the one through label 0 alone. */
	zero = crf->ahead[0][0];
	zero /= scale(crf->ahead[0]);
	for (size_t i = 1; i < n; i++) {
		lead(crf->ahead[i - 1], step, row);
		for (size_t b = 0; b < LANES; b++)
			crf->ahead[i][b] = row[b] * crf->factor[i][b];
		zero *= crf->step[0][0] * crf->factor[i][0];
		zero /= scale(crf->ahead[i]);
	}
	return zero;
}

void dlp_crf_behind(struct dlp_crf *crf, size_t n, float out[][L])
{
	const float(*back)[LANES] = (const float(*)[LANES])crf->back;
	float row[LANES];

	for (size_t a = 0; a < LANES; a++)
		crf->behind[n - 1][a] = 1;
	for (size_t i = n - 1; i--;) {
		for (size_t b = 0; b < LANES; b++)
			row[b] = crf->behind[i + 1][b] * crf->factor[i + 1][b];
		lead(row, back, crf->behind[i]);
		scale(crf->behind[i]);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t a = 0; a < LANES; a++)
			row[a] = crf->ahead[i][a] * crf->behind[i][a];
		scale(row);
		memcpy(out[i], row, sizeof(out[i]));
	}
}

void dlp_crf_marginals(struct dlp_crf *crf, const float score[][L], size_t n,
		       float out[][L])
{
	dlp_crf_ahead(crf, score, n);
	dlp_crf_behind(crf, n, out);
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
