#include "decode/fold.h"

#include "base/utf8.h"

/* The zero of each script; nine digits follow. */
static const uint32_t zeros[] = {
	0x0660,  0x06f0,  0x07c0,  0x0966,  0x09e6,  0x0a66,  0x0ae6,  0x0b66,
	0x0be6,  0x0c66,  0x0ce6,  0x0d66,  0x0de6,  0x0e50,  0x0ed0,  0x0f20,
	0x1040,  0x1090,  0x17e0,  0x1810,  0x1946,  0x19d0,  0x1a80,  0x1a90,
	0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,  0xa8d0,  0xa900,  0xa9d0,
	0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0,
	0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730,
	0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0,
	0x16b50, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0,
};

static int fold_digit(uint32_t cp)
{
	size_t low = 0, high = sizeof(zeros) / sizeof(*zeros);

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (zeros[middle] <= cp)
			low = middle;
		else
			high = middle;
	}
	if (cp >= zeros[low] && cp - zeros[low] < 10)
		return '0' + (int)(cp - zeros[low]);
	return DLP_FOLD_NONE;
}

/* Mathematical alphabets: 13 of 52 letters each, 5 of ten digits. */
static int fold_mathematical(uint32_t cp)
{
	uint32_t n;

	if (cp >= 0x1d7ce && cp <= 0x1d7ff)
		return '0' + (int)((cp - 0x1d7ce) % 10);
	if (cp < 0x1d400 || cp > 0x1d6a3)
		return DLP_FOLD_NONE;
	n = (cp - 0x1d400) % 52;
	return n < 26 ? 'A' + (int)n : 'a' + (int)(n - 26);
}

static int fold_punctuation(uint32_t cp)
{
	/* U+2000 to U+200A are blanks, U+2010 to U+2015 dashes. */
	if (cp <= 0x200a)
		return ' ';
	if (cp <= 0x200f)
		return DLP_FOLD_GONE;
	if (cp <= 0x2015)
		return '-';
	switch (cp) {
	case 0x2024:
		return '.';
	case 0x202f:
	case 0x205f:
		return ' ';
	case 0x2043:
	case 0x2212:
		return '-';
	case 0x2044:
	case 0x2215:
		return '/';
	}
	if ((cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f))
		return DLP_FOLD_GONE;
	return DLP_FOLD_NONE;
}

static int fold_single(uint32_t cp)
{
	switch (cp) {
	case 0x00a0:
	case 0x1680:
	case 0x3000:
		return ' ';
	case 0x00ad:
	case 0x034f:
	case 0x061c:
	case 0x115f:
	case 0x1160:
	case 0x180e:
	case 0xfeff:
		return DLP_FOLD_GONE;
	case 0x058a:
	case 0xfe58:
	case 0xfe63:
		return '-';
	case 0xfe52:
		return '.';
	case 0xfe6b:
		return '@';
	default:
		return DLP_FOLD_NONE;
	}
}

int dlp_fold(uint32_t cp)
{
	int c;

	if (cp < 0xa0)
		return DLP_FOLD_NONE;
	if (cp >= 0x2000 && cp <= 0x2215)
		return fold_punctuation(cp);
	if (cp >= 0xff01 && cp <= 0xff5e)
		return (int)(cp - 0xff01 + '!');
	if (cp >= 0xfe00 && cp <= 0xfe0f)
		return DLP_FOLD_GONE;
	c = fold_single(cp);
	if (c == DLP_FOLD_NONE && cp >= 0x1d400 && cp <= 0x1d7ff)
		c = fold_mathematical(cp);
	return c == DLP_FOLD_NONE ? fold_digit(cp) : c;
}

bool dlp_fold_any(struct dlp_span text)
{
	while (text.len) {
		uint32_t cp;
		size_t n = dlp_utf8_decode(text, &cp);
		int c = dlp_fold(cp);

		if ((c >= '0' && c <= '9') ||
		    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c > 0))
			return true;
		n = n ? n : 1;
		text.ptr += n;
		text.len -= n;
	}
	return false;
}
