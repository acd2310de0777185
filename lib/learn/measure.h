#ifndef DLP_MEASURE_H
#define DLP_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * How well a score from 0 to 1 tells what is from what is not: of things that
 * are known to be, or not to be, what is looked for.
 */

/* Zero-initialise it. */
struct dlp_measure {
	struct dlp_buf points; /* struct dlp_measure_point, in any order */
	size_t is, is_none;    /* of them */
	/* That were never looked at, and so are told by no threshold. */
	size_t missed, passed;
};

struct dlp_measure_point {
	double score;
	bool is;
};

/* DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_measure_add(struct dlp_measure *measure,
					       double score, bool is);
void dlp_measure_release(struct dlp_measure *measure);

/* Likeliest first, as the others below want it. */
void dlp_measure_sort(struct dlp_measure *measure);

/*
 * The chance that one that is has a higher score than one that is not, half of
 * it for equals: the area under the curve of recall over false alarms.  Of
 * those with a score; 0 where there are not both.
 */
double dlp_measure_area(const struct dlp_measure *measure);

/*
 * The mean of the precision over the recall, from threshold to threshold, of
 * all that are, the missed ones too: the area under precision over recall.
 */
double dlp_measure_average(const struct dlp_measure *measure);

struct dlp_measure_told {
	size_t right, wrong;
};

/* What is told with this score or a higher one. */
struct dlp_measure_told dlp_measure_told(const struct dlp_measure *measure,
					 double from);

/* Of what was told; 0 where that is nothing. */
double dlp_measure_precision(const struct dlp_measure_told *told);
/* Of all that are, the missed ones too; 0 where there is none. */
double dlp_measure_recall(const struct dlp_measure *measure,
			  const struct dlp_measure_told *told);
/* The harmonic mean of the two. */
double dlp_measure_f1(double precision, double recall);

enum { DLP_MEASURE_BINS = 10 };

/* Scores of a tenth: whether they are what they say. */
struct dlp_measure_bin {
	size_t points, is;
	double sum; /* of the scores */
};

void dlp_measure_bins(const struct dlp_measure *measure,
		      struct dlp_measure_bin bin[DLP_MEASURE_BINS]);

#endif
