#ifndef DLP_COMPOUND_H
#define DLP_COMPOUND_H

#include "extract/reading.h"

/*
 * A compound file as a document: its directory says what it is, an encrypted
 * document among others.
 */
void dlp_compound_read(struct dlp_input *input);

#endif
