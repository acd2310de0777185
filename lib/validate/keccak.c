#include "validate/keccak.h"

#include <stdint.h>

enum { LANES = 25, ROUNDS = 24, RATE = 136 }; /* bytes of a block */

static uint64_t rotate(uint64_t x, unsigned by)
{
	return by ? x << by | x >> (64 - by) : x;
}

/* FIPS 202, section 3.2: theta, rho and pi, chi, iota. */
static void permute(uint64_t a[LANES])
{
	static const uint64_t constant[ROUNDS] = {
		0x0000000000000001, 0x0000000000008082, 0x800000000000808a,
		0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
		0x8000000080008081, 0x8000000000008009, 0x000000000000008a,
		0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
		0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
		0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
		0x000000000000800a, 0x800000008000000a, 0x8000000080008081,
		0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
	};
	/* Where each lane goes, and how far it is turned. */
	static const unsigned char to[ROUNDS] = { 10, 7,  11, 17, 18, 3,
						  5,  16, 8,  21, 24, 4,
						  15, 23, 19, 13, 12, 2,
						  20, 14, 22, 9,  6,  1 };
	static const unsigned char turn[ROUNDS] = { 1,  3,  6,  10, 15, 21,
						    28, 36, 45, 55, 2,  14,
						    27, 41, 56, 8,  25, 43,
						    62, 18, 39, 61, 20, 44 };

	for (size_t round = 0; round < ROUNDS; round++) {
		uint64_t c[5], row[5], lane;

		for (size_t x = 0; x < 5; x++)
			c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^
			       a[x + 20];
		for (size_t i = 0; i < LANES; i++)
			a[i] ^= c[(i + 4) % 5] ^ rotate(c[(i + 1) % 5], 1);
		lane = a[1];
		for (size_t i = 0; i < ROUNDS; i++) {
			uint64_t next = a[to[i]];

			a[to[i]] = rotate(lane, turn[i]);
			lane = next;
		}
		for (size_t y = 0; y < LANES; y += 5) {
			for (size_t x = 0; x < 5; x++)
				row[x] = a[y + x];
			for (size_t x = 0; x < 5; x++)
				a[y + x] = row[x] ^ (~row[(x + 1) % 5] &
						     row[(x + 2) % 5]);
		}
		a[0] ^= constant[round];
	}
}

static void mix(uint64_t a[LANES], size_t at, unsigned char byte)
{
	a[at / 8] ^= (uint64_t)byte << at % 8 * 8;
}

void dlp_keccak256(struct dlp_span in, unsigned char out[DLP_KECCAK_SIZE])
{
	uint64_t a[LANES] = { 0 };
	size_t at = 0;

	for (size_t i = 0; i < in.len; i++) {
		mix(a, at++, (unsigned char)in.ptr[i]);
		if (at == RATE) {
			permute(a);
			at = 0;
		}
	}
	mix(a, at, 0x01);
	mix(a, RATE - 1, 0x80);
	permute(a);
	for (size_t i = 0; i < DLP_KECCAK_SIZE; i++)
		out[i] = (unsigned char)(a[i / 8] >> i % 8 * 8);
}
