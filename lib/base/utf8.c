#include "base/utf8.h"

#include <string.h>

size_t dlp_utf8_decode(struct dlp_span in, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)in.ptr;
	unsigned lead = p[0], low = 0x80, high = 0xbf;
	size_t n;
	uint32_t c;

	*cp = DLP_UTF8_INSTEAD;
	if (lead < 0x80) {
		*cp = lead;
		return 1;
	}
	if (lead >= 0xc2 && lead <= 0xdf) {
		n = 2;
		c = lead & 0x1f;
	} else if (lead >= 0xe0 && lead <= 0xef) {
		n = 3;
		c = lead & 0x0f;
		if (lead == 0xe0)
			low = 0xa0;
		if (lead == 0xed)
			high = 0x9f;
	} else if (lead >= 0xf0 && lead <= 0xf4) {
		n = 4;
		c = lead & 0x07;
		if (lead == 0xf0)
			low = 0x90;
		if (lead == 0xf4)
			high = 0x8f;
	} else {
		return 0;
	}
	if (in.len < n || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	*cp = c;
	return n;
}

size_t dlp_utf8_valid(struct dlp_span in)
{
	size_t i = 0;

	while (i < in.len) {
		uint64_t w, four[4];
		uint32_t cp;
		size_t n;

		while (in.len - i >= sizeof(four)) {
			memcpy(four, in.ptr + i, sizeof(four));
			if ((four[0] | four[1] | four[2] | four[3]) &
			    UINT64_C(0x8080808080808080))
				break;
			i += sizeof(four);
		}
		while (in.len - i >= sizeof(w)) {
			memcpy(&w, in.ptr + i, sizeof(w));
			if (w & UINT64_C(0x8080808080808080))
				break;
			i += sizeof(w);
		}
		if (i == in.len)
			break;
		n = dlp_utf8_decode((struct dlp_span){ in.ptr + i, in.len - i },
				    &cp);
		if (!n)
			break;
		i += n;
	}
	return i;
}

size_t dlp_utf8_encode(uint32_t cp, char out[DLP_UTF8_MAX])
{
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = DLP_UTF8_INSTEAD;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

int dlp_utf8_partial(struct dlp_span in)
{
	/* Completing it with either extreme covers every second byte. */
	static const char tail[2][4] = { "\x80\x80\x80", "\xbf\xbf\xbf" };

	if (!in.len || in.len >= DLP_UTF8_MAX)
		return 0;
	for (size_t t = 0; t < 2; t++) {
		char whole[DLP_UTF8_MAX * 2];
		uint32_t cp;
		size_t n;

		memcpy(whole, in.ptr, in.len);
		memcpy(whole + in.len, tail[t], 3);
		n = dlp_utf8_decode((struct dlp_span){ whole, in.len + 3 },
				    &cp);
		if (n > in.len)
			return 1;
	}
	return 0;
}

size_t dlp_utf8_start(struct dlp_span in, size_t pos)
{
	uint32_t cp;

	for (size_t back = 1; back < DLP_UTF8_MAX && back <= pos; back++) {
		struct dlp_span from = { in.ptr + pos - back,
					 in.len - pos + back };

		if (dlp_utf8_decode(from, &cp) > back ||
		    (pos == in.len && dlp_utf8_partial(from)))
			return pos - back;
	}
	return pos;
}

size_t dlp_utf8_end(struct dlp_span in, size_t pos)
{
	size_t start = dlp_utf8_start(in, pos), len;
	uint32_t cp;

	if (start == pos)
		return pos;
	len = dlp_utf8_decode(
		(struct dlp_span){ in.ptr + start, in.len - start }, &cp);
	return len ? start + len : pos;
}

void dlp_utf8_add(struct dlp_buf *out, uint32_t cp)
{
	char utf8[DLP_UTF8_MAX];
	size_t n = dlp_utf8_encode(cp, utf8);

	dlp_buf_add(out, utf8, n);
}

size_t dlp_utf8_mend(struct dlp_buf *out, struct dlp_span in)
{
	size_t bad = 0;

	while (in.len) {
		size_t n = dlp_utf8_valid(in);

		dlp_buf_add(out, in.ptr, n);
		if (n < in.len) {
			dlp_buf_adds(out, "\xef\xbf\xbd");
			n++;
			bad++;
		}
		in.ptr += n;
		in.len -= n;
	}
	return bad;
}

uint64_t dlp_utf8_count(struct dlp_span in)
{
	uint64_t count = 0;

	for (size_t i = 0; i < in.len; count++) {
		uint32_t cp;
		size_t n = dlp_utf8_decode(
			(struct dlp_span){ in.ptr + i, in.len - i }, &cp);

		i += n ? n : 1;
	}
	return count;
}
