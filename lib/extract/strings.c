#include "extract/strings.h"

#include <stdbool.h>

#include "base/utf8.h"
#include "extract/le.h"

static bool is_ascii(unsigned c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t';
}

static bool is_wide(unsigned c)
{
	return is_ascii(c) || (c >= 0xa0 && c < 0x250) ||
	       (c >= 0x370 && c < 0x530) || (c >= 0x2010 && c < 0x2027) ||
	       c == 0x20ac;
}

/* Where the run of bytes, or of pairs of them, that begins at `at` ends. */
static size_t end_of(struct dlp_span bytes, size_t at, bool wide)
{
	if (!wide) {
		while (at < bytes.len && is_ascii(dlp_le8(bytes, at)))
			at++;
		return at;
	}
	while (bytes.len - at >= 2 && is_wide(dlp_le16(bytes, at)))
		at += 2;
	return at;
}

static void add_wide(struct dlp_span bytes, size_t at, size_t end,
		     struct dlp_buf *out)
{
	for (; at < end; at += 2)
		dlp_utf8_add(out, dlp_le16(bytes, at));
}

void dlp_strings_add(struct dlp_span bytes, struct dlp_buf *out)
{
	/* Where a run that was too short ends: no need to look again. */
	size_t looked[2] = { 0, 0 };

	for (size_t at = 0; at < bytes.len;) {
		size_t end = end_of(bytes, at, false);

		if (end - at >= DLP_STRINGS_MIN) {
			dlp_buf_add(out, bytes.ptr + at, end - at);
			dlp_buf_addc(out, '\n');
			at = end;
			continue;
		}
		if (at >= looked[at & 1]) {
			end = end_of(bytes, at, true);
			looked[at & 1] = end;
			if (end - at >= (size_t)2 * DLP_STRINGS_MIN) {
				add_wide(bytes, at, end, out);
				dlp_buf_addc(out, '\n');
				at = end;
				continue;
			}
		}
		at++;
	}
}
