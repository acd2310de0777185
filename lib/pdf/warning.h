#ifndef DLP_PDF_WARNING_H
#define DLP_PDF_WARNING_H

#include <stdbool.h>

/*
 * Where a filter or the parser can go no further, MuPDF takes what it has for
 * all there is, and says so in a warning alone.  Whether `message` is of that
 * kind: something that should have been read was not.
 */
bool dlp_pdf_warns_of_loss(const char *message);

#endif
