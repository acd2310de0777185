#include "learn/crf_train.h"

#include <stdlib.h>
#include <string.h>

enum { L = DLP_CRF_LABELS };

struct trainer {
	const struct dlp_crf_data *data;
	const struct dlp_crf_plan *plan;
	struct dlp_crf_weights *out;
	float (*power)[DLP_CRF_SCORED]; /* sums of squares of gradients */
	struct dlp_crf_steps steps_power;
	uint64_t random;
	struct dlp_crf crf;
	float score[DLP_CRF_LENGTH][L], sure[DLP_CRF_LENGTH][L];
	bool drop[DLP_CRF_LENGTH];
	uint64_t wrong;
};

/* Xorshift (Marsaglia 2003). */
static uint32_t draw(struct trainer *t)
{
	t->random ^= t->random << 13;
	t->random ^= t->random >> 7;
	t->random ^= t->random << 17;
	return (uint32_t)(t->random >> 24);
}

/* 1 / sqrt(x), by Newton's method from a guess by the exponent. */
static float inverse_root(float x)
{
	uint32_t bits;
	float y;

	memcpy(&bits, &x, sizeof(bits));
	bits = 0x5f3759df - (bits >> 1);
	memcpy(&y, &bits, sizeof(y));
	for (int i = 0; i < 3; i++)
		y *= 1.5F - 0.5F * x * y * y;
	return y;
}

static void update(const struct trainer *t, float *weight, float *power,
		   float gradient)
{
	gradient += t->plan->decay * *weight;
	*power += gradient * gradient;
	*weight -= t->plan->rate * gradient * inverse_root(*power + 1e-3F);
}

static void score_words(struct trainer *t, const struct dlp_crf_word *word,
			size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t *feature = t->data->feature + word[i].first;
		float *score = t->score[i];

		memset(score, 0, sizeof(t->score[i]));
		t->drop[i] = (draw(t) & 255) < t->plan->dropout;
		for (size_t k = t->drop[i] ? word[i].special : 0;
		     k < word[i].count; k++)
			for (size_t a = 1; a < L; a++)
				score[a] += t->out->weight[feature[k]][a - 1];
	}
}

static void learn_words(struct trainer *t, const struct dlp_crf_word *word,
			size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t *feature = t->data->feature + word[i].first;
		float gradient[L];
		size_t best = 0;

		for (size_t a = 0; a < L; a++) {
			gradient[a] =
				t->sure[i][a] - (a == word[i].label ? 1.F : 0);
			if (t->sure[i][a] > t->sure[i][best])
				best = a;
		}
		t->wrong += best != word[i].label;
		for (size_t k = t->drop[i] ? word[i].special : 0;
		     k < word[i].count; k++)
			for (size_t a = 1; a < L; a++)
				update(t, &t->out->weight[feature[k]][a - 1],
				       &t->power[feature[k]][a - 1],
				       gradient[a]);
	}
}

static void learn_steps(struct trainer *t, const struct dlp_crf_word *word,
			size_t n)
{
	struct dlp_crf_steps *steps = &t->out->steps;

	for (size_t a = 0; a < L; a++)
		update(t, &steps->begin[a], &t->steps_power.begin[a],
		       t->sure[0][a] - (a == word[0].label ? 1.F : 0));
	for (size_t i = 1; i < n; i++) {
		float pair[L][L];

		dlp_crf_step(&t->crf, i, pair);
		pair[word[i - 1].label][word[i].label] -= 1;
		for (size_t a = 0; a < L; a++)
			for (size_t b = 0; b < L; b++)
				update(t, &steps->step[a][b],
				       &t->steps_power.step[a][b], pair[a][b]);
	}
}

static void learn_sequence(struct trainer *t, uint32_t which)
{
	const struct dlp_crf_word *word = t->data->word + t->data->begin[which];
	size_t n = t->data->begin[which + 1] - t->data->begin[which];

	if (!n)
		return;
	score_words(t, word, n);
	dlp_crf_set(&t->crf, &t->out->steps);
	dlp_crf_marginals(&t->crf, (const float(*)[L])t->score, n, t->sure);
	learn_words(t, word, n);
	learn_steps(t, word, n);
}

static void shuffle(struct trainer *t, uint32_t *order, uint32_t n)
{
	for (uint32_t i = n; i > 1; i--) {
		uint32_t j = draw(t) % i, other = order[j];

		order[j] = order[i - 1];
		order[i - 1] = other;
	}
}

enum dlp_status
dlp_crf_train(const struct dlp_crf_data *data, const struct dlp_crf_plan *plan,
	      struct dlp_crf_weights *out,
	      void (*tell)(void *arg, unsigned round, uint64_t wrong),
	      void *arg)
{
	struct trainer *t = calloc(1, sizeof(*t));
	uint32_t *order = calloc(data->sequences + 1U, sizeof(*order));
	enum dlp_status status = DLP_FATAL;

	*out = (struct dlp_crf_weights){ 0 };
	out->weight = calloc(data->features + 1U, sizeof(*out->weight));
	if (!t || !order || !out->weight)
		goto done;
	t->power = calloc(data->features + 1U, sizeof(*t->power));
	if (!t->power)
		goto done;
	t->data = data, t->plan = plan, t->out = out;
	t->random = UINT64_C(88172645463325252);
	for (uint32_t i = 0; i < data->sequences; i++)
		order[i] = i;
	for (unsigned round = 0; round < plan->rounds; round++) {
		t->wrong = 0;
		shuffle(t, order, data->sequences);
		for (uint32_t i = 0; i < data->sequences; i++)
			learn_sequence(t, order[i]);
		if (tell)
			tell(arg, round + 1, t->wrong);
	}
	status = DLP_OK;
done:
	if (t)
		free(t->power);
	free(t);
	free(order);
	if (status)
		dlp_crf_weights_release(out);
	return status;
}

void dlp_crf_weights_release(struct dlp_crf_weights *weights)
{
	free(weights->weight);
	weights->weight = NULL;
}
