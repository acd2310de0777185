#ifndef DLP_DOC_REST_H
#define DLP_DOC_REST_H

#include "extract/compound.h"
#include "extract/doc_piece.h"

/* What a Word document has beside its text. */

/* Add the names that it keeps (authors, files, bookmarks, variables ...), a
 * line each. */
void dlp_doc_names_add(struct dlp_compound *compound,
		       const struct dlp_doc_bytes *bytes, struct dlp_buf *out);

/*
 * Add the strings of the main stream that no piece refers to, which fast saving
 * has left there.  False for want of memory.
 */
bool dlp_doc_left_add(const struct dlp_doc_bytes *bytes,
		      const struct dlp_doc_piece *piece, size_t pieces,
		      struct dlp_buf *out);

#endif
