#include "base/escape.h"

#include <stdbool.h>

#include "base/utf8.h"

/* Unicode 15: Cc, the bidi and invisible ones of Cf, Zl, Zp. */
static bool misleads(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0xad ||
	       cp == 0x61c || cp == 0x180e || (cp >= 0x200b && cp <= 0x200f) ||
	       (cp >= 0x2028 && cp <= 0x202e) ||
	       (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
	       (cp >= 0xfff9 && cp <= 0xfffb) ||
	       (cp >= 0xe0000 && cp <= 0xe007f);
}

void dlp_escape(struct dlp_buf *out, struct dlp_span in)
{
	while (in.len) {
		uint32_t cp;
		size_t n = dlp_utf8_decode(in, &cp);

		if (!n || cp < 0x80) {
			n = 1;
			cp = (unsigned char)*in.ptr;
			if (misleads(cp) || cp >= 0x80)
				dlp_buf_addf(out, "\\x%02x", (unsigned)cp);
			else
				dlp_buf_addc(out, *in.ptr);
		} else if (misleads(cp)) {
			dlp_buf_addf(out, "\\u{%x}", (unsigned)cp);
		} else {
			dlp_buf_add(out, in.ptr, n);
		}
		in.ptr += n;
		in.len -= n;
	}
}
