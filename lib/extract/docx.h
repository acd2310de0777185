#ifndef DLP_DOCX_H
#define DLP_DOCX_H

#include "extract/reading.h"

/*
 * A document of Word (ECMA-376), told by the roots of its XML parts and not by
 * their names: the body, then headers, footers, notes, comments, and what
 * Word does not show: deleted and hidden text, field codes, link targets,
 * properties, custom XML.  A paragraph is a line, a table row is a line with
 * TAB between cells.  What is not XML in it (pictures, embedded documents) is
 * told as documents within it.
 */

/* Before the sandbox: what libxml2 sets up at first use. */
void dlp_docx_load(void);

/* Its `document` was told, its end is the caller's. */
void dlp_docx_read(struct dlp_input *input);

#endif
