#include <string.h>

#include "base/utf8.h"
#include "extract/charset.h"

/*
 * The score of an encoding: what speaks for it minus what speaks against it,
 * over the bytes above 0x7f.  The weights are for a pair of bytes, so that
 * encodings of one byte and of two compare; they were set by hand on texts of
 * each language and hold for a sentence or more.
 */
enum {
	BAD = -20,  /* a sequence that the encoding does not have */
	ODD = -6,   /* one that no text has: symbols in words, case mixed up */
	COMMON = 5, /* a pair from where the language's words are */
	KANA = 6,   /* a pair that only this language has */
};

struct range {
	unsigned char first, last;
};

static bool within(unsigned char c, const struct range *range, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (range[i].last && c >= range[i].first && c <= range[i].last)
			return true;
	return false;
}

/* An encoding of two bytes a character. */
struct pairs {
	enum dlp_charset charset;
	struct range lead[2], trail[2];
	struct range kana, common; /* lead bytes */
	struct range common_trail;
	struct range single; /* a character of one byte */
};

static const struct pairs pairs[] = {
	{ DLP_CHARSET_SHIFT_JIS,
	  { { 0x81, 0x9f }, { 0xe0, 0xfc } },
	  { { 0x40, 0x7e }, { 0x80, 0xfc } },
	  { 0x82, 0x83 },
	  { 0x88, 0x97 },
	  { 0x40, 0xfc },
	  { 0xa1, 0xdf } },
	{ DLP_CHARSET_EUC_JP,
	  { { 0xa1, 0xf4 }, { 0x8e, 0x8e } },
	  { { 0xa1, 0xfe } },
	  { 0xa4, 0xa5 },
	  { 0xb0, 0xcf },
	  { 0xa1, 0xfe },
	  { 0 } },
	{ DLP_CHARSET_EUC_KR,
	  { { 0xa1, 0xfd } },
	  { { 0xa1, 0xfe } },
	  { 0xb0, 0xc8 },
	  { 0 },
	  { 0 },
	  { 0 } },
	{ DLP_CHARSET_GB18030,
	  { { 0x81, 0xfe } },
	  { { 0x40, 0x7e }, { 0x80, 0xfe } },
	  { 0 },
	  { 0xb0, 0xd7 },
	  { 0xa1, 0xfe },
	  { 0 } },
	{ DLP_CHARSET_BIG5,
	  { { 0xa1, 0xf9 } },
	  { { 0x40, 0x7e }, { 0xa1, 0xfe } },
	  { 0 },
	  { 0xa4, 0xc6 },
	  { 0x40, 0xfe },
	  { 0 } },
};

static long score_pairs(const struct pairs *ps, struct dlp_span head)
{
	const unsigned char *p = (const unsigned char *)head.ptr;
	long score = 0;

	for (size_t i = 0; i < head.len; i++) {
		if (p[i] < 0x80 || within(p[i], &ps->single, 1))
			continue;
		if (i + 1 == head.len)
			break;
		if (!within(p[i], ps->lead, 2) ||
		    !within(p[i + 1], ps->trail, 2)) {
			score += BAD;
			continue;
		}
		if (within(p[i], &ps->kana, 1))
			score += KANA;
		else if (within(p[i], &ps->common, 1) &&
			 within(p[i + 1], &ps->common_trail, 1))
			score += COMMON;
		i++;
	}
	return score;
}

static bool is_ascii_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Cyrillic: words wholly of letters above 0xbf, small ones in the half that
 * begins at `small`. */
static long score_cyrillic(unsigned char small, struct dlp_span head)
{
	const unsigned char *p = (const unsigned char *)head.ptr;
	unsigned char before = 0;
	long score = 0;

	for (size_t i = 0; i < head.len; before = p[i++]) {
		bool is_small = (p[i] & 0xe0) == small;

		if (p[i] < 0x80)
			score += before >= 0xc0 && is_ascii_letter(p[i]) ? ODD
									 : 0;
		else if (p[i] < 0xc0)
			score += ODD / 2;
		else if (is_ascii_letter(before) ||
			 (before >= 0xc0 && !is_small &&
			  (before & 0xe0) == small))
			score += ODD;
		else if (before >= 0xc0)
			score += is_small ? 3 : 1;
	}
	return score;
}

/* Latin: letters above 0xbf among ASCII ones. */
static long score_latin(struct dlp_span head)
{
	const unsigned char *p = (const unsigned char *)head.ptr;
	long score = 0;

	for (size_t i = 0; i < head.len; i++) {
		unsigned char before = i ? p[i - 1] : ' ';
		unsigned char after = i + 1 < head.len ? p[i + 1] : ' ';

		if (p[i] < 0x80)
			continue;
		if (before >= 0x80 || after >= 0x80)
			score -= 1;
		else if (p[i] >= 0xc0 &&
			 (is_ascii_letter(before) || is_ascii_letter(after)))
			score += 3;
	}
	return score;
}

