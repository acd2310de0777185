#ifndef DLP_HTML_ELEMENT_H
#define DLP_HTML_ELEMENT_H

#include "base/span.h"

/* What elements and attributes of HTML and SVG are to a text. */

enum dlp_html_element {
	DLP_HTML_BLOCK = 1 << 0,  /* a line of its own */
	DLP_HTML_VOID = 1 << 1,   /* without an end */
	DLP_HTML_UNSEEN = 1 << 2, /* not shown */
	DLP_HTML_PRE = 1 << 3,    /* line ends are as they stand */
	DLP_HTML_CODE = 1 << 4,   /* a script, or styles */
	DLP_HTML_TABLE = 1 << 5,
	DLP_HTML_ROW = 1 << 6,
	DLP_HTML_CELL = 1 << 7,
	DLP_HTML_ROWS = 1 << 8,    /* a part of a table */
	DLP_HTML_UNENDED = 1 << 9, /* its end tag may be left out */
};

/* An `enum dlp_html_element`; 0 for one that is within a line, or unknown. */
unsigned dlp_html_element(struct dlp_span name);

enum dlp_html_words {
	DLP_HTML_NAMED,  /* of the page's own making: `name: value` */
	DLP_HTML_NONE,   /* nobody's words */
	DLP_HTML_WORDS,  /* shown in some way, or read aloud */
	DLP_HTML_TARGET, /* of a link */
	DLP_HTML_STYLE,
	DLP_HTML_VALUE, /* of what the element's `name` says */
	DLP_HTML_MARKUP,
};

enum dlp_html_words dlp_html_words(struct dlp_span name);

#endif
