#ifndef DLP_UTF8_H
#define DLP_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * UTF-8 as Unicode 15, table 3-7, has it: no surrogates, no overlong forms,
 * nothing above U+10FFFF.
 */

enum {
	DLP_UTF8_MAX = 4,          /* bytes of the longest character */
	DLP_UTF8_INSTEAD = 0xfffd, /* stands for what is no character */
};

/* How many bytes at the start of `in` are whole, well-formed characters. */
size_t dlp_utf8_valid(struct dlp_span in);

/*
 * The character at the start of `in`, which is not empty.  Returns its length
 * in bytes, or 0 with `*cp` DLP_UTF8_INSTEAD where there is none.
 */
size_t dlp_utf8_decode(struct dlp_span in, uint32_t *cp);

/* `cp` as 1 to 4 bytes in `out`; what is no scalar value as U+FFFD. */
size_t dlp_utf8_encode(uint32_t cp, char out[DLP_UTF8_MAX]);

/*
 * Whether `in` is the beginning, without the end, of a well-formed character:
 * what a piece of a stream may end in.  `in` holds 1 to 3 bytes.
 */
int dlp_utf8_partial(struct dlp_span in);

/*
 * The start of the character that `pos`, 0 to in.len, is in the middle of, or
 * would be if its end was there; and its end.  `pos` where it is in none.
 */
size_t dlp_utf8_start(struct dlp_span in, size_t pos);
size_t dlp_utf8_end(struct dlp_span in, size_t pos);

/* Add `cp` to `out`, as dlp_utf8_encode() has it. */
void dlp_utf8_add(struct dlp_buf *out, uint32_t cp);

/*
 * Add `in` to `out` with each byte that belongs to no character replaced by
 * U+FFFD.  Returns how many were replaced.
 */
size_t dlp_utf8_mend(struct dlp_buf *out, struct dlp_span in);

/* Characters in `in`; a byte that belongs to none counts as one. */
uint64_t dlp_utf8_count(struct dlp_span in);

#endif
