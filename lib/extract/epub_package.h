#ifndef DLP_EPUB_PACKAGE_H
#define DLP_EPUB_PACKAGE_H

#include <stdbool.h>

#include "base/buf.h"

/* What the markup around the pages of a book says of them. */

/* Gets a name in the zip; the span is valid during the call. */
typedef void dlp_epub_fn(void *arg, struct dlp_span name);

/*
 * The pages in the order of the spine of the package document (EPUB 3.3, 5.7)
 * that is called `name`.  False without memory.
 */
bool dlp_epub_spine(struct dlp_span package, struct dlp_span name,
		    dlp_epub_fn *fn, void *arg);

/*
 * What META-INF/encryption.xml (EPUB 3.3, 4.2.6.3.2) says is encrypted, but for
 * fonts that are only made useless elsewhere (4.3).
 */
void dlp_epub_encrypted(struct dlp_span encryption, dlp_epub_fn *fn, void *arg);

#endif
