#include "reading.h"

/* A database, or a log of one: what the first byte says. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	return fuzz_reading(*data == 'S' ? DLP_IS_SQLITE : DLP_IS_SQLITE_LOG,
			    data, size);
}
