#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What it begins with says what it is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_reading(DLP_IS_JPEG, data, size);
}
