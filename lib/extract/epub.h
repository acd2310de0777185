#ifndef DLP_EPUB_H
#define DLP_EPUB_H

#include "extract/reading.h"

/*
 * A book (EPUB 3.3, and 2): a zip of pages and of a package document that says
 * what it is and in which order its pages are read.  The text is the package
 * document with part `property`, the pages in that order, and those that it
 * does not name; `section` is the page's name in the zip.  What is no page is
 * told as a document within the book, and so are pages beyond what may be held
 * at once, dlp_reading_memory().
 *
 * Pages that META-INF/encryption.xml has are told as encrypted, and not read.
 */

/* Its `document` was told with its format; its end is the caller's. */
void dlp_epub_read(struct dlp_input *input);

#endif
