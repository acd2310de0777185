#include <stdint.h>
#include <stdlib.h>

#include "detect/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read `text` in steps of `step` bytes, each a copy of its exact size. */
static void read_in_steps(struct dlp_keys *keys, struct dlp_span text,
			  size_t step, struct dlp_buf *out)
{
	size_t at = (size_t)keys->at;

	while (at < text.len) {
		size_t n = text.len - at < step ? text.len - at : step;
		char *copy = malloc(n);

		if (!copy)
			abort();
		for (size_t i = 0; i < n; i++)
			copy[i] = text.ptr[at + i];
		dlp_keys_read(keys, (struct dlp_span){ copy, n }, at, at + n);
		at += n;
		free(copy);
	}
	dlp_keys_path(keys, out);
}

/*
 * The first byte says which kind it is taken for, whatever it looks like, and
 * how it is cut: the path at its end is the same.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dlp_keys keys;
	static struct dlp_buf whole, split;
	struct dlp_span text = { (const char *)data + 1, size - 1 };
	enum dlp_keys_kind kind;

	if (!size)
		return 0;
	kind = DLP_KEYS_JSON + data[0] % 4;
	(void)dlp_keys_look(text, data[0] & 0x80);
	dlp_buf_clear(&whole);
	dlp_buf_clear(&split);
	dlp_keys_begin(&keys, kind, dlp_keys_mark(text));
	read_in_steps(&keys, text, SIZE_MAX, &whole);
	dlp_keys_begin(&keys, kind, dlp_keys_mark(text));
	read_in_steps(&keys, text, 1 + (data[0] >> 2 & 7), &split);
	if (!dlp_span_eq(dlp_buf_span(&whole), dlp_buf_span(&split)))
		abort();
	if (whole.len > DLP_KEYS_PATH + 3 * DLP_KEYS_NAME * 8)
		abort();
	return 0;
}
