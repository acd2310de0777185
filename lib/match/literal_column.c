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

TARGET static inline __m256i load256(const void *p)
{
	return _mm256_loadu_si256(p);
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

/* Append those of the mask, as struct dlp_literal_queue has them. */
TARGET static inline void store(struct dlp_literal_queue *queue, __m512i pos,
				__m512i slot, __mmask16 wanted)
{
	__m512i item = _mm512_or_si512(pos, _mm512_slli_epi32(slot, 16));

	_mm512_storeu_si512(queue->item + queue->count,
			    _mm512_maskz_compress_epi32(wanted, item));
	queue->count += (size_t)__builtin_popcount(wanted);
}

/* As dlp_literal_before(), of the lowest byte of each number. */
TARGET static inline __m512i beside(__m512i v)
{
	__m512i high =
		_mm512_and_si512(_mm512_srli_epi32(v, 3), _mm512_set1_epi32(3));

	return _mm512_and_si512(_mm512_xor_si512(v, high),
				_mm512_set1_epi32(7));
}

/* Bits of a table, numbers of 32 bits of which the lowest one counts. */
TARGET static inline __m512i bits(const uint32_t *table, __m512i index)
{
	__m512i word =
		_mm512_i32gather_epi32(_mm512_srli_epi32(index, 5), table, 4);

	return _mm512_srlv_epi32(
		word, _mm512_and_si512(index, _mm512_set1_epi32(31)));
}

struct hashes {
	__m512i four, three; /* as dlp_literal_hash() and its like of 3 */
};

TARGET static inline struct hashes hash(const char *p, __m512i pos)
{
	const __m512i factor = _mm512_set1_epi32((int)DLP_LITERAL_FACTOR);
	__m512i key = _mm512_or_si512(_mm512_i32gather_epi32(pos, p, 1),
				      _mm512_set1_epi32(0x20202020));

	return (struct hashes){
		_mm512_mullo_epi32(key, factor),
		_mm512_mullo_epi32(
			_mm512_and_si512(key, _mm512_set1_epi32(0xffffff)),
			factor),
	};
}

/* Of `n` positions keep those that dlp_literal_may() lets through, in their
 * list, which has room for 16 more; how many are left. */
TARGET static inline size_t sift(const struct dlp_literals *set, const char *p,
				 uint16_t *list, size_t n)
{
	const __m512i one = _mm512_set1_epi32(1);
	size_t kept = 0;

	for (size_t i = 0; i < n; i += 16) {
		const __mmask16 there =
			n - i < 16 ? (__mmask16)((1u << (n - i)) - 1) : 0xffff;
		const __m256i pos = load256(list + i);
		const struct hashes h = hash(p, _mm512_cvtepu16_epi32(pos));
		const __m512i may = _mm512_or_si512(
			bits(set->bit,
			     _mm512_srli_epi32(h.four, DLP_LITERAL_BIT_SHIFT)),
			bits(set->bit3,
			     _mm512_srli_epi32(h.three,
					       DLP_LITERAL_BIT3_SHIFT)));
		const __mmask16 mask =
			_mm512_mask_test_epi32_mask(there, may, one);

		_mm256_storeu_si256((__m256i *)(void *)(list + kept),
				    _mm256_maskz_compress_epi16(mask, pos));
		kept += (size_t)__builtin_popcount(mask);
	}
	_mm256_storeu_si256((__m256i *)(void *)(list + kept),
			    _mm256_setzero_si256());
	return kept;
}

/* Queue those of 16 positions, numbers of 32 bits, whose mask is set and that
 * may be followed by an entry: the loop of dlp_literal_verify(). */
TARGET static inline void check(const struct dlp_literals *set, const char *p,
				__m512i pos, __mmask16 wanted,
				struct dlp_literal_queue *queue)
{
	const __m512i one = _mm512_set1_epi32(1);
	const struct hashes h = hash(p, pos);
	__m512i before = beside(_mm512_i32gather_epi32(pos, p - 1, 1));
	__m512i behind = beside(_mm512_i32gather_epi32(pos, p + 4, 1));
	__m512i slot = _mm512_srli_epi32(h.four, 32 - DLP_LITERAL_SLOT_BITS);
	__m512i sides = _mm512_i32gather_epi32(slot, set->beside, 2);

	sides = _mm512_and_si512(
		_mm512_srlv_epi32(sides, before),
		_mm512_srlv_epi32(_mm512_srli_epi32(sides, 8), behind));
	sides = _mm512_and_si512(
		sides, bits(set->bit,
			    _mm512_srli_epi32(h.four, DLP_LITERAL_BIT_SHIFT)));
	store(queue, pos, slot,
	      _mm512_mask_test_epi32_mask(wanted, sides, one));
	slot = _mm512_add_epi32(
		_mm512_srli_epi32(h.three, 32 - DLP_LITERAL_SLOT3_BITS),
		_mm512_set1_epi32(1 << DLP_LITERAL_SLOT_BITS));
	sides = bits(set->bit3,
		     _mm512_srli_epi32(h.three, DLP_LITERAL_BIT3_SHIFT));
	store(queue, pos, slot,
	      _mm512_mask_test_epi32_mask(wanted, sides, one));
}

TARGET void dlp_literal_column_vbmi2(struct dlp_literal_task *task,
				     const char *p, size_t n, size_t at)
{
	char code[DLP_LITERAL_BLOCK + DLP_LITERAL_AHEAD];
	uint16_t list[DLP_LITERAL_BLOCK + 32], count[32];
	struct dlp_literal_queue queue;
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
		_mm512_storeu_si512(list + listed, _mm512_setzero_si512());
		listed = sift(task->set, p + done, list, listed);
		queue.count = 0;
		for (size_t i = 0; i < listed; i += 16) {
			size_t left = listed - i;

			check(task->set, p + done,
			      _mm512_cvtepu16_epi32(load256(list + i)),
			      (__mmask16)(left < 16 ? (1u << left) - 1
						    : 0xffffu),
			      &queue);
		}
		dlp_literal_compare(task, p + done, at + done, &queue);
	}
}

#endif
