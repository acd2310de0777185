#include "reading.h"

#include "extract/binary.h"

/* Read as strings, in pieces whose size the first byte says. */

struct pieces {
	const uint8_t *data;
	size_t size, step;
};

static ssize_t read_piece(void *arg, char *buf, size_t len,
			  struct dlp_error *err)
{
	struct pieces *pieces = arg;
	size_t n = pieces->size < pieces->step ? pieces->size : pieces->step;

	(void)err;
	if (n > len)
		n = len;
	if (n)
		memcpy(buf, pieces->data, n);
	pieces->data += n;
	pieces->size -= n;
	return (ssize_t)n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dlp_where where = { .doc = 1 };
	struct pieces pieces = { data + 1, size - 1, 0 };
	struct dlp_source source;
	struct dlp_teller teller;
	uint64_t text = 0;

	if (!size)
		return 0;
	pieces.step = *data + 1;
	dlp_teller_init(&teller, fuzz_take, &text, 64, &where);
	if (dlp_source_init(&source, read_piece, &pieces))
		abort();
	dlp_binary_read(&source, &teller);
	dlp_teller_end(&teller, &source);
	dlp_source_release(&source);
	dlp_teller_release(&teller);
	return 0;
}
