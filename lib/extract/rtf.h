#ifndef DLP_RTF_H
#define DLP_RTF_H

#include "extract/reading.h"

/*
 * RTF (Rich Text Format Specification 1.9.1): text of the body, headers,
 * footers, notes, comments, fields, links, properties, drawings, deleted and
 * hidden text, in any of its encodings; objects and pictures are told as
 * documents within it.  Text behind the end is hidden text.
 */

enum {
	DLP_RTF_DEPTH =
		512, /* groups; deeper ones count as the last of these */
	DLP_RTF_FONTS_MAX = 4096,
};

void dlp_rtf_read(struct dlp_input *input);

#endif
