#ifndef DLP_X509_H
#define DLP_X509_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Add what a certificate (RFC 5280, in DER) says of people and machines, a line
 * each: subject, issuer, serial number, validity, alternative names.  False
 * where the bytes are none; what was understood of them is added.
 */
bool dlp_x509_add(struct dlp_span certificate, struct dlp_buf *out);

/* Add the value of a string type, in UTF-8; nothing for another type. */
struct dlp_ber;
void dlp_x509_add_string(const struct dlp_ber *value, struct dlp_buf *out);

#endif