/* UTF-8 with some bad bytes: right when whole characters are many more. */
static long score_utf8(struct dlp_span head)
{
	long score = 0;

	while (head.len) {
		uint32_t cp;
		size_t n = dlp_utf8_decode(head, &cp);

		if (n == 0)
			score += BAD;
		else if (n > 1)
			score += KANA;
		n += !n;
		head.ptr += n;
		head.len -= n;
	}
	return score;
}

static enum dlp_charset best(struct dlp_span head)
{
	enum dlp_charset charset = DLP_CHARSET_WINDOWS_1252;
	long top = score_latin(head), score;

	if (top < 0)
		top = 0;
	score = score_utf8(head);
	if (score > top) {
		top = score;
		charset = DLP_CHARSET_UTF8;
	}
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		score = score_pairs(&pairs[i], head);
		if (score > top) {
			top = score;
			charset = pairs[i].charset;
		}
	}
	score = score_cyrillic(0xe0, head);
	if (score > top) {
		top = score;
		charset = DLP_CHARSET_WINDOWS_1251;
	}
	if (score_cyrillic(0xc0, head) > top)
		charset = DLP_CHARSET_KOI8_R;
	return charset;
}

/* A control that text does not have. */
static bool is_control(uint32_t c)
{
	return (c < 0x20 && (c < '\b' || c > '\r') && c != 0x1a && c != 0x1b) ||
	       c == 0x7f;
}

/* Those of a text, counted without a branch: it is all of every small file. */
static size_t count_controls(struct dlp_span text)
{
	enum { BLOCK = 128 }; /* a byte counts them */
	const unsigned char *p = (const unsigned char *)text.ptr;
	size_t count = 0;

	for (size_t i = 0; i < text.len; i += BLOCK) {
		size_t n = text.len - i < BLOCK ? text.len - i : BLOCK;
		unsigned char some = 0;

		for (size_t j = 0; j < n; j++) {
			unsigned char c = p[i + j];
			unsigned char blank = (unsigned char)(c - 8) < 6;
			unsigned char used = (unsigned char)(c - 0x1a) < 2;
			unsigned char bad = (c < 0x20) & !blank & !used;

			some = (unsigned char)(some + (bad | (c == 0x7f)));
		}
		count += some;
	}
	return count;
}

/* UTF-16 shows in columns: every other byte is often NUL, the rest never. */
static enum dlp_charset by_columns(struct dlp_span head)
{
	size_t nul[2] = { 0 }, controls = 0, half = head.len / 2;
	unsigned big;

	if (!head.len || !memchr(head.ptr, '\0', head.len))
		return DLP_CHARSET_NONE;
	for (size_t i = 0; i < head.len; i++)
		nul[i & 1] += !head.ptr[i];
	big = nul[0] > nul[1];
	if (!half || nul[!big] * (nul[!big] < 8 ? 4 : 10) < half ||
	    nul[big] * 20 > nul[!big])
		return DLP_CHARSET_NONE;
	for (size_t i = 0; i + 1 < head.len; i += 2)
		controls += !head.ptr[i + !big] &&
			    is_control((unsigned char)head.ptr[i + big]);
	if (controls * 20 > half)
		return DLP_CHARSET_NONE;
	return big ? DLP_CHARSET_UTF16BE : DLP_CHARSET_UTF16LE;
}

static enum dlp_charset by_mark(struct dlp_span head)
{
	static const struct {
		struct dlp_span mark;
		enum dlp_charset charset;
	} mark[] = {
		{ { "\xef\xbb\xbf", 3 }, DLP_CHARSET_UTF8 },
		{ { "\xff\xfe\0\0", 4 }, DLP_CHARSET_UTF32LE },
		{ { "\0\0\xfe\xff", 4 }, DLP_CHARSET_UTF32BE },
		{ { "\xff\xfe", 2 }, DLP_CHARSET_UTF16LE },
		{ { "\xfe\xff", 2 }, DLP_CHARSET_UTF16BE },
	};

	for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
		if (head.len >= mark[i].mark.len &&
		    !memcmp(head.ptr, mark[i].mark.ptr, mark[i].mark.len))
			return mark[i].charset;
	return DLP_CHARSET_NONE;
}

enum dlp_charset dlp_charset_detect(struct dlp_span head)
{
	enum dlp_charset charset;
	size_t controls, valid;
	struct dlp_span rest;

	if (!head.len)
		return DLP_CHARSET_UTF8;
	if (head.len > DLP_CHARSET_HEAD)
		head.len = DLP_CHARSET_HEAD;
	charset = by_mark(head);
	if (charset)
		return charset;
	charset = by_columns(head);
	if (charset)
		return charset;
	controls = count_controls(head);
	valid = dlp_utf8_valid(head);
	rest = (struct dlp_span){ head.ptr + valid, head.len - valid };
	if (!rest.len || (rest.len < DLP_UTF8_MAX && dlp_utf8_partial(rest)))
		return controls * 2 > head.len ? DLP_CHARSET_NONE
					       : DLP_CHARSET_UTF8;
	/* Compressed bytes have a tenth of controls, text has none. */
	if (controls * 20 > head.len)
		return DLP_CHARSET_NONE;
	return best(head);
}
