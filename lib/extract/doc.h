#ifndef DLP_DOC_H
#define DLP_DOC_H

#include "extract/compound.h"

/*
 * Word's binary documents ([MS-DOC], and as Word 6 and 95 wrote them): body,
 * notes, headers, comments and text boxes, through the table of pieces; fields,
 * tables, deleted and hidden text; then the lists of names that it keeps, and
 * the text that no piece refers to, which fast saving has left.
 */
void dlp_doc_read(struct dlp_compound *compound, int entry);
/* Its pictures; all own text must have been told. */
void dlp_doc_tell_members(struct dlp_compound *compound, int entry);

#endif
