#include "decode/marks.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/*
 * What a byte is, by its halves: the bits that both have.  A bit is a
 * rectangle of the ASCII table, so that < and ] are odd as well.
 */
enum {
	SIGN = 1 << 0,   /* + - / */
	DIGIT = 1 << 1,  /* 0-9 */
	FIRST = 1 << 2,  /* a-o, A-O */
	SECOND = 1 << 3, /* p-z, P-Z */
	LOW = 1 << 4,    /* _ */
	MARK = 1 << 5,   /* % & */
	CORNER = 1 << 6, /* < = \ ] */
	END = 1 << 7,    /* NUL, newline */
	RUN = SIGN | DIGIT | FIRST | SECOND | LOW,
	ODD = MARK | CORNER | END,
};

#define BY_HIGH                                                            \
	END, 0, SIGN | MARK, DIGIT | CORNER, FIRST, SECOND | LOW | CORNER, \
		FIRST, SECOND
#define BY_LOW                                                                \
	DIGIT | SECOND | END, DIGIT | FIRST | SECOND, DIGIT | FIRST | SECOND, \
		DIGIT | FIRST | SECOND, DIGIT | FIRST | SECOND,               \
		DIGIT | FIRST | SECOND | MARK, DIGIT | FIRST | SECOND | MARK, \
		DIGIT | FIRST | SECOND, DIGIT | FIRST | SECOND,               \
		DIGIT | FIRST | SECOND, FIRST | SECOND | END, FIRST | SIGN,   \
		FIRST | CORNER, FIRST | SIGN | CORNER, FIRST,                 \
		FIRST | SIGN | LOW

static void mark_plain(const char *p, uint64_t *run, uint64_t *odd,
		       uint64_t *high)
{
	static const unsigned char by_high[16] = { BY_HIGH },
				   by_low[16] = { BY_LOW };

	*run = *odd = *high = 0;
	for (unsigned i = 0; i < 64; i++) {
		unsigned c = (unsigned char)p[i];
		unsigned is = by_high[c >> 4] & by_low[c & 15];

		*run |= (uint64_t)((is & RUN) != 0) << i;
		*odd |= (uint64_t)((is & ODD) != 0) << i;
		*high |= (uint64_t)(c >= 0xc0) << i;
	}
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
mark_avx2(const char *p, uint64_t *run, uint64_t *odd, uint64_t *high)
{
	static const unsigned char table[2][16] = { { BY_HIGH }, { BY_LOW } };
	const __m256i by_high = _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const __m128i *)(const void *)table[0]));
	const __m256i by_low = _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const __m128i *)(const void *)table[1]));
	const __m256i none = _mm256_setzero_si256();

	*run = *odd = *high = 0;
	for (unsigned i = 0; i < 64; i += 32) {
		__m256i v = _mm256_loadu_si256(
			(const __m256i *)(const void *)(p + i));
		__m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 4),
						_mm256_set1_epi8(15));
		/* A byte above ASCII takes nothing from either table. */
		__m256i is =
			_mm256_and_si256(_mm256_shuffle_epi8(by_high, half),
					 _mm256_shuffle_epi8(by_low, v));
		/* The two highest bits, where the first is looked at. */
		__m256i begins = _mm256_and_si256(v, _mm256_slli_epi16(v, 1));
		__m256i is_run = _mm256_cmpeq_epi8(
			_mm256_and_si256(is, _mm256_set1_epi8(RUN)), none);
		__m256i is_odd = _mm256_cmpeq_epi8(
			_mm256_and_si256(is, _mm256_set1_epi8((char)ODD)),
			none);

		*run |= (uint64_t)(uint32_t)~_mm256_movemask_epi8(is_run) << i;
		*odd |= (uint64_t)(uint32_t)~_mm256_movemask_epi8(is_odd) << i;
		*high |= (uint64_t)(uint32_t)_mm256_movemask_epi8(begins) << i;
	}
}
#endif

typedef void mark_fn(const char *p, uint64_t *run, uint64_t *odd,
		     uint64_t *high);

static void make(struct dlp_marks *marks, struct dlp_span text, size_t from,
		 mark_fn *mark)
{
	size_t left = text.len - from, w = 0;

	for (; w < DLP_MARKS_WORDS && left >= 64; w++, left -= 64)
		mark(text.ptr + from + w * 64, &marks->run[w], &marks->odd[w],
		     &marks->high[w]);
	if (w < DLP_MARKS_WORDS && left) {
		const uint64_t there = (UINT64_C(1) << left) - 1;
		char tail[64] = { 0 };

		memcpy(tail, text.ptr + from + w * 64, left);
		mark(tail, &marks->run[w], &marks->odd[w], &marks->high[w]);
		marks->odd[w++] &= there;
	}
	for (; w < DLP_MARKS_WORDS; w++)
		marks->run[w] = marks->odd[w] = marks->high[w] = 0;
}

void dlp_marks_make_plain(struct dlp_marks *marks, struct dlp_span text,
			  size_t from)
{
	make(marks, text, from, mark_plain);
}

bool dlp_marks_are_fast(void)
{
#if defined(__x86_64__)
	return __builtin_cpu_supports("avx2");
#else
	return false;
#endif
}

void dlp_marks_make(struct dlp_marks *marks, struct dlp_span text, size_t from)
{
#if defined(__x86_64__)
	if (dlp_marks_are_fast()) {
		make(marks, text, from, mark_avx2);
		return;
	}
#endif
	make(marks, text, from, mark_plain);
}
