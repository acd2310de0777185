#ifndef DLP_BINARY_H
#define DLP_BINARY_H

#include "extract/source.h"
#include "extract/teller.h"

/*
 * The reader of what is no document, or of no format we read: the strings in it
 * are its text, a line each.  Own code, linear, in constant memory, so that it
 * needs no sandbox and reads an endless stream.
 *
 * `at` has the `offset` in the file of the first string behind it.  It changes
 * each DLP_BINARY_PASSAGE bytes of text or so, never between strings that stand
 * close together, and no match ends there.
 */

enum { DLP_BINARY_PASSAGE = 4 << 10 };

/* Tell the text of the document; beginning and end are the caller's to tell. */
void dlp_binary_read(struct dlp_source *source, struct dlp_teller *teller);

#endif
