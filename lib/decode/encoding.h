#ifndef DLP_ENCODING_H
#define DLP_ENCODING_H

#include "base/span.h"

/*
 * The ways in which a text may hide another one, in plain sight of whoever
 * knows them.
 */

enum dlp_encoding {
	DLP_ENCODING_BASE64,    /* RFC 4648, section 4; line ends in it */
	DLP_ENCODING_BASE64URL, /* section 5 */
	DLP_ENCODING_HEX,       /* section 8, either case */
	DLP_ENCODING_PERCENT,   /* RFC 3986, section 2.1 */
	DLP_ENCODING_ESCAPE,    /* \n \" \xHH \ooo \uHHHH of JSON and of C */
	DLP_ENCODING_HTML,      /* character references */
	DLP_ENCODING_QUOTED,    /* quoted-printable: RFC 2045, section 6.7 */
	DLP_ENCODING_UTF16,     /* of either order, among other bytes */
	DLP_ENCODING_FOLDED,    /* characters that look like ASCII ones */
	DLP_ENCODINGS,
};

/* As in `decoded` of a finding: dlp-records(5). */
struct dlp_span dlp_encoding_name(enum dlp_encoding encoding);

#endif
