#ifndef DLP_DIGEST_H
#define DLP_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/*
 * The digest of a document's source bytes: 128 bits of XXH3, at the speed of
 * memory.  It tells a changed file, not a forged one.
 */
enum {
	DLP_DIGEST_BYTES = 16,
	DLP_DIGEST_SIZE = sizeof("xxh3:") - 1 + 32, /* characters, no NUL */
};

struct dlp_digest;

/* NULL without memory. */
struct dlp_digest *dlp_digest_new(void);
void dlp_digest_free(struct dlp_digest *digest);
void dlp_digest_add(struct dlp_digest *digest, const void *p, size_t len);
/* Forget what was added. */
void dlp_digest_reset(struct dlp_digest *digest);
/* Of what was added so far; and the same as text, terminated. */
void dlp_digest_bytes(const struct dlp_digest *digest,
		      unsigned char out[DLP_DIGEST_BYTES]);
void dlp_digest_text(const struct dlp_digest *digest,
		     char out[DLP_DIGEST_SIZE + 1]);

/* Of bytes that are all there. */
void dlp_digest_of(struct dlp_span bytes, unsigned char out[DLP_DIGEST_BYTES]);

/*
 * Of all bytes of a file from its start, by pread(2).  False, with errno, when
 * it can't be read.
 */
bool dlp_digest_file(int fd, char out[DLP_DIGEST_SIZE + 1]);

#endif
