#include "learn/secret.h"

#include <math.h>

#include "learn/odds.h"

static bool is_sound(const struct dlp_secret_fit *fit)
{
	return isfinite(fit->scale) && isfinite(fit->bias) &&
	       isfinite(fit->slope) && isfinite(fit->offset) &&
	       fit->medium >= 0 && fit->high >= fit->medium && fit->high <= 1;
}

enum dlp_status dlp_secret_open(struct dlp_secret *secret,
				const struct dlp_model *model,
				struct dlp_error *err)
{
	size_t rows, fits;
	const int8_t *weight =
		dlp_model_array(model, "weights", sizeof(*weight), &rows);
	const struct dlp_secret_fit *fit =
		dlp_model_array(model, "fit", sizeof(*fit), &fits);

	if (!weight || !fit || rows != DLP_SECRET_ROWS || fits != 1 ||
	    !is_sound(fit))
		return dlp_error_set(err, DLP_SKIP, 0,
				     "the model has no weights of secrets");
	*secret = (struct dlp_secret){ .weight = weight, .fit = *fit };
	return DLP_OK;
}

double dlp_secret_score(const struct dlp_secret *secret,
			const struct dlp_secret_place *place)
{
	const struct dlp_secret_fit *fit = &secret->fit;
	struct dlp_secret_features has;
	int sum = 0;

	dlp_secret_look(place, &has);
	for (size_t i = 0; i < has.count; i++)
		sum += secret->weight[has.row[i]];
	return dlp_odds(fit->slope * (sum * fit->scale + fit->bias) +
			fit->offset);
}
