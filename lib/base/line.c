#include "base/line.h"

#include <stdint.h>

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
