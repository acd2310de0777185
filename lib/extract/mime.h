#ifndef DLP_MIME_H
#define DLP_MIME_H

#include <stdbool.h>

#include "base/buf.h"
#include "extract/charset.h"

/*
 * The header of a mail or of a part of one (RFC 5322, 2.2; RFC 2045): fields,
 * the words in them that stand for other encodings (RFC 2047), and parameters
 * (RFC 2231).  All spans are borrowed from the header.
 */

enum {
	DLP_MIME_SECTIONS = 100, /* of one parameter */
	DLP_MIME_VALUE = 64
			 << 10, /* bytes in which parameters are looked for */
};

struct dlp_mime_field {
	struct dlp_span name;
	struct dlp_span value; /* with its line ends, but not the last */
};

/*
 * Take the first field off `rest`.  False at the end of the header: at an
 * empty line, which is taken too, or at what is no field, which is not.
 */
bool dlp_mime_next(struct dlp_span *rest, struct dlp_mime_field *field);

/* Whether the name is `name`, whatever its case. */
bool dlp_mime_is(const struct dlp_mime_field *field, const char *name);

/*
 * Add the text of a field: in one line, words decoded, bytes that are not
 * UTF-8 by detection.
 */
void dlp_mime_decode(struct dlp_buf *out, struct dlp_span value,
		     struct dlp_charsets *charsets);

/* The first word of a value, without blanks and comments: `text/plain`. */
struct dlp_span dlp_mime_word(struct dlp_span value);

/*
 * Add the parameter of this name, put together and decoded.  False without
 * it.  `*extended` (may be NULL) is set when it is not what stands there.
 */
bool dlp_mime_parameter(struct dlp_buf *out, struct dlp_span value,
			const char *name, struct dlp_charsets *charsets,
			bool *extended);

#endif
