#include "match/run.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Masks of `words` whole words of text. */
typedef void mask_fn(struct dlp_runs *runs, const char *p, size_t words);

static void mask_plain(struct dlp_runs *runs, const char *p, size_t words)
{
	for (size_t w = 0; w < words; w++, p += 64) {
		uint64_t d = 0, a = 0, b = 0, h = 0, j = 0;

		for (unsigned i = 0; i < 64; i++) {
			unsigned c = (unsigned char)p[i];

			d |= (uint64_t)(c - '0' < 10u) << i;
			a |= (uint64_t)((c | 0x20u) - 'a' < 26u) << i;
			b |= (uint64_t)(c - 'A' < 26u) << i;
			h |= (uint64_t)(c - '-' < 3u) << i;
			j |= (uint64_t)(c == ' ' || c - '(' < 2u) << i;
		}
		runs->digit[w] = d;
		runs->alpha[w] = a;
		runs->capital[w] = b;
		runs->dash[w] = h;
		runs->join[w] = h | j;
	}
}

#if defined(__x86_64__)

/* Bytes of `v` in [low, low + count), one bit each. */
static uint64_t in_range_sse2(__m128i v, char low, char count)
{
	/* Signed compare: shift the range to the bottom of the signed bytes. */
	__m128i moved = _mm_sub_epi8(v, _mm_set1_epi8((char)(low + 128)));
	__m128i in = _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(count - 128)));

	return (uint64_t)(unsigned)_mm_movemask_epi8(in);
}

static void mask_sse2(struct dlp_runs *runs, const char *p, size_t words)
{
	for (size_t w = 0; w < words; w++) {
		uint64_t d = 0, a = 0, c = 0, h = 0, j = 0;

		for (unsigned i = 0; i < 64; i += 16, p += 16) {
			__m128i v = _mm_loadu_si128((const __m128i *)p);
			__m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20));

			d |= in_range_sse2(v, '0', 10) << i;
			a |= in_range_sse2(lower, 'a', 26) << i;
			c |= in_range_sse2(v, 'A', 26) << i;
			h |= in_range_sse2(v, '-', 3) << i;
			j |= (in_range_sse2(v, '(', 2) |
			      in_range_sse2(v, ' ', 1))
			     << i;
		}
		runs->digit[w] = d;
		runs->alpha[w] = a;
		runs->capital[w] = c;
		runs->dash[w] = h;
		runs->join[w] = h | j;
	}
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t in_range_avx2(__m256i v, char low, char count)
{
	__m256i moved = _mm256_sub_epi8(v, _mm256_set1_epi8((char)(low + 128)));
	__m256i in =
		_mm256_cmpgt_epi8(_mm256_set1_epi8((char)(count - 128)), moved);

	return (uint64_t)(uint32_t)_mm256_movemask_epi8(in);
}

AVX2 static void mask_avx2(struct dlp_runs *runs, const char *p, size_t words)
{
	for (size_t w = 0; w < words; w++) {
		uint64_t d = 0, a = 0, c = 0, h = 0, j = 0;

		for (unsigned i = 0; i < 64; i += 32, p += 32) {
			__m256i v = _mm256_loadu_si256((const __m256i *)p);
			__m256i lower =
				_mm256_or_si256(v, _mm256_set1_epi8(0x20));

			d |= in_range_avx2(v, '0', 10) << i;
			a |= in_range_avx2(lower, 'a', 26) << i;
			c |= in_range_avx2(v, 'A', 26) << i;
			h |= in_range_avx2(v, '-', 3) << i;
			j |= (in_range_avx2(v, '(', 2) |
			      in_range_avx2(v, ' ', 1))
			     << i;
		}
		runs->digit[w] = d;
		runs->alpha[w] = a;
		runs->capital[w] = c;
		runs->dash[w] = h;
		runs->join[w] = h | j;
	}
}

#define AVX512 __attribute__((target("avx512f,avx512bw")))

AVX512 static inline uint64_t in_range_avx512(__m512i v, char low, char count)
{
	return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8(low)),
				      _mm512_set1_epi8(count));
}

AVX512 static void mask_avx512(struct dlp_runs *runs, const char *p,
			       size_t words)
{
	for (size_t w = 0; w < words; w++, p += 64) {
		__m512i v = _mm512_loadu_si512(p);
		__m512i lower = _mm512_or_si512(v, _mm512_set1_epi8(0x20));
		uint64_t h = in_range_avx512(v, '-', 3);

		runs->digit[w] = in_range_avx512(v, '0', 10);
		runs->alpha[w] = in_range_avx512(lower, 'a', 26);
		runs->capital[w] = in_range_avx512(v, 'A', 26);
		runs->dash[w] = h;
		runs->join[w] = h | in_range_avx512(v, '(', 2) |
				in_range_avx512(v, ' ', 1);
	}
}

#endif

bool dlp_runs_path_works(enum dlp_runs_path path)
{
	switch (path) {
#if defined(__x86_64__)
	case DLP_RUNS_SSE2:
		return true;
	case DLP_RUNS_AVX2:
		return __builtin_cpu_supports("avx2");
	case DLP_RUNS_AVX512:
		return __builtin_cpu_supports("avx512bw");
#endif
	default:
		return path == DLP_RUNS_PLAIN;
	}
}

static mask_fn *mask_of(enum dlp_runs_path path)
{
	switch (path) {
#if defined(__x86_64__)
	case DLP_RUNS_SSE2:
		return mask_sse2;
	case DLP_RUNS_AVX2:
		return mask_avx2;
	case DLP_RUNS_AVX512:
		return mask_avx512;
#endif
	default:
		return mask_plain;
	}
}

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

void dlp_runs_mask_by(enum dlp_runs_path path, struct dlp_runs *runs,
		      struct dlp_span text, size_t from)
{
	const char *p = text.ptr + from;
	size_t left = text.len - from, words = left / 64;
	mask_fn *mask = mask_of(path);

	/* A row of a sheet is far shorter than a block. */
	if (words > DLP_RUN_WORDS)
		words = DLP_RUN_WORDS;
	mask(runs, p, words);
	if (words < DLP_RUN_WORDS && left % 64) {
		struct dlp_runs last;
		char tail[64] = { 0 };

		memcpy(tail, p + words * 64, left % 64);
		mask(&last, tail, 1);
		runs->digit[words] = *last.digit;
		runs->alpha[words] = *last.alpha;
		runs->capital[words] = *last.capital;
		runs->dash[words] = *last.dash;
		runs->join[words++] = *last.join;
	}
	runs->digit[words] = 0;
	runs->alpha[words] = 0;
	runs->capital[words] = 0;
	runs->dash[words] = 0;
	runs->join[words] = 0;
	runs->words = words;
	look_before(runs, p, from);
}

void dlp_runs_mask(struct dlp_runs *runs, struct dlp_span text, size_t from)
{
	enum dlp_runs_path path = DLP_RUNS_PATHS - 1;

	while (!dlp_runs_path_works(path))
		path--;
	dlp_runs_mask_by(path, runs, text, from);
}
