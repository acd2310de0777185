#ifndef DLP_DOC_PIECE_H
#define DLP_DOC_PIECE_H

#include "extract/doc_style.h"

/*
 * Where the text of a Word document lies ([MS-DOC] 2.8.35): pieces, in order of
 * the document's characters.
 */
struct dlp_doc_piece {
	uint32_t from, to; /* characters of the document, half-open */
	uint32_t at;       /* bytes of `main` */
	bool wide;         /* UTF-16, else a byte each */
	unsigned flags;    /* that it sets, DLP_DOC_HIDDEN ... */
};

/* A list that the header points to, by its number there: the first is that of
 * Word 97 (2.5.6), the other where Word 6 has it; 0 where it has none. */
struct dlp_span dlp_doc_field(const struct dlp_doc_bytes *bytes,
			      unsigned number, unsigned old_place);

/*
 * The pieces, ascending and without a gap, all within `main` where it is not
 * cut; their number, and the array is the caller's to free.  NULL where there
 * is no table of them, or no memory.
 */
struct dlp_doc_piece *dlp_doc_pieces(const struct dlp_doc_bytes *bytes,
				     size_t *pieces);

#endif
