#include "base/sha256_block.h"

#include <string.h>

static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t ror(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

void dlp_sha256_block_plain(uint32_t state[8], const unsigned char *p)
{
	uint32_t w[64], v[8];

	for (size_t i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		       (uint32_t)p[2] << 8 | p[3];
	for (size_t i = 16; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		       (ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^
			w[i - 15] >> 3) +
		       (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(v, state, sizeof(v));
	/* The names a to h move on by one in each round, not the values. */
	for (size_t i = 0; i < 64; i += 8)
		for (size_t j = 0; j < 8; j++) {
			const uint32_t a = v[-j & 7], b = v[(1 - j) & 7],
				       c = v[(2 - j) & 7], e = v[(4 - j) & 7],
				       f = v[(5 - j) & 7], g = v[(6 - j) & 7];
			uint32_t *h = &v[(7 - j) & 7];
			uint32_t t1 = *h + k[i + j] + w[i + j] +
				      ((e & f) ^ (~e & g)) +
				      (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25));

			v[(3 - j) & 7] += t1;
			*h = t1 + ((a & b) ^ (a & c) ^ (b & c)) +
			     (ror(a, 2) ^ ror(a, 13) ^ ror(a, 22));
		}
	for (size_t i = 0; i < 8; i++)
		state[i] += v[i];
}

/* Other compilers can't ask for these instructions without a trap in a VM. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
	__GNUC__ >= 11
#include <immintrin.h>

bool dlp_sha256_block_has_fast(void)
{
	return __builtin_cpu_supports("sha") &&
	       __builtin_cpu_supports("sse4.1");
}

/* The order of lanes is that of Intel's manual. */
struct lanes {
	__m128i abef, cdgh;
};

#define FAST __attribute__((target("sha,sse4.1")))

/* The four words of the schedule behind these sixteen. */
FAST static inline __m128i schedule(__m128i w0, __m128i w1, __m128i w2,
				    __m128i w3)
{
	const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1),
					  _mm_alignr_epi8(w3, w2, 4));

	return _mm_sha256msg2_epu32(sum, w3);
}

/* Four rounds with the words `w` and the constants from `round` on. */
FAST static inline void four_rounds(struct lanes *s, __m128i w, size_t round)
{
	const __m128i sum =
		_mm_add_epi32(w, _mm_loadu_si128((const __m128i *)(k + round)));

	s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, sum);
	s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh,
					_mm_shuffle_epi32(sum, 0x0e));
}

FAST static inline __m128i words(const unsigned char *p)
{
	const __m128i swap =
		_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

	return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)p), swap);
}

FAST void dlp_sha256_block_fast(uint32_t state[8], const unsigned char *p)
{
	__m128i low = _mm_loadu_si128((const __m128i *)state);
	__m128i high = _mm_loadu_si128((const __m128i *)(state + 4));
	__m128i w0 = words(p), w1 = words(p + 16);
	__m128i w2 = words(p + 32), w3 = words(p + 48);
	struct lanes s, old;

	low = _mm_shuffle_epi32(low, 0xb1);
	high = _mm_shuffle_epi32(high, 0x1b);
	s.abef = _mm_alignr_epi8(low, high, 8);
	s.cdgh = _mm_blend_epi16(high, low, 0xf0);
	old = s;
	four_rounds(&s, w0, 0);
	four_rounds(&s, w1, 4);
	four_rounds(&s, w2, 8);
	four_rounds(&s, w3, 12);
	/* The words stay in registers: each has a name. */
	for (size_t round = 16; round < 64; round += 16) {
		w0 = schedule(w0, w1, w2, w3);
		four_rounds(&s, w0, round);
		w1 = schedule(w1, w2, w3, w0);
		four_rounds(&s, w1, round + 4);
		w2 = schedule(w2, w3, w0, w1);
		four_rounds(&s, w2, round + 8);
		w3 = schedule(w3, w0, w1, w2);
		four_rounds(&s, w3, round + 12);
	}
	s.abef = _mm_shuffle_epi32(_mm_add_epi32(s.abef, old.abef), 0x1b);
	s.cdgh = _mm_shuffle_epi32(_mm_add_epi32(s.cdgh, old.cdgh), 0xb1);
	_mm_storeu_si128((__m128i *)state,
			 _mm_blend_epi16(s.abef, s.cdgh, 0xf0));
	_mm_storeu_si128((__m128i *)(state + 4),
			 _mm_alignr_epi8(s.cdgh, s.abef, 8));
}
#else
bool dlp_sha256_block_has_fast(void)
{
	return false;
}

void dlp_sha256_block_fast(uint32_t state[8], const unsigned char *p)
{
	dlp_sha256_block_plain(state, p);
}
#endif
