#ifndef DLP_STRINGS_H
#define DLP_STRINGS_H

#include "base/buf.h"
#include "base/span.h"

/*
 * The text in bytes that have no form we know: runs of printable ASCII, and of
 * letters of Europe and ASCII in UTF-16 of the least byte first, at even and
 * odd places.
 */

enum { DLP_STRINGS_MIN = 6 }; /* characters that make a string */

/* Add each string to `out` in UTF-8, a line each, in order of place. */
void dlp_strings_add(struct dlp_span bytes, struct dlp_buf *out);

#endif
