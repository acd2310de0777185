#include "base/base64.h"

#include <string.h>

static const char digit[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	"0123456789+/";

void dlp_base64_encode(struct dlp_buf *out, struct dlp_span in)
{
	const unsigned char *p = (const unsigned char *)in.ptr;

	for (size_t left = in.len; left; p += 3) {
		char four[4] = { '=', '=', '=', '=' };
		unsigned b = left > 1 ? p[1] : 0, c = left > 2 ? p[2] : 0;

		four[0] = digit[p[0] >> 2];
		four[1] = digit[(p[0] & 3U) << 4 | b >> 4];
		if (left > 1)
			four[2] = digit[(b & 15) << 2 | c >> 6];
		if (left > 2)
			four[3] = digit[c & 63];
		dlp_buf_add(out, four, 4);
		left -= left < 3 ? left : 3;
	}
}

static int value_of(char c)
{
	const char *p = c ? memchr(digit, c, 64) : NULL;

	return p ? (int)(p - digit) : -1;
}

bool dlp_base64_decode(struct dlp_buf *out, struct dlp_span in)
{
	if (in.len % 4)
		return false;
	for (size_t i = 0; i < in.len; i += 4) {
		const char *p = in.ptr + i;
		size_t pad = 0;
		unsigned bits = 0;
		char three[3];

		if (i + 4 == in.len)
			pad = p[3] != '=' ? 0 : p[2] != '=' ? 1 : 2;
		for (size_t j = 0; j < 4; j++) {
			int v = j + pad < 4 ? value_of(p[j]) : 0;

			if (v < 0)
				return false;
			bits = bits << 6 | (unsigned)v;
		}
		three[0] = (char)(bits >> 16);
		three[1] = (char)(bits >> 8);
		three[2] = (char)bits;
		dlp_buf_add(out, three, 3 - pad);
	}
	return true;
}
