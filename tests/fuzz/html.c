#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first bit says whether it is HTML or XML. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	return fuzz_reading(data[0] & 1 ? DLP_IS_XML : DLP_IS_HTML, data + 1,
			    size - 1);
}
