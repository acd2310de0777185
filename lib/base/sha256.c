#include "base/sha256.h"

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

/* FIPS 180-4, section 6.2.2. */
static void compress(uint32_t state[8], const unsigned char *p)
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
	for (size_t i = 0; i < 64; i++) {
		uint32_t t1 = v[7] + k[i] + w[i] +
			      ((v[4] & v[5]) ^ (~v[4] & v[6])) +
			      (ror(v[4], 6) ^ ror(v[4], 11) ^ ror(v[4], 25));
		uint32_t t2 = ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])) +
			      (ror(v[0], 2) ^ ror(v[0], 13) ^ ror(v[0], 22));

		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (size_t i = 0; i < 8; i++)
		state[i] += v[i];
}

void dlp_sha256_init(struct dlp_sha256 *sha)
{
	static const uint32_t start[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(sha->state, start, sizeof(start));
	sha->len = 0;
}

void dlp_sha256_add(struct dlp_sha256 *sha, const void *p, size_t len)
{
	const unsigned char *in = p;
	size_t have = sha->len % DLP_SHA256_BLOCK;

	sha->len += len;
	while (len) {
		size_t n = DLP_SHA256_BLOCK - have;

		if (!have && len >= DLP_SHA256_BLOCK) {
			compress(sha->state, in);
			in += n;
			len -= n;
			continue;
		}
		if (n > len)
			n = len;
		memcpy(sha->block + have, in, n);
		have += n;
		in += n;
		len -= n;
		if (have == DLP_SHA256_BLOCK) {
			compress(sha->state, sha->block);
			have = 0;
		}
	}
}

void dlp_sha256_final(struct dlp_sha256 *sha,
		      unsigned char out[DLP_SHA256_SIZE])
{
	static const unsigned char pad[DLP_SHA256_BLOCK] = { 0x80 };
	uint64_t bits = sha->len * 8;
	size_t have = sha->len % DLP_SHA256_BLOCK;
	unsigned char size[8];

	for (size_t i = 0; i < 8; i++)
		size[i] = (unsigned char)(bits >> (56 - 8 * i));
	dlp_sha256_add(sha, pad, have < 56 ? 56 - have : 120 - have);
	dlp_sha256_add(sha, size, sizeof(size));
	for (size_t i = 0; i < DLP_SHA256_SIZE; i++)
		out[i] = (unsigned char)(sha->state[i / 4] >> (24 - i % 4 * 8));
}

void dlp_hmac_init(struct dlp_hmac *hmac, struct dlp_span key)
{
	unsigned char pad[DLP_SHA256_BLOCK] = { 0 };

	if (key.len > sizeof(pad)) {
		dlp_sha256_init(&hmac->inner);
		dlp_sha256_add(&hmac->inner, key.ptr, key.len);
		dlp_sha256_final(&hmac->inner, pad);
	} else if (key.len) {
		memcpy(pad, key.ptr, key.len);
	}
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	dlp_sha256_init(&hmac->inner);
	dlp_sha256_add(&hmac->inner, pad, sizeof(pad));
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	dlp_sha256_init(&hmac->outer);
	dlp_sha256_add(&hmac->outer, pad, sizeof(pad));
}

void dlp_hmac_add(struct dlp_hmac *hmac, const void *p, size_t len)
{
	dlp_sha256_add(&hmac->inner, p, len);
}

void dlp_hmac_final(struct dlp_hmac *hmac, unsigned char out[DLP_SHA256_SIZE])
{
	dlp_sha256_final(&hmac->inner, out);
	dlp_sha256_add(&hmac->outer, out, DLP_SHA256_SIZE);
	dlp_sha256_final(&hmac->outer, out);
}

void dlp_hex(char *out, const unsigned char *bytes, size_t len)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digit[bytes[i] >> 4];
		out[2 * i + 1] = digit[bytes[i] & 15];
	}
}
