#include "match/literal_verify.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define TARGET                                                        \
	__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi," \
			      "avx512vbmi2,bmi,bmi2,popcnt")))

enum { GROUPS = DLP_LITERAL_COLUMN_BUCKETS / 8 };

TARGET static inline __m512i load(const void *p)
{
	return _mm512_loadu_si512(p);
}

/* Bytes are shifted by pairs: what comes over from the next is masked out. */
TARGET static inline __m512i codes(__m512i v)
{
	__m512i low = _mm512_and_si512(v, _mm512_set1_epi8(0x1f));
	__m512i high = _mm512_and_si512(_mm512_srli_epi16(v, 1),
					_mm512_set1_epi8(0x20));

	return _mm512_or_si512(low, high);
}

/* A bit for each of 64 positions that some bucket takes. */
TARGET static inline uint64_t mask(const struct dlp_literals *set,
				   const char *code)
{
	__m512i c0 = load(code), c1 = load(code + 1), c2 = load(code + 2);
	__m512i c3 = load(code + 3), any = _mm512_setzero_si512();

	for (unsigned g = 0; g < GROUPS; g++) {
		const uint8_t(*column)[DLP_LITERAL_CODES] = set->column[g];
		__m512i v0 = _mm512_permutexvar_epi8(c0, load(column[0]));
		__m512i v1 = _mm512_permutexvar_epi8(c1, load(column[1]));
		__m512i v2 = _mm512_permutexvar_epi8(c2, load(column[2]));
		__m512i v3 = _mm512_permutexvar_epi8(c3, load(column[3]));
		/* a & b & c, then a | (b & c) */
		__m512i all = _mm512_ternarylogic_epi64(v0, v1, v2, 0x80);

		any = _mm512_ternarylogic_epi64(any, all, v3, 0xf8);
	}
	return _mm512_test_epi8_mask(any, any);
}

TARGET void dlp_literal_column_vbmi2(struct dlp_literal_task *task,
				     const char *p, size_t n, size_t at)
{
	char code[DLP_LITERAL_BLOCK + DLP_LITERAL_AHEAD];
	uint16_t list[DLP_LITERAL_BLOCK + 32], count[32];
	__m512i counted;

	for (uint16_t i = 0; i < 32; i++)
		count[i] = i;
	counted = load(count);
	for (size_t done = 0; done < n; done += DLP_LITERAL_BLOCK) {
		size_t len = n - done, listed = 0;

		if (len > DLP_LITERAL_BLOCK)
			len = DLP_LITERAL_BLOCK;
		for (size_t i = 0; i < len + 64; i += 64) {
			_mm512_storeu_si512(code + i,
					    codes(load(p + done + i)));
			/* The next block; behind the text it does nothing. */
			__builtin_prefetch(p + done + i + DLP_LITERAL_BLOCK);
		}
		for (size_t i = 0; i < len; i += 64) {
			uint64_t m = mask(task->set, code + i);
			__m512i here = _mm512_add_epi16(
				counted, _mm512_set1_epi16((short)i));
			__m512i next =
				_mm512_add_epi16(here, _mm512_set1_epi16(32));

			_mm512_storeu_si512(
				list + listed,
				_mm512_maskz_compress_epi16((uint32_t)m, here));
			listed += (size_t)__builtin_popcount((uint32_t)m);
			_mm512_storeu_si512(list + listed,
					    _mm512_maskz_compress_epi16(
						    (uint32_t)(m >> 32), next));
			listed +=
				(size_t)__builtin_popcount((uint32_t)(m >> 32));
		}
		dlp_literal_verify(task, p + done, at + done, list, listed, 1);
	}
}

#endif
