#include "base/line.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* For compilers to make SIMD of, once for each kind of processor. */
static inline __attribute__((always_inline)) size_t count(struct dlp_span text)
{
	enum { CHUNK = 224 }; /* whole vectors, and no more than a byte */
	size_t lines = 0;

	/* Sums of bytes, as far as a byte holds them: so SIMD adds best. */
	while (text.len) {
		size_t n = text.len < CHUNK ? text.len : CHUNK;
		unsigned char sum = 0;

		for (size_t i = 0; i < n; i++)
			sum = (unsigned char)(sum + (text.ptr[i] == '\n'));
		lines += sum;
		text.ptr += n;
		text.len -= n;
	}
	return lines;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static size_t count_avx2(struct dlp_span text)
{
	return count(text);
}
#endif

size_t dlp_line_count(struct dlp_span text)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2"))
		return count_avx2(text);
#endif
	return count(text);
}

struct dlp_span dlp_line_first(struct dlp_span text)
{
	const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;

	if (end)
		text.len = (size_t)(end - text.ptr) + 1;
	return text;
}

size_t dlp_line_start(struct dlp_span text, size_t pos, size_t least)
{
#ifdef __SSE2__
	const __m128i feed = _mm_set1_epi8('\n');

	for (; pos - least >= 16; pos -= 16) {
		__m128i v =
			_mm_loadu_si128((const __m128i *)(text.ptr + pos - 16));
		unsigned feeds =
			(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, feed));

		if (feeds)
			return pos + 16 - (size_t)__builtin_clz(feeds);
	}
#endif
	while (pos > least && text.ptr[pos - 1] != '\n')
		pos--;
	return pos;
}

size_t dlp_line_end(struct dlp_span text, size_t pos, size_t most)
{
	const char *feed =
		most > pos ? memchr(text.ptr + pos, '\n', most - pos) : NULL;

	return feed ? (size_t)(feed - text.ptr) : most;
}
