#include "detect/scored.h"

#include "learn/shipped.h"

enum { SIZE = 4 }; /* of an item */

static const char hundredth[] = "0.000.010.020.030.040.050.060.070.080.09"
				"0.100.110.120.130.140.150.160.170.180.19"
				"0.200.210.220.230.240.250.260.270.280.29"
				"0.300.310.320.330.340.350.360.370.380.39"
				"0.400.410.420.430.440.450.460.470.480.49"
				"0.500.510.520.530.540.550.560.570.580.59"
				"0.600.610.620.630.640.650.660.670.680.69"
				"0.700.710.720.730.740.750.760.770.780.79"
				"0.800.810.820.830.840.850.860.870.880.89"
				"0.900.910.920.930.940.950.960.970.980.99"
				"1.00";

bool dlp_scored_open(struct dlp_scored *scored, const struct dlp_model *model)
{
	struct dlp_model shipped = { 0 };
	struct dlp_error err = { 0 };

	scored->on = model || dlp_shipped_secret().len;
	if (scored->on && !model &&
	    dlp_model_use(&shipped, dlp_shipped_secret(), DLP_MODEL_SECRET,
			  DLP_SECRET_VERSION, &err))
		return false;
	return !scored->on || !dlp_secret_open(&scored->secret,
					       model ? model : &shipped, &err);
}

/* The innermost name of the document. */
static struct dlp_span path_of(const struct dlp_where *where)
{
	if (!where)
		return (struct dlp_span){ 0 };
	return where->members ? where->member[where->members - 1] : where->path;
}

struct dlp_scored_odds dlp_scored_weigh(const struct dlp_scored *scored,
					struct dlp_span text,
					const struct dlp_match *match,
					struct dlp_span name,
					const struct dlp_where *where)
{
	const struct dlp_secret *secret = &scored->secret;
	const struct dlp_secret_place place = {
		.text = text,
		.start = match->value_start,
		.end = match->value_end,
		.name = name,
		.path = path_of(where),
	};
	const double odds = dlp_secret_score(secret, &place);
	size_t i = (size_t)(odds * 100 + 0.5);
	int level = DLP_CONFIDENCE_LOW;

	level += odds >= secret->fit.medium;
	level += odds >= secret->fit.high;
	return (struct dlp_scored_odds){
		.odds = odds,
		.confidence = (enum dlp_confidence)level,
		.denies = odds * DLP_SCORED_DENIES < 1,
		.text = { hundredth + (i > 100 ? 100 : i) * SIZE, SIZE },
	};
}
