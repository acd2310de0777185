#ifndef DLP_RADIX_H
#define DLP_RADIX_H

#include "decode/derived.h"

/*
 * Base64, base64url and hex: runs of characters that may begin anywhere in
 * what looks like one, `path/` or a name in front.  Text in them is told from
 * names and from random bytes by what ASCII leaves of the alphabet, in each of
 * the four (two) ways to read the run, so that a run may be looked at from any
 * place in it.
 */

enum {
	DLP_RADIX_LEAST = 16,  /* characters of the shortest run */
	DLP_RADIX_WRAP = 40,   /* and of a line that goes on in the next */
	DLP_RADIX_INDENT = 16, /* blanks that may begin that */
};

/*
 * Text in the run that begins at text.ptr[run] and goes on as far as its
 * characters, and over line ends where the lines are long.  True with
 * [*start, *end), as what is to be decoded, and whether it is base64 (or
 * base64url, or hex).  What is behind `limit` is not looked at, and a run that
 * goes on there ends there.
 */
enum dlp_radix { DLP_RADIX_NONE, DLP_RADIX_64, DLP_RADIX_64URL, DLP_RADIX_16 };
enum dlp_radix dlp_radix_find(struct dlp_span text, size_t run, size_t limit,
			      size_t *start, size_t *end);

/* Whether `c` may stand in such a run. */
bool dlp_radix_has(char c);

/* Whether `token` is one that has text in it. */
bool dlp_radix_is_text(struct dlp_span token);

/* Add what [start, end) of `source` is decoded to. */
void dlp_radix_decode_64(struct dlp_derived *out, struct dlp_span source,
			 size_t start, size_t end);
void dlp_radix_decode_16(struct dlp_derived *out, struct dlp_span source,
			 size_t start, size_t end);

#endif
