#include <stdint.h>
#include <stdlib.h>

#include "learn/secret.h"
#include "learn/shipped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A value anywhere in a text, under any name and path. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_secret secret = { 0 };
	struct dlp_model model = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_secret_place place;
	double odds;

	if (size < 4)
		return 0;
	if (dlp_model_use(&model, dlp_shipped_secret(), DLP_MODEL_SECRET,
			  DLP_SECRET_VERSION, &err) ||
	    dlp_secret_open(&secret, &model, &err))
		abort();
	place.text = (struct dlp_span){ (const char *)data + 3, size - 3 };
	place.start = data[0] % place.text.len;
	place.end = place.start + 1 + data[1] % (place.text.len - place.start);
	place.name = place.path = place.text;
	place.name.len = data[2] % (place.text.len + 1);
	odds = dlp_secret_score(&secret, &place);
	if (!(odds > 0 && odds < 1))
		abort();
	return 0;
}
