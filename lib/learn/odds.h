#ifndef DLP_ODDS_H
#define DLP_ODDS_H

/*
 * 1 / (1 + e^-x), the odds whose logarithm is x, to 1e-3 of it: the same on
 * every machine, as the C library's exp() need not be.  Beyond 30 it is as at
 * 30.
 */
double dlp_odds(double x);

#endif
