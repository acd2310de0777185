#ifndef DLP_VBA_H
#define DLP_VBA_H

#include "extract/compound.h"

/*
 * Macros ([MS-OVBA]): the source of the modules of a project, whose storage has
 * the streams `dir` and `_VBA_PROJECT`.  Each is told as text with part macro,
 * behind a line with its name.
 */
void dlp_vba_tell(struct dlp_compound *compound, int storage);

/*
 * Decompress a container (2.4.1) into `out`, as far as it is one; false when
 * some of it is not.
 */
bool dlp_vba_unpack(struct dlp_span packed, struct dlp_buf *out);

#endif
