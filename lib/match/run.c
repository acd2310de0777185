#include "match/run.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#if defined(__SSE2__)

/* Bytes of `v` in [low, low + count), one bit each. */
static uint64_t in_range(__m128i v, char low, char count)
{
	/* Signed compare: shift the range to the bottom of the signed bytes. */
	__m128i moved = _mm_sub_epi8(v, _mm_set1_epi8((char)(low + 128)));
	__m128i in = _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(count - 128)));

	return (uint64_t)(unsigned)_mm_movemask_epi8(in);
}

static void mask_word(struct dlp_runs *runs, size_t w, const char *p)
{
	uint64_t d = 0, a = 0, h = 0, j = 0;

	for (unsigned i = 0; i < 64; i += 16) {
		__m128i v =
			_mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
		__m128i blank = _mm_cmpeq_epi8(v, _mm_set1_epi8(' '));

		d |= in_range(v, '0', 10) << i;
		a |= in_range(lower, 'a', 26) << i;
		h |= in_range(v, '-', 3) << i;
		j |= (in_range(v, '(', 2) |
		      (uint64_t)(unsigned)_mm_movemask_epi8(blank))
		     << i;
	}
	runs->digit[w] = d;
	runs->alpha[w] = a;
	runs->dash[w] = h;
	runs->join[w] = h | j;
}

#else

static void mask_word(struct dlp_runs *runs, size_t w, const char *p)
{
	uint64_t d = 0, a = 0, h = 0, j = 0;

	for (unsigned i = 0; i < 64; i++) {
		unsigned c = (unsigned char)p[i];

		d |= (uint64_t)(c - '0' < 10u) << i;
		a |= (uint64_t)((c | 0x20u) - 'a' < 26u) << i;
		h |= (uint64_t)(c - '-' < 3u) << i;
		j |= (uint64_t)(c == ' ' || c - '(' < 2u) << i;
	}
	runs->digit[w] = d;
	runs->alpha[w] = a;
	runs->dash[w] = h;
	runs->join[w] = h | j;
}

#endif

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void look_before(struct dlp_runs *runs, const char *p, size_t from)
{
	char c = from ? p[-1] : ' ';

	runs->digit_before = is_digit(c);
	runs->word_before =
		runs->digit_before || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
	runs->joined_before =
		from > 1 && c >= '-' && c <= '/' && is_digit(p[-2]);
}

void dlp_runs_mask(struct dlp_runs *runs, struct dlp_span text, size_t from)
{
	const char *p = text.ptr + from;
	size_t left = text.len - from, words = left / 64;

	/* A row of a sheet is far shorter than a block. */
	if (words > DLP_RUN_WORDS)
		words = DLP_RUN_WORDS;
	for (size_t w = 0; w < words; w++)
		mask_word(runs, w, p + w * 64);
	if (words < DLP_RUN_WORDS && left % 64) {
		char tail[64] = { 0 };

		memcpy(tail, p + words * 64, left % 64);
		mask_word(runs, words++, tail);
	}
	runs->digit[words] = 0;
	runs->alpha[words] = 0;
	runs->dash[words] = 0;
	runs->join[words] = 0;
	runs->words = words;
	look_before(runs, p, from);
}
