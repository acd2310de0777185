#include "decode/marks.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/*
 * What may make a byte odd: a bit for each way, that the byte allows, the one
 * before it, the one behind it and the one behind that.  Those
 * beside are told by their lower seven bits.
 */
enum {
	PAIR = 1 << 0,   /* % and =, and two hex digits */
	LONG = 1 << 1,   /* \u0041, \x41, \101 and the like */
	SHORT = 1 << 2,  /* \n and the like, with what seems to go on */
	QUOTE = 1 << 3,  /* \" behind a name */
	ENTITY = 1 << 4, /* &amp; &#65; */
	SOFT = 1 << 5,   /* = at the end of a line */
	BREAK = 1 << 6,  /* a line end within a value */
	WIDE = 1 << 7,   /* NUL of UTF-16 */
};

#define IS_DIGIT(c) ((c) >= '0' && (c) <= '9')
#define IS_ALPHA(c) (((c) | 0x20) >= 'a' && ((c) | 0x20) <= 'z')
#define IS_WORD(c) (IS_DIGIT(c) || IS_ALPHA(c))
#define IS_HEX(c) (IS_DIGIT(c) || (((c) | 0x20) >= 'a' && ((c) | 0x20) <= 'f'))
#define IS_RUN(c) \
	(IS_WORD(c) || (c) == '+' || (c) == '-' || (c) == '/' || (c) == '_')
#define IS_LONG(c)                                                 \
	(((c) >= '0' && (c) <= '3') || (c) == 'u' || (c) == 'U' || \
	 (c) == 'x' || (c) == 'b' || (c) == 'f' || (c) == 'v')
#define IS_SHORT(c) \
	((c) == 'n' || (c) == 't' || (c) == 'r' || (c) == '/' || (c) == '\\')

#define HERE(c)                               \
	((c) == '%'    ? PAIR                 \
	 : (c) == '='  ? PAIR | SOFT          \
	 : (c) == '\\' ? LONG | SHORT | QUOTE \
	 : (c) == '&'  ? ENTITY               \
	 : (c) == '\n' ? BREAK                \
	 : (c) == '\0' ? WIDE                 \
		       : 0)
#define BEFORE(c)                                                              \
	((IS_WORD(c) || (c) == '-' || (c) == '@' || (c) == '\r' ? BREAK : 0) | \
	 (0xff & ~BREAK))
#define BEHIND(c)                                                              \
	((IS_HEX(c) ? PAIR : 0) | (IS_LONG(c) ? LONG : 0) |                    \
	 (IS_SHORT(c) ? SHORT : 0) | ((c) == '"' || (c) == '\'' ? QUOTE : 0) | \
	 (IS_ALPHA(c) || (c) == '#' ? ENTITY : 0) |                            \
	 ((c) == '\n' || (c) == '\r' ? SOFT : 0) |                             \
	 (IS_WORD(c) || (c) == ' ' || (c) == '\t' ? BREAK : 0) | WIDE)
#define BEYOND(c)                                                            \
	((IS_HEX(c) ? PAIR : 0) | (IS_RUN(c) ? SHORT : 0) |                  \
	 ((c) == ':' || (c) == '=' ? QUOTE : 0) | ((c) == '\0' ? WIDE : 0) | \
	 LONG | ENTITY | SOFT | BREAK)

#define FOUR(of, c) of(c), of((c) + 1), of((c) + 2), of((c) + 3)
#define SIXTEEN(of, c) \
	FOUR(of, c), FOUR(of, (c) + 4), FOUR(of, (c) + 8), FOUR(of, (c) + 12)
#define EACH(of)                                                           \
	SIXTEEN(of, 0), SIXTEEN(of, 16), SIXTEEN(of, 32), SIXTEEN(of, 48), \
		SIXTEEN(of, 64), SIXTEEN(of, 80), SIXTEEN(of, 96),         \
		SIXTEEN(of, 112)

static const unsigned char here[128] = { EACH(HERE) },
			   before[128] = { EACH(BEFORE) },
			   behind[128] = { EACH(BEHIND) },
			   beyond[128] = { EACH(BEYOND) };
#if defined(__x86_64__)
#define RUN_MASK(c) (IS_RUN(c) ? 0xff : 0)
static const unsigned char in_run[128] = { EACH(RUN_MASK) };
#endif

/* Whether p[0] is odd. */
static bool is_odd(const char *p)
{
	unsigned c = (unsigned char)p[0], is;

	if (c >= 0x80)
		return false;
	is = here[c] & behind[p[1] & 0x7f] & beyond[p[2] & 0x7f];
	return is &
	       ((unsigned char)p[-1] < 0x80 ? before[p[-1] & 0x7f] : 0xffu);
}

