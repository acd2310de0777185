#include "extract/lzfu.h"

#include "extract/le.h"

/* What the window holds at first (2.1.2.1). */
static const char begin[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
			    "{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
			    "\\fdecor MS Sans SerifSymbolArialTimes New Roman"
			    "Courier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
			    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

enum { WINDOW = 4096, HEADER = 16 };

static bool unpack(struct dlp_span packed, struct dlp_buf *out)
{
	char window[WINDOW] = { 0 };
	size_t write = sizeof(begin) - 1, at = HEADER;

	memcpy(window, begin, write);
	while (at < packed.len && !out->status) {
		unsigned flags = dlp_le8(packed, at++);

		for (unsigned i = 0; i < 8 && at < packed.len; i++) {
			unsigned offset, length;

			if (!(flags >> i & 1)) {
				dlp_buf_addc(out, packed.ptr[at]);
				window[write] = packed.ptr[at++];
				write = (write + 1) % WINDOW;
				continue;
			}
			/* The most significant byte is the first, here. */
			offset = dlp_le8(packed, at) << 4 |
				 dlp_le8(packed, at + 1) >> 4;
			length = (dlp_le8(packed, at + 1) & 0xf) + 2;
			at += 2;
			if (offset == write)
				return true;
			for (; length; length--) {
				char c = window[offset];

				dlp_buf_addc(out, c);
				window[write] = c;
				write = (write + 1) % WINDOW;
				offset = (offset + 1) % WINDOW;
			}
		}
	}
	return false;
}

bool dlp_lzfu_unpack(struct dlp_span packed, struct dlp_buf *out)
{
	const uint32_t compressed = 0x75465a4c, plain = 0x414c454d;
	uint32_t size = dlp_le32(packed, 4), kind = dlp_le32(packed, 8);
	struct dlp_span bytes;

	if (kind == plain) {
		bytes = dlp_le_cut(packed, HEADER, size);
		dlp_buf_addspan(out, bytes);
		return bytes.len == size && !out->status;
	}
	return kind == compressed && unpack(packed, out) && out->len == size;
}
