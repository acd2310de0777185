#ifndef DLP_BEHIND_H
#define DLP_BEHIND_H

#include "extract/sniff.h"
#include "extract/view.h"

/*
 * What a document is by its end, where its beginning is no document: a zip
 * behind a program, which unpacks itself.  Own code, which looks at 64 KiB.
 */

/*
 * DLP_IS_ZIP when `format`, by the beginning, is one of which only strings are
 * read and `view` ends with the directory of a zip; else `format`.
 */
enum dlp_format dlp_behind_format(enum dlp_format format,
				  const struct dlp_view *view);

#endif
