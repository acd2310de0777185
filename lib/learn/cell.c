#include "learn/cell.h"

#include <string.h>

#include "base/sha256.h"
#include "learn/bare.h"

static void derive(struct dlp_span key, const char *use,
		   unsigned char out[DLP_SHA256_SIZE])
{
	struct dlp_hmac hmac;

	dlp_hmac_init(&hmac, key);
	dlp_hmac_add(&hmac, use, strlen(use));
	dlp_hmac_final(&hmac, out);
	memset(&hmac, 0, sizeof(hmac));
}

/* As SipHash has them, with the least byte first. */
static uint64_t word_of(const unsigned char *p, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)p[i] << 8 * i;
	return word;
}

struct dlp_cell_key dlp_cell_key(struct dlp_span key)
{
	unsigned char out[DLP_SHA256_SIZE];

	derive(key, "exact", out);
	/* Odd, or letters in front would count for nothing. */
	return (struct dlp_cell_key){ word_of(out, 8), word_of(out + 8, 8),
				      word_of(out + 16, 8) | 1 };
}

uint64_t dlp_cell_key_check(struct dlp_span key)
{
	unsigned char out[DLP_SHA256_SIZE];

	derive(key, "exact check", out);
	return word_of(out, 8);
}

struct sip {
	uint64_t a, b, c, d;
};

static inline uint64_t turn(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static inline void rounds(struct sip *s, unsigned n)
{
	while (n--) {
		s->a += s->b;
		s->c += s->d;
		s->b = turn(s->b, 13) ^ s->a;
		s->d = turn(s->d, 16) ^ s->c;
		s->a = turn(s->a, 32) + s->d;
		s->c += s->b;
		s->d = turn(s->d, 21) ^ s->a;
		s->b = turn(s->b, 17) ^ s->c;
		s->c = turn(s->c, 32);
	}
}

static inline void take(struct sip *s, uint64_t word)
{
	s->d ^= word;
	rounds(s, 2);
	s->a ^= word;
}

uint64_t dlp_cell_hash(const struct dlp_cell_key *key,
		       const unsigned char *letter, size_t count)
{
	struct sip s = { key->k0 ^ UINT64_C(0x736f6d6570736575),
			 key->k1 ^ UINT64_C(0x646f72616e646f6d),
			 key->k0 ^ UINT64_C(0x6c7967656e657261),
			 key->k1 ^ UINT64_C(0x7465646279746573) };
	size_t left = count;

	for (; left >= 8; letter += 8, left -= 8)
		take(&s, word_of(letter, 8));
	take(&s, word_of(letter, left) | (uint64_t)count << 56);
	s.c ^= 0xff;
	rounds(&s, 4);
	return s.a ^ s.b ^ s.c ^ s.d;
}

size_t dlp_cell_letters(struct dlp_span value, unsigned char *letter)
{
	enum { ROOM = DLP_CELL_LETTERS + 1 + DLP_BARE_SLACK };
	unsigned char byte[ROOM], size[ROOM];
	uint64_t at[ROOM];
	struct dlp_bare_letters letters = { byte, at, size, 0,
					    DLP_CELL_LETTERS + 1 };
	struct dlp_bare bare = { 0 };
	size_t words = 1;

	if (dlp_bare_take(&bare, value, &letters) < value.len ||
	    letters.have < DLP_CELL_LEAST || letters.have > DLP_CELL_LETTERS)
		return 0;
	for (size_t i = 1; i < letters.have; i++) {
		uint64_t end = at[i - 1] + size[i - 1];

		if (at[i] > end + DLP_CELL_GAP)
			return 0;
		words += at[i] > end;
	}
	if (words > DLP_CELL_WORDS)
		return 0;
	memcpy(letter, byte, letters.have);
	return letters.have;
}
