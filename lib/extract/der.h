#ifndef DLP_DER_H
#define DLP_DER_H

#include "extract/reading.h"

/*
 * Keys and certificates in DER.  A private key is told in its textual form
 * (pem.h), a certificate by what it says of people and machines (x509.h), of a
 * PKCS#12 file (RFC 7292) both, as far as they are not encrypted.
 */

enum dlp_der {
	DLP_DER_NONE,
	DLP_DER_CERTIFICATE,
	DLP_DER_PKCS1, /* RFC 8017, A.1.2 */
	DLP_DER_SEC1,  /* RFC 5915 */
	DLP_DER_PKCS8, /* RFC 5958 */
	DLP_DER_PKCS8_ENCRYPTED,
	DLP_DER_PKCS12,
};

/* What the bytes, which may be the first of more, begin as. */
enum dlp_der dlp_der_kind(struct dlp_span head);

/* The label of the textual form of a key; NULL for what is no private key. */
const char *dlp_der_label(enum dlp_der kind);

void dlp_der_read(struct dlp_input *input);

#endif
