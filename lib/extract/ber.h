#ifndef DLP_BER_H
#define DLP_BER_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Values of ASN.1 as BER has them (ITU-T X.690, 8), DER among them: lengths
 * may be left open, strings may come in pieces.
 */

struct dlp_ber {
	unsigned char tag; /* class and number, bit 0x20 without */
	bool constructed;
	bool cut; /* the content has no end, or less than its length */
	struct dlp_span content; /* of an open length without its end */
};

enum {
	DLP_BER_INTEGER = 0x02,
	DLP_BER_OCTETS = 0x04,
	DLP_BER_OID = 0x06,
	DLP_BER_SEQUENCE = 0x10,
	DLP_BER_SET = 0x11,
	DLP_BER_CONTEXT_0 = 0x80, /* [0] */
};

/*
 * Take the value at the start of `rest`.  One that is cut has the content
 * that is there.  False at the end, and for what is none.  `rest` is not the
 * content of `value` itself.
 */
bool dlp_ber_next(struct dlp_span *rest, struct dlp_ber *value);

/* The same, and whether its tag is `tag`. */
bool dlp_ber_take(struct dlp_span *rest, unsigned char tag,
		  struct dlp_ber *value);

/* Add the bytes of an octet string, of all its pieces. */
void dlp_ber_octets(const struct dlp_ber *value, struct dlp_buf *out);

#endif
