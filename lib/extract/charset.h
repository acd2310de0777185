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
	/* Converted by the system. */
	DLP_CHARSET_SHIFT_JIS,
	DLP_CHARSET_EUC_JP,
	DLP_CHARSET_ISO_2022_JP,
	DLP_CHARSET_EUC_KR,
	DLP_CHARSET_ISO_2022_KR,
	DLP_CHARSET_JOHAB,
	DLP_CHARSET_GB18030,
	DLP_CHARSET_BIG5,
	DLP_CHARSET_UTF7,
	/* A byte is a character, ASCII its lower half. */
	DLP_CHARSET_WINDOWS_1250,
	DLP_CHARSET_WINDOWS_1251,
	DLP_CHARSET_WINDOWS_1252, /* also stands for what nobody knows */
	DLP_CHARSET_WINDOWS_1253,
	DLP_CHARSET_WINDOWS_1254,
	DLP_CHARSET_WINDOWS_1255,
	DLP_CHARSET_WINDOWS_1256,
	DLP_CHARSET_WINDOWS_1257,
	DLP_CHARSET_WINDOWS_1258,
	DLP_CHARSET_WINDOWS_874,
	DLP_CHARSET_ISO_8859_2,
	DLP_CHARSET_ISO_8859_3,
	DLP_CHARSET_ISO_8859_4,
	DLP_CHARSET_ISO_8859_5,
	DLP_CHARSET_ISO_8859_6,
	DLP_CHARSET_ISO_8859_7,
	DLP_CHARSET_ISO_8859_8,
	DLP_CHARSET_ISO_8859_10,
	DLP_CHARSET_ISO_8859_13,
	DLP_CHARSET_ISO_8859_14,
	DLP_CHARSET_ISO_8859_15,
	DLP_CHARSET_ISO_8859_16,
	DLP_CHARSET_KOI8_R,
	DLP_CHARSET_KOI8_U,
	DLP_CHARSET_IBM437,
	DLP_CHARSET_IBM737,
	DLP_CHARSET_IBM775,
	DLP_CHARSET_IBM850,
	DLP_CHARSET_IBM852,
	DLP_CHARSET_IBM855,
	DLP_CHARSET_IBM857,
	DLP_CHARSET_IBM858,
	DLP_CHARSET_IBM860,
	DLP_CHARSET_IBM861,
	DLP_CHARSET_IBM862,
	DLP_CHARSET_IBM863,
	DLP_CHARSET_IBM864,
	DLP_CHARSET_IBM865,
	DLP_CHARSET_IBM866,
	DLP_CHARSET_IBM869,
	DLP_CHARSET_MAC_ROMAN,
	DLP_CHARSET_MAC_CENTRAL_EUROPE,
	DLP_CHARSET_MAC_CYRILLIC,
	DLP_CHARSET_MAC_GREEK,
	DLP_CHARSET_MAC_TURKISH,
	DLP_CHARSETS,
	DLP_CHARSET_TABLES = DLP_CHARSET_WINDOWS_1250, /* their first */
};

enum { DLP_CHARSET_HEAD = 64 << 10 }; /* bytes that decide */

/* The name in records, lower case; a constant. */
const char *dlp_charset_name(enum dlp_charset charset);

/*
 * The encoding that a document calls by `label` (the registry of IANA, RFC
 * 2978, and what programs write instead: case, dashes and blanks do not
 * count), or by the number of a code page of Windows.  NONE for one that we do
 * not have.  Of a family it is the vendor's superset: us-ascii and iso-8859-1
 * are windows-1252, gb2312 is gb18030.
 */
enum dlp_charset dlp_charset_by_label(struct dlp_span label);
enum dlp_charset dlp_charset_by_page(unsigned page);

/* What the bytes 0x80 to 0xff of one of the TABLES are; 0 for no character. */
const uint16_t *dlp_charset_table(enum dlp_charset charset);

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
	void *cd[DLP_CHARSET_TABLES];
	bool open[DLP_CHARSET_TABLES];
	bool inside[DLP_CHARSET_TABLES]; /* of a text that has not ended */
};

void dlp_charsets_load(struct dlp_charsets *charsets);
void dlp_charsets_release(struct dlp_charsets *charsets);

/*
 * Add `in`, of any encoding but UTF-8, to `out` as UTF-8.  Returns the bytes
 * done: all but a beginning of a character, which `last` takes for a bad one.
 * Each byte that makes no character becomes U+FFFD and is counted in `bad`.
 * Without the system's converter every byte over 0x7f is bad.
 *
 * Pieces of a text follow on one another up to `last`, which leaves the
 * encoding ready for the next text; dlp_charsets_reset() does where it is
 * left before.
 */
size_t dlp_charset_convert(struct dlp_charsets *charsets,
			   enum dlp_charset charset, struct dlp_span in,
			   bool last, struct dlp_buf *out, uint64_t *bad);

void dlp_charsets_reset(struct dlp_charsets *charsets);

#endif
