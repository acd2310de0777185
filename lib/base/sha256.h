#ifndef DLP_SHA256_H
#define DLP_SHA256_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104). */

enum { DLP_SHA256_SIZE = 32, DLP_SHA256_BLOCK = 64 };

struct dlp_sha256 {
	uint32_t state[8];
	uint64_t len; /* bytes so far */
	unsigned char block[DLP_SHA256_BLOCK];
};

void dlp_sha256_init(struct dlp_sha256 *sha);
void dlp_sha256_add(struct dlp_sha256 *sha, const void *p, size_t len);
void dlp_sha256_final(struct dlp_sha256 *sha,
		      unsigned char out[DLP_SHA256_SIZE]);

struct dlp_hmac {
	struct dlp_sha256 inner, outer;
};

/* A key of any length; it is not kept, but what is derived from it is: wipe. */
void dlp_hmac_init(struct dlp_hmac *hmac, struct dlp_span key);
void dlp_hmac_add(struct dlp_hmac *hmac, const void *p, size_t len);
void dlp_hmac_final(struct dlp_hmac *hmac, unsigned char out[DLP_SHA256_SIZE]);

/* `len` bytes as 2 * len lower-case hex digits; `out` is not terminated. */
void dlp_hex(char *out, const unsigned char *bytes, size_t len);

#endif
