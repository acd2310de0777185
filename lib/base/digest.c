#include "base/digest.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In the program itself: a shared library would cost time at every start. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/sha256.h"

struct dlp_digest {
	XXH3_state_t state;
};

struct dlp_digest *dlp_digest_new(void)
{
	struct dlp_digest *digest = NULL;

	/* The state wants more alignment than malloc(3) promises. */
	if (posix_memalign((void **)&digest, 64, sizeof(*digest)))
		return NULL;
	XXH3_128bits_reset(&digest->state);
	return digest;
}

void dlp_digest_free(struct dlp_digest *digest)
{
	free(digest);
}

void dlp_digest_add(struct dlp_digest *digest, const void *p, size_t len)
{
	XXH3_128bits_update(&digest->state, p, len);
}

void dlp_digest_reset(struct dlp_digest *digest)
{
	XXH3_128bits_reset(&digest->state);
}

static void put(unsigned char out[DLP_DIGEST_BYTES], XXH128_hash_t hash)
{
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, hash);
	memcpy(out, canonical.digest, DLP_DIGEST_BYTES);
}

void dlp_digest_bytes(const struct dlp_digest *digest,
		      unsigned char out[DLP_DIGEST_BYTES])
{
	put(out, XXH3_128bits_digest(&digest->state));
}

void dlp_digest_of(struct dlp_span bytes, unsigned char out[DLP_DIGEST_BYTES])
{
	put(out, XXH3_128bits(bytes.ptr, bytes.len));
}

void dlp_digest_text(const struct dlp_digest *digest,
		     char out[DLP_DIGEST_SIZE + 1])
{
	unsigned char bytes[DLP_DIGEST_BYTES];

	dlp_digest_bytes(digest, bytes);
	memcpy(out, "xxh3:", 5);
	dlp_hex(out + 5, bytes, sizeof(bytes));
	out[DLP_DIGEST_SIZE] = '\0';
}

bool dlp_digest_file(int fd, char out[DLP_DIGEST_SIZE + 1])
{
	enum { CHUNK = 64 * 1024 };
	struct dlp_digest *digest = dlp_digest_new();
	char *buf = malloc(CHUNK);
	off_t at = 0;
	ssize_t n = -1;

	if (!digest || !buf)
		goto out;
	for (;;) {
		n = pread(fd, buf, CHUNK, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		dlp_digest_add(digest, buf, (size_t)n);
		at += n;
	}
	if (n == 0)
		dlp_digest_text(digest, out);
out:
	free(buf);
	dlp_digest_free(digest);
	return n == 0;
}
