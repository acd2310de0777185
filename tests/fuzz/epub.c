#include "../zipmake.h"
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes are the package document, what is encrypted, and a page. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_span part = { (const char *)data, size };
	struct zipmake zip = { .entries = 0 };

	zipmake_add(&zip, DLP_SPAN("mimetype"),
		    DLP_SPAN("application/epub+zip"), true);
	zipmake_add(&zip, DLP_SPAN("META-INF/encryption.xml"), part, true);
	zipmake_add(&zip, DLP_SPAN("o/a.opf"), part, true);
	zipmake_add(&zip, DLP_SPAN("o/b.xhtml"), part, true);
	zipmake_end(&zip);
	fuzz_reading(DLP_IS_ZIP, (const uint8_t *)zip.out.ptr, zip.out.len);
	zipmake_release(&zip);
	return 0;
}
