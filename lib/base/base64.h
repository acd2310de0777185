#ifndef DLP_BASE64_H
#define DLP_BASE64_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/* Base64 (RFC 4648, section 4), with padding, for bytes inside records. */

void dlp_base64_encode(struct dlp_buf *out, struct dlp_span in);

/* Strict: no other characters, padding whole.  False where it is not. */
bool dlp_base64_decode(struct dlp_buf *out, struct dlp_span in);

#endif
