#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* OpenDocument in one XML file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_reading(DLP_IS_ODS, data, size);
}
