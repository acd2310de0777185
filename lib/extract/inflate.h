#ifndef DLP_INFLATE_H
#define DLP_INFLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * Add the bytes that a zlib stream (RFC 1950) holds to `out`, whose limit is
 * theirs, as far as it goes; false when it ends early, is none, or holds more.
 */
bool dlp_inflate(struct dlp_span packed, struct dlp_buf *out);

#endif
