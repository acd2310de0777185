#include "learn/secret_facts.h"

#include <stdlib.h>

/* Likeliest first; equal ones so that order says nothing. */
static int by_odds(const void *a, const void *b)
{
	const struct dlp_secret_point *x = a, *y = b;

	if (x->odds != y->odds)
		return x->odds < y->odds ? 1 : -1;
	return (int)x->is - (int)y->is;
}

/* What is told from certain odds on. */
struct told {
	double odds;
	size_t right, wrong;
};

static double precision(const struct told *told)
{
	const size_t all = told->right + told->wrong;

	return all ? (double)told->right / (double)all : 0;
}

/* As much as can be told with `percent` of it right. */
static struct told tell(const struct dlp_secret_point *point, size_t count,
			unsigned percent)
{
	struct told now = { 1, 0, 0 }, best = now;

	for (size_t i = 0; i < count; i++) {
		now.right += point[i].is;
		now.wrong += !point[i].is;
		now.odds = point[i].odds;
		if (i + 1 < count && point[i + 1].odds == now.odds)
			continue;
		if (now.right * 100 >= (now.right + now.wrong) * percent)
			best = now;
	}
	return best;
}

/* The chance that a secret is above what is none. */
static double area(const struct dlp_secret_point *point, size_t count)
{
	double above = 0, right = 0, wrong = 0;

	for (size_t i = 0; i < count; i++) {
		right += point[i].is;
		wrong += !point[i].is;
		above += point[i].is ? 0 : right;
	}
	return right * wrong > 0 ? above / (right * wrong) : 0;
}

/* For each tenth of the odds: how many values, and how many are secrets. */
static void put_reliability(struct dlp_buf *facts,
			    const struct dlp_secret_point *point, size_t count)
{
	size_t all[10] = { 0 }, right[10] = { 0 };
	double sum[10] = { 0 };

	for (size_t i = 0; i < count; i++) {
		size_t tenth = (size_t)(point[i].odds * 10);

		tenth = tenth > 9 ? 9 : tenth;
		all[tenth]++;
		right[tenth] += point[i].is;
		sum[tenth] += point[i].odds;
	}
	for (size_t i = 0; i < 10; i++)
		if (all[i])
			dlp_buf_addf(facts,
				     "odds-0.%zu: %.3f said, %.3f are, of "
				     "%zu\n",
				     i, sum[i] / (double)all[i],
				     (double)right[i] / (double)all[i], all[i]);
}

static void put_told(struct dlp_buf *facts, const char *name,
		     const struct told *told,
		     const struct dlp_secret_tally *tally)
{
	const double p = precision(told);
	const double r = (double)told->right / (double)tally->secrets;

	dlp_buf_addf(facts, "%s-from: %.4f\n", name, told->odds);
	dlp_buf_addf(facts, "%s-precision: %.3f\n", name, p);
	dlp_buf_addf(facts, "%s-recall: %.3f\n", name, r);
	dlp_buf_addf(facts, "%s-recall-of-proposed: %.3f\n", name,
		     (double)told->right / (double)tally->found);
	dlp_buf_addf(facts, "%s-f1: %.3f\n", name,
		     p + r > 0 ? 2 * p * r / (p + r) : 0);
}

void dlp_secret_facts(struct dlp_secret_point *point, size_t count,
		      const struct dlp_secret_tally *tally,
		      struct dlp_secret_fit *fit, struct dlp_buf *facts)
{
	struct told medium, high;

	qsort(point, count, sizeof(*point), by_odds);
	medium = tell(point, count, DLP_SECRET_MEDIUM);
	high = tell(point, count, DLP_SECRET_HIGH);
	fit->medium = medium.odds;
	fit->high = high.odds > medium.odds ? high.odds : medium.odds;
	dlp_buf_addf(facts, "values: %zu\nsecrets: %zu\n", tally->values,
		     tally->secrets);
	dlp_buf_addf(facts, "proposed: %zu\nproposed-secrets: %zu\n", count,
		     tally->found);
	dlp_buf_addf(facts, "auc-of-proposed: %.4f\n", area(point, count));
	put_told(facts, "medium", &medium, tally);
	put_told(facts, "high", &high, tally);
	put_reliability(facts, point, count);
}
