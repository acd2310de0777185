#include <stdlib.h>

#include "learn/crf_train.h"
#include "suite.h"

enum { L = DLP_CRF_LABELS };

/* Scores and steps from a small generator; no two alike. */
static float draw(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return (float)(*state >> 16) / 16384 - 2;
}

static double exact_exp(double x)
{
	double sum = 1, term = 1;

	if (x < 0)
		return 1 / exact_exp(-x);
	for (int i = 1; i < 400; i++) {
		term *= x / i;
		sum += term;
	}
	return sum;
}

START_TEST(exponential_is_near)
{
	for (double x = -70; x < 70; x += 0.37) {
		double is = dlp_crf_exp((float)x),
		       want = exact_exp((double)(float)x);

		ck_assert(is / want > 0.99999);
		ck_assert(is / want < 1.00001);
	}
}
END_TEST

/* All label sequences, one after the other. */
START_TEST(marginals_are_those_of_all_sequences)
{
	enum { N = 4, ALL = L * L * L * L };
	struct dlp_crf *crf = calloc(1, sizeof(*crf));
	struct dlp_crf_steps steps;
	float score[N][L], sure[N][L], pair[L][L];
	double none = 0, sum = 0, at[N][L] = { { 0 } }, step[L][L] = { { 0 } };
	uint32_t state = 7 + (uint32_t)_i;

	ck_assert_ptr_nonnull(crf);
	for (size_t a = 0; a < L; a++) {
		steps.begin[a] = draw(&state);
		for (size_t b = 0; b < L; b++)
			steps.step[a][b] = draw(&state);
	}
	for (size_t i = 0; i < N; i++)
		for (size_t a = 0; a < L; a++)
			score[i][a] = 3 * draw(&state);
	for (size_t s = 0; s < ALL; s++) {
		size_t label[N], rest = s;
		double total = 0, p;

		for (size_t i = 0; i < N; i++, rest /= L) {
			label[i] = rest % L;
			total += score[i][label[i]];
			total += i ? steps.step[label[i - 1]][label[i]]
				   : steps.begin[label[i]];
		}
		p = exact_exp(total);
		sum += p;
		none += s ? 0 : p;
		for (size_t i = 0; i < N; i++)
			at[i][label[i]] += p;
		step[label[1]][label[2]] += p;
	}
	dlp_crf_set(crf, &steps);
	ck_assert_double_eq_tol(
		(double)dlp_crf_ahead(crf, (const float(*)[L])score, N),
		none / sum, 1e-4);
	dlp_crf_marginals(crf, (const float(*)[L])score, N, sure);
	dlp_crf_step(crf, 2, pair);
	for (size_t a = 0; a < L; a++) {
		for (size_t i = 0; i < N; i++)
			ck_assert_double_eq_tol((double)sure[i][a],
						at[i][a] / sum, 1e-4);
		for (size_t b = 0; b < L; b++)
			ck_assert_double_eq_tol((double)pair[a][b],
						step[a][b] / sum, 1e-4);
	}
	free(crf);
}
END_TEST

/* However far apart they are, they are numbers and sum up to 1. */
START_TEST(extremes_stay_numbers)
{
	struct dlp_crf *crf = calloc(1, sizeof(*crf));
	struct dlp_crf_steps steps = { .begin = { 0 } };
	float(*score)[L] = calloc(DLP_CRF_LENGTH, sizeof(*score));
	float(*sure)[L] = calloc(DLP_CRF_LENGTH, sizeof(*sure));

	ck_assert_ptr_nonnull(crf);
	ck_assert_ptr_nonnull(score);
	ck_assert_ptr_nonnull(sure);
	for (size_t a = 0; a < L; a++)
		for (size_t b = 0; b < L; b++)
			steps.step[a][b] = a == b ? -1e4F : 1e4F;
	for (size_t i = 0; i < DLP_CRF_LENGTH; i++)
		score[i][i % L] = i & 1 ? 1e6F : -1e6F;
	dlp_crf_set(crf, &steps);
	dlp_crf_marginals(crf, (const float(*)[L])score, DLP_CRF_LENGTH, sure);
	for (size_t i = 0; i < DLP_CRF_LENGTH; i++) {
		float sum = 0;

		for (size_t a = 0; a < L; a++)
			sum += sure[i][a];
		ck_assert(sum > 0.999F);
		ck_assert(sum < 1.001F);
	}
	free(score);
	free(sure);
	free(crf);
}
END_TEST

/* Feature 0 says label 1, feature 1 says nothing, and what follows on a word
 * with feature 0 has label 2: only the steps know that. */
static const uint32_t feature[] = { 0, 1, 1, 1, 0, 1, 1, 1 };
static const struct dlp_crf_word word[] = {
	{ 0, 1, 0, 1 }, { 1, 1, 0, 2 }, { 2, 1, 0, 0 }, { 3, 1, 0, 0 },
	{ 4, 1, 0, 1 }, { 5, 1, 0, 2 }, { 6, 1, 0, 0 }, { 7, 1, 0, 0 },
};
static const uint32_t begin[] = { 0, 4, 8 };

static struct dlp_crf_weights learn(unsigned rounds)
{
	const struct dlp_crf_data data = { feature, 2, word, begin, 2 };
	const struct dlp_crf_plan plan = { .rounds = rounds, .rate = 0.2F };
	struct dlp_crf_weights weights;

	ck_assert_int_eq(dlp_crf_train(&data, &plan, &weights, NULL, NULL),
			 DLP_OK);
	return weights;
}

START_TEST(learns_words_and_steps)
{
	struct dlp_crf_weights weights = learn(60);
	struct dlp_crf *crf = calloc(1, sizeof(*crf));
	float score[4][L] = { { 0 } }, sure[4][L];

	ck_assert_ptr_nonnull(crf);
	for (size_t i = 0; i < 4; i++)
		for (size_t a = 1; a < L; a++)
			score[i][a] = weights.weight[feature[i]][a - 1];
	dlp_crf_set(crf, &weights.steps);
	dlp_crf_marginals(crf, (const float(*)[L])score, 4, sure);
	for (size_t i = 0; i < 4; i++)
		ck_assert(sure[i][word[i].label] > 0.9F);
	dlp_crf_weights_release(&weights);
	free(crf);
}
END_TEST

START_TEST(same_data_same_weights)
{
	struct dlp_crf_weights a = learn(5), b = learn(5), c = learn(6);

	ck_assert_mem_eq(&a.steps, &b.steps, sizeof(a.steps));
	ck_assert_mem_eq(a.weight, b.weight, 2 * sizeof(*a.weight));
	ck_assert_mem_ne(&a.steps, &c.steps, sizeof(a.steps));
	dlp_crf_weights_release(&a);
	dlp_crf_weights_release(&b);
	dlp_crf_weights_release(&c);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("field and trainer");

	tcase_add_test(tc, exponential_is_near);
	tcase_add_loop_test(tc, marginals_are_those_of_all_sequences, 0, 5);
	tcase_add_test(tc, extremes_stay_numbers);
	tcase_add_test(tc, learns_words_and_steps);
	tcase_add_test(tc, same_data_same_weights);
	return suite_run("crf", tc);
}
