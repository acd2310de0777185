#ifndef DLP_CMS_H
#define DLP_CMS_H

#include "extract/reading.h"

/*
 * A message in the syntax of S/MIME (RFC 5652, RFC 8551): what was signed is
 * told as a document within it.  What is encrypted is told as that; a
 * signature that stands apart from its content has no text.
 */
void dlp_cms_read(struct dlp_input *input);

#endif
