#ifndef DLP_HTML_H
#define DLP_HTML_H

#include "extract/reading.h"

/*
 * HTML, and SVG, as text: what a page shows, a block of it a line, a row of a
 * table a line with TAB between cells, references decoded.  Where the page
 * shows nothing it stands aside: comments, what is hidden, scripts and styles
 * as they are, targets of links, other attributes that may be somebody's words.
 * Elements within a line do not cut its words.
 *
 * A table in a cell makes the outer one a matter of layout: its cells are
 * blocks.
 *
 * Each text comes from one span of the document, which dlp_html_next() tells;
 * the text's offsets are not the document's, but each byte has its line.
 */

enum {
	DLP_HTML_TABLES = 32,     /* within one another; then they are blocks */
	DLP_HTML_LABEL_IN = 4096, /* bytes in which a label is looked for */
};

struct dlp_html_how {
	struct dlp_span own, besides; /* as in struct dlp_flow */
	bool xml;                     /* its tags are XML's */
	bool lines; /* the teller shall know the lines of the document */
};

/* Tell the text of `document`, well-formed UTF-8. */
void dlp_html_tell(struct dlp_teller *teller, struct dlp_span document,
		   const struct dlp_html_how *how);

/*
 * The encoding that a document says it has, in a `meta` or in the declaration
 * of XML; a span of `head`, empty when it says none.
 */
struct dlp_span dlp_html_label(struct dlp_span head);

/*
 * Tell the text of a page, or of XML, in `source`, whatever its encoding; it
 * need not be the input's.
 */
void dlp_html_tell_source(struct dlp_input *input, struct dlp_source *source,
			  const struct dlp_html_how *how);

/* Read a document of HTML, XHTML or SVG. */
void dlp_html_read(struct dlp_input *input);

#endif
