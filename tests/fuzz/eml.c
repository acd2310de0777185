#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first bit says whether it is one mail or many. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	return fuzz_reading(data[0] & 1 ? DLP_IS_MBOX : DLP_IS_EML, data + 1,
			    size - 1);
}
