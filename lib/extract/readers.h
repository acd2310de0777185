#ifndef DLP_READERS_H
#define DLP_READERS_H

#include <stdbool.h>

#include "extract/reading.h"

/*
 * The table of readers: who reads which of the formats that need the sandbox.
 * It stands apart, so that a program which reads plain text alone links no
 * library of any format.
 */

/* Load what the libraries behind the readers open files for. */
void dlp_readers_load(void);
/* Whether a document of this format, which holds no others, needs none. */
bool dlp_readers_need_none(enum dlp_format format);

/* The libraries behind the readers, a line each, for --version. */
void dlp_readers_describe(struct dlp_buf *out);

/* Whether the format can't be read as a stream. */
bool dlp_readers_need_view(enum dlp_format format);

/* Read a document of a DLP_FORMAT_RISKY or DLP_FORMAT_PICTURE format. */
void dlp_readers_read(struct dlp_input *input);

#endif
