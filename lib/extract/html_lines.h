#ifndef DLP_HTML_LINES_H
#define DLP_HTML_LINES_H

#include <stdint.h>

#include "extract/teller.h"

/*
 * Which line of a document a text comes from, and how the teller learns it.
 * Zero-initialise all but the document, which may stay empty when nobody shall
 * know.
 */
struct dlp_html_lines {
	struct dlp_span document;
	uint64_t told; /* line ends of the text; whoever tells them counts */
	/* The rest is the module's. */
	uint64_t ends; /* line ends of the document, up to */
	size_t counted;
};

/* The line, from 1, of a place in the document; 0 when nobody shall know. */
uint64_t dlp_html_lines_at(struct dlp_html_lines *lines, const char *place);

/*
 * Text that comes from `from`, a place in the document, follows.  Between lines
 * (`between`) its lines are made those of the document where they are fewer;
 * elsewhere, and where they are more, the teller is told which one it is.
 */
void dlp_html_lines_reach(struct dlp_html_lines *lines,
			  struct dlp_teller *teller, const char *from,
			  bool between);

#endif
