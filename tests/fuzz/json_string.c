#include "../naive_json.h"

/* Strings are escaped and decoded as they are byte by byte. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!naive_agrees((struct dlp_span){ (const char *)data, size }))
		abort();
	return 0;
}
