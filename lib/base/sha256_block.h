#ifndef DLP_SHA256_BLOCK_H
#define DLP_SHA256_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * One block of 64 bytes into the state (FIPS 180-4, section 6.2.2), in plain C
 * and by instructions that some processors have for it; both do the same.
 */
void dlp_sha256_block_plain(uint32_t state[8], const unsigned char *p);

/* Whether this processor, and this compiler, have them. */
bool dlp_sha256_block_has_fast(void);

/* Only where dlp_sha256_block_has_fast(). */
void dlp_sha256_block_fast(uint32_t state[8], const unsigned char *p);

#endif
