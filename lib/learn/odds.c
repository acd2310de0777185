#include "learn/odds.h"

/* e^x is (e^(x/4096))^4096, and that near to 1 is three terms of its series. */
double dlp_odds(double x)
{
	double t, e;

	if (x > 30)
		x = 30;
	if (x < -30)
		x = -30;
	t = -x / 4096;
	e = 1 + t + t * t / 2;
	for (unsigned i = 0; i < 12; i++)
		e *= e;
	return 1 / (1 + e);
}
