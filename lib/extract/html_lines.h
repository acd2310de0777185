#ifndef DLP_HTML_LINES_H
#define DLP_HTML_LINES_H

#include <stdint.h>

#include "extract/teller.h"

/*
 * Keeps the lines of a text up with those of the document that it comes from,
 * where the text has fewer.  Zero-initialise all but the document, which may
 * stay empty when nothing shall be done.
 */
struct dlp_html_lines {
	struct dlp_span document;
	uint64_t told; /* line ends of the text; whoever tells them counts */
	/* The rest is the module's. */
	uint64_t wanted; /* line ends of the document, up to */
	size_t counted;
};

/*
 * Text that comes from `from`, a place in the document, follows: tell line
 * ends for those that it has had before.  Between lines only.
 */
void dlp_html_lines_reach(struct dlp_html_lines *lines,
			  struct dlp_teller *teller, const char *from);

#endif
