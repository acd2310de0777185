#ifndef DLP_CLASS_FACTS_H
#define DLP_CLASS_FACTS_H

#include "base/buf.h"
#include "learn/class.h"

/*
 * What a model of a class is worth, by documents that it had not learned from:
 * the odds, the sums from which on it tells, and lines of "name: value" for the
 * section "facts".
 */

struct dlp_class_point {
	double sum;
	bool is;
};

/*
 * Set all of the fit that is measured: medium confidence is from where at most
 * `permille` of 1,000 documents that are none are told; high from where a tenth
 * of them; low from where five times as many; but each from where a
 * document is a fifth of the way from one without a known word, whose sum is
 * fit->bias, to the mean of the class.  There are documents of both
 * sides.  The points are sorted.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_class_facts(struct dlp_class_point *point,
					       size_t count, unsigned permille,
					       struct dlp_class_fit *fit,
					       struct dlp_buf *facts);

#endif
