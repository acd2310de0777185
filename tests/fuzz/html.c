#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first bit says whether it is HTML or XHTML, which any XML may be told as.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	return fuzz_reading(data[0] & 1 ? DLP_IS_XHTML : DLP_IS_HTML, data + 1,
			    size - 1);
}
