#ifndef DLP_LZFU_H
#define DLP_LZFU_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * Compressed RTF ([MS-OXRTFCP]), as Outlook keeps the body of messages.
 *
 * Unpack it into `out`, as far as it goes; false when it ends early, or is none
 * of it.
 */
bool dlp_lzfu_unpack(struct dlp_span packed, struct dlp_buf *out);

#endif
