#ifndef DLP_ZIP_H
#define DLP_ZIP_H

#include "extract/reading.h"

/*
 * A zip, and the formats that are one inside: its directory says which, and
 * the reader of that format takes over.
 */
void dlp_zip_read(struct dlp_input *input);

#endif
