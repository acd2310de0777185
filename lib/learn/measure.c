#include "learn/measure.h"

#include <stdlib.h>

enum dlp_status dlp_measure_add(struct dlp_measure *m, double score, bool is)
{
	const struct dlp_measure_point point = { .score = score, .is = is };

	m->is += is;
	m->is_none += !is;
	return dlp_buf_add(&m->points, &point, sizeof(point)) ? DLP_FATAL
							      : DLP_OK;
}

void dlp_measure_release(struct dlp_measure *m)
{
	dlp_buf_release(&m->points);
	*m = (struct dlp_measure){ .is = 0 };
}

static const struct dlp_measure_point *points(const struct dlp_measure *m)
{
	return (const void *)m->points.ptr;
}

static int by_score(const void *a, const void *b)
{
	const struct dlp_measure_point *x = a, *y = b;

	return (x->score < y->score) - (x->score > y->score);
}

void dlp_measure_sort(struct dlp_measure *m)
{
	const size_t count = m->is + m->is_none;

	if (count)
		qsort(m->points.ptr, count, sizeof(struct dlp_measure_point),
		      by_score);
}

/* Those of the score of `i`, which are told by the same thresholds, from there
 * on; where the next ones are. */
static size_t step(const struct dlp_measure *m, size_t i,
		   struct dlp_measure_told *equal)
{
	const struct dlp_measure_point *point = points(m);
	const double score = point[i].score;

	*equal = (struct dlp_measure_told){ 0, 0 };
	for (; i < m->is + m->is_none && point[i].score == score; i++) {
		equal->right += point[i].is;
		equal->wrong += !point[i].is;
	}
	return i;
}

double dlp_measure_area(const struct dlp_measure *m)
{
	struct dlp_measure_told equal;
	double above = 0, right = 0;

	for (size_t i = 0; i < m->is + m->is_none;) {
		i = step(m, i, &equal);
		above +=
			(double)equal.wrong * (right + (double)equal.right / 2);
		right += (double)equal.right;
	}
	return m->is && m->is_none
		       ? above / ((double)m->is * (double)m->is_none)
		       : 0;
}

double dlp_measure_average(const struct dlp_measure *m)
{
	struct dlp_measure_told told = { 0, 0 }, equal;
	double sum = 0;

	for (size_t i = 0; i < m->is + m->is_none;) {
		i = step(m, i, &equal);
		told.right += equal.right;
		told.wrong += equal.wrong;
		sum += (double)equal.right * dlp_measure_precision(&told);
	}
	return m->is ? sum / (double)(m->is + m->missed) : 0;
}

struct dlp_measure_told dlp_measure_told(const struct dlp_measure *m,
					 double from)
{
	const struct dlp_measure_point *point = points(m);
	struct dlp_measure_told told = { 0, 0 };

	for (size_t i = 0; i < m->is + m->is_none && point[i].score >= from;
	     i++) {
		told.right += point[i].is;
		told.wrong += !point[i].is;
	}
	return told;
}

double dlp_measure_precision(const struct dlp_measure_told *told)
{
	const size_t all = told->right + told->wrong;

	return all ? (double)told->right / (double)all : 0;
}

double dlp_measure_recall(const struct dlp_measure *m,
			  const struct dlp_measure_told *told)
{
	const size_t all = m->is + m->missed;

	return all ? (double)told->right / (double)all : 0;
}

double dlp_measure_f1(double precision, double recall)
{
	return precision + recall > 0
		       ? 2 * precision * recall / (precision + recall)
		       : 0;
}

void dlp_measure_bins(const struct dlp_measure *m,
		      struct dlp_measure_bin bin[DLP_MEASURE_BINS])
{
	const struct dlp_measure_point *point = points(m);

	for (size_t i = 0; i < DLP_MEASURE_BINS; i++)
		bin[i] = (struct dlp_measure_bin){ .sum = 0 };
	for (size_t i = 0; i < m->is + m->is_none; i++) {
		size_t tenth = (size_t)(point[i].score * DLP_MEASURE_BINS);

		if (tenth >= DLP_MEASURE_BINS)
			tenth = DLP_MEASURE_BINS - 1;
		bin[tenth].points++;
		bin[tenth].is += point[i].is;
		bin[tenth].sum += point[i].score;
	}
}
