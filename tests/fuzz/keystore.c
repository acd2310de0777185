#include "reading.h"

/* What keeps keys; the first byte says in which format. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dlp_format format[] = {
		DLP_IS_DER,      DLP_IS_JKS,         DLP_IS_BKS, DLP_IS_KEEPASS,
		DLP_IS_KEYCHAIN, DLP_IS_BERKELEY_DB, DLP_IS_PGP,
	};

	if (!size)
		return 0;
	dlp_sniff((struct dlp_span){ (const char *)data + 1, size - 1 });
	return fuzz_reading(
		format[*data % (sizeof(format) / sizeof(format[0]))], data + 1,
		size - 1);
}
