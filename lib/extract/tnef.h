#ifndef DLP_TNEF_H
#define DLP_TNEF_H

#include "extract/reading.h"

/*
 * What Outlook puts around a mail for itself, `winmail.dat` ([MS-OXTNEF]): its
 * body as text, every string among its properties and recipients with part
 * `property`; bodies in RTF and HTML and its attachments as documents within
 * it.
 */
void dlp_tnef_read(struct dlp_input *input);

#endif