static void mark_plain(const char *p, uint64_t *run, uint64_t *odd,
		       uint64_t *high)
{
	*run = *odd = *high = 0;
	for (unsigned i = 0; i < 64; i++) {
		unsigned c = (unsigned char)p[i];

		*run |= (uint64_t)IS_RUN(c) << i;
		*odd |= (uint64_t)is_odd(p + i) << i;
		*high |= (uint64_t)(c >= 0xc0) << i;
	}
}

#if defined(__x86_64__)

/*
 * For AVX2, what a byte is by its halves: the bits that both have.  A bit is a
 * rectangle of the ASCII table, so that < and ] are taken for odd at first.
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
	for (uint64_t left = *odd; left; left &= left - 1)
		if (!is_odd(p + __builtin_ctzll(left)))
			*odd ^= left & (~left + 1);
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi")))

AVX512 static inline __m512i look_up(const unsigned char *table, __m512i v)
{
	return _mm512_permutex2var_epi8(_mm512_loadu_si512(table), v,
					_mm512_loadu_si512(table + 64));
}

AVX512 static void mark_avx512(const char *p, uint64_t *run, uint64_t *odd,
			       uint64_t *high)
{
	const __m512i v = _mm512_loadu_si512(p);
	const __m512i left = _mm512_loadu_si512(p - 1);
	const __m512i all = _mm512_set1_epi8(-1);
	const uint64_t ascii = ~(uint64_t)_mm512_movepi8_mask(v);
	__m512i is = _mm512_and_si512(
		_mm512_and_si512(look_up(here, v),
				 look_up(behind, _mm512_loadu_si512(p + 1))),
		look_up(beyond, _mm512_loadu_si512(p + 2)));
	__m512i may = _mm512_mask_mov_epi8(look_up(before, left),
					   _mm512_movepi8_mask(left), all);

	*odd = _mm512_test_epi8_mask(is, may) & ascii;
	*run = _mm512_movepi8_mask(look_up(in_run, v)) & ascii;
	*high = _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0xc0));
}
#endif

typedef void mark_fn(const char *p, uint64_t *run, uint64_t *odd,
		     uint64_t *high);

/* A word of text of which `len` bytes are there, 64 at most. */
static void mark_part(struct dlp_marks *marks, size_t w, struct dlp_span text,
		      size_t at, size_t len, mark_fn *mark)
{
	enum { BEYOND_IT = 2 };
	const uint64_t there = len < 64 ? (UINT64_C(1) << len) - 1 : UINT64_MAX;
	char copy[1 + 64 + BEYOND_IT] = { '\n' };
	size_t more = text.len - at;

	if (at)
		copy[0] = text.ptr[at - 1];
	memcpy(copy + 1, text.ptr + at,
	       more < sizeof(copy) - 1 ? more : sizeof(copy) - 1);
	mark(copy + 1, &marks->run[w], &marks->odd[w], &marks->high[w]);
	marks->odd[w] &= there;
}

static void make(struct dlp_marks *marks, struct dlp_span text, size_t from,
		 mark_fn *mark)
{
	enum { SEEN = 64 + 2 }; /* of a word and behind it */
	size_t w = 0;

	for (; w < DLP_MARKS_WORDS && text.len - from > w * 64; w++) {
		size_t at = from + w * 64, left = text.len - at;

		if (at && left >= SEEN)
			mark(text.ptr + at, &marks->run[w], &marks->odd[w],
			     &marks->high[w]);
		else
			mark_part(marks, w, text, at, left < 64 ? left : 64,
				  mark);
	}
	for (; w < DLP_MARKS_WORDS; w++)
		marks->run[w] = marks->odd[w] = marks->high[w] = 0;
}

static mark_fn *mark_of(enum dlp_marks_path path)
{
	switch (path) {
#if defined(__x86_64__)
	case DLP_MARKS_AVX2:
		return mark_avx2;
	case DLP_MARKS_AVX512:
		return mark_avx512;
#endif
	default:
		return mark_plain;
	}
}

bool dlp_marks_path_works(enum dlp_marks_path path)
{
	switch (path) {
#if defined(__x86_64__)
	case DLP_MARKS_AVX2:
		return __builtin_cpu_supports("avx2");
	case DLP_MARKS_AVX512:
		return __builtin_cpu_supports("avx512bw") &&
		       __builtin_cpu_supports("avx512vbmi");
#endif
	default:
		return path == DLP_MARKS_PLAIN;
	}
}

void dlp_marks_make_by(enum dlp_marks_path path, struct dlp_marks *marks,
		       struct dlp_span text, size_t from)
{
	make(marks, text, from, mark_of(path));
}

void dlp_marks_make(struct dlp_marks *marks, struct dlp_span text, size_t from)
{
	enum dlp_marks_path path = DLP_MARKS_PATHS - 1;

	while (!dlp_marks_path_works(path))
		path--;
	dlp_marks_make_by(path, marks, text, from);
}
