#ifndef DLP_DECODE_ESCAPE_H
#define DLP_DECODE_ESCAPE_H

#include <stdint.h>

#include "decode/encoding.h"

/*
 * Encodings that write one character, or one byte, as several: percent,
 * escapes, character references, quoted-printable.
 */

enum {
	DLP_ESCAPE_BYTES = 4,   /* that one of them may stand for */
	DLP_ESCAPE_WIDTH = 128, /* bytes of the longest: blanks at a line's end
				 */
};

struct dlp_escape {
	char bytes[DLP_ESCAPE_BYTES];
	size_t len; /* of them; 0: it stands for nothing */
};

/* The byte that one of an encoding begins with; 0 for encodings of runs. */
char dlp_escape_lead(enum dlp_encoding encoding);

/*
 * The one that begins at text.ptr[at].  Returns its length in bytes, or 0
 * where there is none.
 */
size_t dlp_escape_read(enum dlp_encoding encoding, struct dlp_span text,
		       size_t at, struct dlp_escape *out);

#endif
