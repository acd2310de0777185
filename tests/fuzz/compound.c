#include "cfbmake.h"
#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the bytes are: of a whole file, or of streams that a file is made of,
 * so that what reads these is reached. */
static const char *const stream[][4] = {
	{ "WordDocument", "0Table", "1Table", "Data" },
	{ "Workbook", "\5SummaryInformation", "Book", "\1Ole10Native" },
	{ "PowerPoint Document", "Current User", "Pictures", "CONTENTS" },
	{ "__properties_version1.0", "__substg1.0_10090102",
	  "__substg1.0_1000001E", "__substg1.0_1013001F" },
	{ "dir", "_VBA_PROJECT", "M", "\5DocumentSummaryInformation" },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { KINDS = sizeof(stream) / sizeof(stream[0]), HEAD = 13 };
	struct cfb_entry entry[5] = { { .name = "VBA", .is_storage = true } };
	struct dlp_buf file;
	size_t at = HEAD;

	/* As such a file begins. */
	if (size < HEAD || data[0] == 0xd0)
		return fuzz_reading(DLP_IS_CFB, data, size);
	for (int i = 1; i < 5; i++) {
		const uint8_t *p = data + 3 * i - 2;
		size_t len = p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16;

		/* The head says how long each is, the last has the rest. */
		if (i == 4 || len > size - at)
			len = size - at;
		entry[i].name = stream[data[0] % KINDS][i - 1];
		entry[i].storage = data[0] % KINDS == 4 ? 1 : 0;
		entry[i].bytes =
			(struct dlp_span){ (const char *)data + at, len };
		at += len;
	}
	dlp_buf_init(&file, 0);
	cfb_make(&file, entry, 5);
	fuzz_reading(DLP_IS_CFB, (const uint8_t *)file.ptr, file.len);
	dlp_buf_release(&file);
	return 0;
}
