#ifndef DLP_MBOX_H
#define DLP_MBOX_H

#include "extract/reading.h"

/*
 * A file of mails behind one another (RFC 4155 and its variants): each is told
 * as a document within it, `message 1`, as soon as it was read, with its
 * `From ` line; memory is what the largest of them needs.  Each has limits of
 * its own on what is unpacked of it: it stands in the file as it is, and the
 * file is what bounds their number.
 *
 * A message begins with a line `From ` that has a time and a year, or an empty
 * line before it, and a field behind it.  A Content-Length that leads to such
 * a line, or to the end, counts for more.  A `From ` that was quoted stays so.
 */
void dlp_mbox_read(struct dlp_input *input);

#endif
