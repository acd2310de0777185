#ifndef DLP_MSG_H
#define DLP_MSG_H

#include "extract/compound.h"

/*
 * Messages of Outlook ([MS-OXMSG]): their header lines, people and dates with
 * part header, the plain body as the text, other strings with part property.
 * The body in HTML and RTF, and attachments, are documents within it.
 */
void dlp_msg_read(struct dlp_compound *compound, int entry);
/* Those documents; all own text must have been told. */
void dlp_msg_tell_members(struct dlp_compound *compound, int entry);

#endif
