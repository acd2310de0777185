#include "match/literal_verify.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum {
	BLOCK = 1024,                   /* bytes; twice as many are slower */
	HALF = BLOCK / 2,               /* pairs of it */
	STEP = DLP_LITERAL_STEP / 2,    /* pairs looked at in one go */
	BEHIND = DLP_LITERAL_AHEAD / 4, /* pairs behind a block */
};

/* Of a block: what the table says of each pair, and the candidates. */
struct block {
	uint16_t index[HALF + BEHIND];
	uint32_t found[HALF + BEHIND];
	uint16_t list[HALF + STEP];
};

/* Compilers make vectors of this. */
DLP_LITERAL_INLINE void index_pairs(const char *p, size_t n, uint16_t *index)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t w;

		memcpy(&w, p + 2 * i, sizeof(w));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		w = (uint16_t)(w << 8 | w >> 8);
#endif
		w = (uint16_t)((w & 0x1f1f) | (w >> 1 & 0x2020));
		index[i] = (uint16_t)((w & 0x3f) | (w >> 2 & 0xfc0));
	}
}

/* A compiler that sees four stores in a row makes a vector of them first, at a
 * loss of a tenth. */
#if defined(__GNUC__)
#define APART __asm__ volatile("" : : : "memory")
#else
#define APART ((void)0)
#endif

DLP_LITERAL_INLINE void look_up(const uint32_t *pair, const uint16_t *index,
				size_t n, uint32_t *found)
{
	/* index_pairs() wrote them all; its loop is too long for clang-tidy. */
	/* NOLINTBEGIN(clang-analyzer-core.uninitialized.ArraySubscript) */
	for (size_t i = 0; i < n; i += 4) {
		found[i] = pair[index[i]];
		APART;
		found[i + 1] = pair[index[i + 1]];
		APART;
		found[i + 2] = pair[index[i + 2]];
		APART;
		found[i + 3] = pair[index[i + 3]];
	}
	/* NOLINTEND(clang-analyzer-core.uninitialized.ArraySubscript) */
}

typedef size_t list_fn(const uint32_t *found, size_t n, uint16_t *list);

DLP_LITERAL_INLINE void scan(struct dlp_literal_task *task, const char *p,
			     size_t n, size_t at, list_fn *list_pairs)
{
	struct block b;

	for (size_t done = 0; done < n; done += BLOCK) {
		size_t pairs = n - done < BLOCK ? (n - done) / 2 : (size_t)HALF;
		size_t candidates;

		index_pairs(p + done, pairs + BEHIND, b.index);
		look_up(task->set->pair, b.index, pairs + 4, b.found);
		candidates = list_pairs(b.found, pairs, b.list);
		dlp_literal_verify(task, p + done, at + done, b.list,
				   candidates, 2);
	}
}

DLP_LITERAL_INLINE size_t list_plain(const uint32_t *found, size_t n,
				     uint16_t *list)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		list[count] = (uint16_t)(2 * i);
		count += (found[i] & found[i + 1] >> 16) != 0;
	}
	return count;
}

void dlp_literal_pair_plain(struct dlp_literal_task *task, const char *p,
			    size_t n, size_t at)
{
	scan(task, p, n, at, list_plain);
}

#if defined(__x86_64__)

/* The candidates of a mask of STEP pairs; most have few. */
DLP_LITERAL_INLINE size_t list_mask(uint32_t mask, size_t first, uint16_t *list)
{
	size_t n = (size_t)__builtin_popcount(mask);

	for (unsigned j = 0; j < 4; j++) {
		list[j] = (uint16_t)(2 * (first + (size_t)__builtin_ctz(
							  mask | 1u << 31)));
		mask &= mask - 1;
	}
	for (size_t j = 4; j < n; j++) {
		list[j] = (uint16_t)(2 * (first + (size_t)__builtin_ctz(mask)));
		mask &= mask - 1;
	}
	return n;
}

DLP_LITERAL_INLINE __m128i refused_sse2(const uint32_t *found)
{
	const void *here = found, *next = found + 1;
	__m128i first = _mm_loadu_si128((const __m128i *)here);
	__m128i second =
		_mm_srli_epi32(_mm_loadu_si128((const __m128i *)next), 16);

	return _mm_cmpeq_epi32(_mm_and_si128(first, second),
			       _mm_setzero_si128());
}

DLP_LITERAL_INLINE uint32_t mask_sse2(const uint32_t *found)
{
	__m128i low =
		_mm_packs_epi32(refused_sse2(found), refused_sse2(found + 4));
	__m128i high = _mm_packs_epi32(refused_sse2(found + 8),
				       refused_sse2(found + 12));

	return 0xffff &
	       ~(uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
}

DLP_LITERAL_INLINE size_t list_sse2(const uint32_t *found, size_t n,
				    uint16_t *list)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i += STEP)
		count += list_mask(mask_sse2(found + i) |
					   mask_sse2(found + i + 16) << 16,
				   i, list + count);
	return count;
}

void dlp_literal_pair_sse2(struct dlp_literal_task *task, const char *p,
			   size_t n, size_t at)
{
	scan(task, p, n, at, list_sse2);
}

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

TARGET static inline uint32_t mask_avx2(const uint32_t *found)
{
	const void *here = found, *next = found + 1;
	__m256i first = _mm256_loadu_si256((const __m256i *)here);
	__m256i second = _mm256_srli_epi32(
		_mm256_loadu_si256((const __m256i *)next), 16);
	__m256i refused = _mm256_cmpeq_epi32(_mm256_and_si256(first, second),
					     _mm256_setzero_si256());

	return 0xff &
	       ~(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(refused));
}

TARGET static inline size_t list_avx2(const uint32_t *found, size_t n,
				      uint16_t *list)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i += STEP) {
		uint32_t mask = 0;

		for (unsigned j = 0; j < STEP; j += 8)
			mask |= mask_avx2(found + i + j) << j;
		count += list_mask(mask, i, list + count);
	}
	return count;
}

TARGET void dlp_literal_pair_avx2(struct dlp_literal_task *task, const char *p,
				  size_t n, size_t at)
{
	scan(task, p, n, at, list_avx2);
}

#endif
