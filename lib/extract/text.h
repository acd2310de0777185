#ifndef DLP_TEXT_H
#define DLP_TEXT_H

#include "extract/charset.h"
#include "extract/source.h"
#include "extract/teller.h"

/*
 * The reader of plain text: own code, linear, in constant memory, so that it
 * needs no sandbox and reads an endless stream.
 *
 * UTF-8 goes out byte for byte: offsets are offsets in the file, a byte order
 * mark counts 3, bad bytes stay what they are.  Other encodings are converted:
 * those that the bytes show, or else that the text declares (declared.h).
 * `encoding` names them, and what does not convert is U+FFFD and makes the
 * document `part`.
 */

/*
 * Tell the document that `source` is at the start of: `document`, for which
 * the caller knows all but the encoding, and its text.  The end is the
 * caller's to tell.
 */
void dlp_text_read(struct dlp_source *source, struct dlp_charsets *charsets,
		   const struct dlp_document *document,
		   struct dlp_teller *teller);

#endif
