#ifndef DLP_LE_H
#define DLP_LE_H

#include <stdint.h>

#include "base/span.h"

/*
 * Numbers with their least byte first, at any place of some bytes that nobody
 * vouches for: what lies outside, wholly or in part, is 0.
 */

static inline unsigned dlp_le8(struct dlp_span s, size_t at)
{
	return at < s.len ? (unsigned char)s.ptr[at] : 0;
}

static inline unsigned dlp_le16(struct dlp_span s, size_t at)
{
	if (s.len < 2 || at > s.len - 2)
		return 0;
	return dlp_le8(s, at) | dlp_le8(s, at + 1) << 8;
}

static inline uint32_t dlp_le32(struct dlp_span s, size_t at)
{
	if (s.len < 4 || at > s.len - 4)
		return 0;
	return dlp_le16(s, at) | (uint32_t)dlp_le16(s, at + 2) << 16;
}

static inline uint64_t dlp_le64(struct dlp_span s, size_t at)
{
	if (s.len < 8 || at > s.len - 8)
		return 0;
	return dlp_le32(s, at) | (uint64_t)dlp_le32(s, at + 4) << 32;
}

/* `len` bytes from `at` on, or what is there of them. */
static inline struct dlp_span dlp_le_cut(struct dlp_span s, uint64_t at,
					 uint64_t len)
{
	if (at >= s.len)
		return DLP_SPAN("");
	return (struct dlp_span){ s.ptr + at, len < s.len - at
						      ? (size_t)len
						      : s.len - (size_t)at };
}

#endif
