#ifndef DLP_CFB_COPY_H
#define DLP_CFB_COPY_H

#include "extract/cfb.h"

/*
 * A storage of a compound file, with all that is in it, as a compound file of
 * its own: a document embedded in another one.  The copy has all streams in
 * sectors of 4096 bytes, none among the small ones.
 *
 * Up to `max` bytes into `out`, which is initialised here.  DLP_SKIP where that
 * does not do; streams that are cut are copied as far as they go.
 */
DLP_MUST_CHECK enum dlp_status dlp_cfb_copy(const struct dlp_cfb *cfb,
					    int storage, size_t max,
					    struct dlp_buf *out,
					    struct dlp_error *err);

#endif
