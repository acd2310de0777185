#ifndef DLP_CFB_H
#define DLP_CFB_H

#include "extract/reading.h"

/*
 * A compound file (MS-CFB): its directory says what it is, an encrypted
 * document among others.  There is no reader of its contents.
 */
void dlp_cfb_read(struct dlp_input *input);

#endif
