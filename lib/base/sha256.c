#include "base/sha256.h"

#include <string.h>

#include "base/sha256_block.h"

static void compress(uint32_t state[8], const unsigned char *p)
{
	if (dlp_sha256_block_has_fast())
		dlp_sha256_block_fast(state, p);
	else
		dlp_sha256_block_plain(state, p);
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
	enum { SIZE_AT = DLP_SHA256_BLOCK - 8 };
	uint64_t bits = sha->len * 8;
	size_t have = sha->len % DLP_SHA256_BLOCK;

	sha->block[have++] = 0x80;
	if (have > SIZE_AT) {
		memset(sha->block + have, 0, DLP_SHA256_BLOCK - have);
		compress(sha->state, sha->block);
		have = 0;
	}
	memset(sha->block + have, 0, SIZE_AT - have);
	for (size_t i = 0; i < 8; i++)
		sha->block[SIZE_AT + i] = (unsigned char)(bits >> (56 - 8 * i));
	compress(sha->state, sha->block);
	for (size_t i = 0; i < 8; i++, out += 4) {
		out[0] = (unsigned char)(sha->state[i] >> 24);
		out[1] = (unsigned char)(sha->state[i] >> 16);
		out[2] = (unsigned char)(sha->state[i] >> 8);
		out[3] = (unsigned char)sha->state[i];
	}
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
