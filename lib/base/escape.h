#ifndef DLP_ESCAPE_H
#define DLP_ESCAPE_H

#include "base/buf.h"
#include "base/span.h"

/*
 * The one gate for everything from outside (names, members, excerpts,
 * metadata, texts of rules) on its way to a terminal or a mail.
 *
 * Well-formed text passes.  C0 and C1 controls, DEL, bidirectional controls,
 * zero-width and other format characters that change how a line reads, U+2028
 * and U+2029 and bytes that are no UTF-8 are shown as \xNN or \u{NNNN}: what
 * is printed neither moves the cursor nor reads other than it is.
 */
void dlp_escape(struct dlp_buf *out, struct dlp_span in);

#endif
