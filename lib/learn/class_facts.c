#include "learn/class_facts.h"

#include <stdlib.h>

#include "learn/logistic.h"

/* Largest sums first; of equal ones what is none, which counts against it. */
static int by_sum(const void *a, const void *b)
{
	const struct dlp_class_point *left = a, *right = b;

	if (left->sum != right->sum)
		return left->sum > right->sum ? -1 : 1;
	return (int)left->is - (int)right->is;
}

/*
 * The sum from which on at most `may` are told that are none: between the last
 * that is told and the one that would be too many.
 */
static double threshold(const struct dlp_class_point *point, size_t count,
			size_t may)
{
	size_t i = 0, none = 0;

	while (i < count && none + !point[i].is <= may)
		none += !point[i++].is;
	if (!i)
		return point[0].sum + 1;
	if (i == count)
		return point[i - 1].sum;
	return (point[i - 1].sum + point[i].sum) / 2;
}

/* How many of each side are told from there on: by `is`. */
static void tell(const struct dlp_class_point *point, size_t count, double from,
		 size_t told[2])
{
	told[0] = told[1] = 0;
	for (size_t i = 0; i < count && point[i].sum >= from; i++)
		told[point[i].is]++;
}

/* The probability that one of the class has the larger sum. */
static double area(const struct dlp_class_point *point, size_t count,
		   const size_t all[2])
{
	double above = 0;
	size_t one = 0;

	for (size_t i = 0; i < count; i++) {
		one += point[i].is;
		above += point[i].is ? 0 : (double)one;
	}
	return above / ((double)all[0] * (double)all[1]);
}

/* The logarithm of a number from 1 on, the same on every machine: what is left
 * of halvings is less than 2, and 20 terms of its series are enough. */
static double logarithm(double x)
{
	double sum = 0, y, power;

	while (x >= 2) {
		sum += 0.69314718055994531;
		x /= 2;
	}
	y = power = (x - 1) / (x + 1);
	for (unsigned i = 1; i < 40; i += 2) {
		sum += 2 * power / i;
		power *= y * y;
	}
	return sum;
}

/* Two documents more, each like the other side: where the sides do not touch,
 * no odds would be too high. */
static enum dlp_status calibrate(const struct dlp_class_point *point,
				 size_t count, const size_t all[2],
				 struct dlp_class_fit *fit, double mean[2])
{
	double *sum = calloc(count + 2, sizeof(*sum));
	bool *is = calloc(count + 2, sizeof(*is));
	struct dlp_logistic_fit odds;

	if (!sum || !is) {
		free(sum);
		free(is);
		return DLP_FATAL;
	}
	for (size_t i = 0; i < count; i++) {
		sum[i] = point[i].sum;
		is[i] = point[i].is;
		mean[is[i]] += sum[i] / (double)all[is[i]];
	}
	sum[count] = mean[0];
	is[count] = true;
	sum[count + 1] = mean[1];
	odds = dlp_logistic_calibrate(sum, is, count + 2);
	fit->slope = odds.slope;
	/* As if there were as many of either side. */
	fit->offset = odds.offset;
	if (all[0] > all[1])
		fit->offset += logarithm((double)all[0] / (double)all[1]);
	else
		fit->offset -= logarithm((double)all[1] / (double)all[0]);
	free(sum);
	free(is);
	return DLP_OK;
}

static void add_level(const struct dlp_class_point *point, size_t count,
		      const size_t all[2], enum dlp_confidence level,
		      double from, struct dlp_buf *facts)
{
	const char *name = dlp_confidence_name(level);
	size_t told[2];

	tell(point, count, from, told);
	dlp_buf_addf(facts, "%s-from: %.4f\n", name, from);
	dlp_buf_addf(facts, "%s-precision: %.4f\n", name,
		     told[0] + told[1]
			     ? (double)told[1] / (double)(told[0] + told[1])
			     : 1);
	dlp_buf_addf(facts, "%s-recall: %.4f\n", name,
		     (double)told[1] / (double)all[1]);
	dlp_buf_addf(facts, "%s-false-positives: %.4f\n", name,
		     (double)told[0] / (double)all[0]);
}

enum dlp_status dlp_class_facts(struct dlp_class_point *point, size_t count,
				unsigned permille, struct dlp_class_fit *fit,
				struct dlp_buf *facts)
{
	double mean[2] = { 0, 0 }, least;
	size_t all[2] = { 0, 0 };
	size_t may;

	for (size_t i = 0; i < count; i++)
		all[point[i].is]++;
	if (calibrate(point, count, all, fit, mean))
		return DLP_FATAL;
	qsort(point, count, sizeof(*point), by_sum);
	may = all[0] * permille;
	fit->from[DLP_CONFIDENCE_LOW] = threshold(point, count, may / 200);
	fit->from[DLP_CONFIDENCE_MEDIUM] = threshold(point, count, may / 1000);
	fit->from[DLP_CONFIDENCE_HIGH] = threshold(point, count, may / 10000);
	/* A document of which no word is known has the bias for its sum. */
	least = fit->bias + (mean[1] - fit->bias) / 5;
	for (unsigned i = 0; i < DLP_CONFIDENCES; i++)
		if (fit->from[i] < least)
			fit->from[i] = least;
	dlp_buf_addf(facts, "documents of the class: %zu\n", all[1]);
	dlp_buf_addf(facts, "others: %zu\n", all[0]);
	dlp_buf_addf(facts, "area-under-curve: %.4f\n",
		     area(point, count, all));
	for (unsigned i = 0; i < DLP_CONFIDENCES; i++)
		add_level(point, count, all, (enum dlp_confidence)i,
			  fit->from[i], facts);
	return facts->status;
}
