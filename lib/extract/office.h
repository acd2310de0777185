#ifndef DLP_OFFICE_H
#define DLP_OFFICE_H

#include "extract/reading.h"

/*
 * A document of an office: a zip of XML parts (ECMA-376, ISO 26300).  All
 * parts with text are read, shown or not: body, headers, footers, notes,
 * comments, deleted and hidden text, field codes, link targets, properties,
 * custom XML.  A paragraph is a line, a row of a table is a line with TAB
 * between cells.  What is not XML in it (pictures, embedded documents) is told
 * as documents within it.
 */

/* Before the sandbox. */
void dlp_office_load(void);

/* Its `document` was told with its format; its end is the caller's. */
void dlp_office_read(struct dlp_input *input, enum dlp_format format);

/* OpenDocument in one XML file: a dlp_reader_fn. */
void dlp_office_read_flat(struct dlp_input *input);

#endif
