#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first bit says in what a mail is wrapped, S/MIME or TNEF. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	return fuzz_reading(data[0] & 1 ? DLP_IS_CMS : DLP_IS_TNEF, data + 1,
			    size - 1);
}
