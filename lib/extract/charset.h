#ifndef DLP_CHARSET_H
#define DLP_CHARSET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/* Which encoding a text is in, told by its bytes, and its way to UTF-8. */

enum dlp_charset {
	DLP_CHARSET_NONE, /* no text */
	DLP_CHARSET_UTF8,
	DLP_CHARSET_UTF16LE,
	DLP_CHARSET_UTF16BE,
	DLP_CHARSET_UTF32LE,
	DLP_CHARSET_UTF32BE,
	DLP_CHARSET_WINDOWS_1252, /* also stands for what nobody knows */
	DLP_CHARSET_WINDOWS_1251,
	DLP_CHARSET_KOI8_R,
	DLP_CHARSET_SHIFT_JIS,
	DLP_CHARSET_EUC_JP,
	DLP_CHARSET_EUC_KR,
	DLP_CHARSET_GB18030,
	DLP_CHARSET_BIG5,
	DLP_CHARSETS,
};

enum { DLP_CHARSET_HEAD = 64 << 10 }; /* bytes that decide */

/* The name in records; a constant. */
const char *dlp_charset_name(enum dlp_charset charset);

/*
 * The encoding of a text that begins with `head`: a byte order mark, well
 * formed UTF-8, UTF-16 by its columns of NUL, then the best of a score over
 * the others.  A head that is mostly controls is no text.  UTF-8 with a few
 * bad bytes, and text with a few controls, stay what they are.
 */
enum dlp_charset dlp_charset_detect(struct dlp_span head);

/*
 * Conversions opened once and used for one text after another.  What iconv(3)
 * loads for them are files: dlp_charsets_load() does it ahead, for a process
 * that is about to enter the sandbox.  Zero-initialise.
 */
struct dlp_charsets {
	void *cd[DLP_CHARSETS];
	bool open[DLP_CHARSETS];
};

void dlp_charsets_load(struct dlp_charsets *charsets);
void dlp_charsets_release(struct dlp_charsets *charsets);

/*
 * Add `in`, of any encoding but UTF-8, to `out` as UTF-8.  Returns the bytes
 * done: all but a beginning of a character, which `last` takes for a bad one.
 * Each byte that makes no character becomes U+FFFD and is counted in `bad`.
 * Without the system's converter every byte over 0x7f is bad.
 */
size_t dlp_charset_convert(struct dlp_charsets *charsets,
			   enum dlp_charset charset, struct dlp_span in,
			   bool last, struct dlp_buf *out, uint64_t *bad);

#endif
