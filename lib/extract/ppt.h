#ifndef DLP_PPT_H
#define DLP_PPT_H

#include "extract/compound.h"

/*
 * Presentations of PowerPoint 97 to 2003 ([MS-PPT]): slides in their order with
 * their number, notes, comments, masters, links; hidden, slides that are not
 * shown, and text that only an earlier save has.
 */
void dlp_ppt_read(struct dlp_compound *compound, int entry);
/* Documents and macros embedded in it; all own text must have been told. */
void dlp_ppt_tell_members(struct dlp_compound *compound, int entry);

#endif
