#ifndef DLP_BLIP_H
#define DLP_BLIP_H

#include "extract/compound.h"

/*
 * Tell the pictures ([MS-ODRAW] 2.2.23) that are anywhere in the bytes as
 * documents, `picture 1.png` and so on behind `*number`; all own text must have
 * been told.
 */
void dlp_blip_tell(struct dlp_compound *compound, struct dlp_span bytes,
		   unsigned *number);

#endif
