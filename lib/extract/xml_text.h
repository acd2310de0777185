#ifndef DLP_XML_TEXT_H
#define DLP_XML_TEXT_H

#include "extract/html.h"

/*
 * XML that is somebody's data, as text, by own tokenizer (html_token.h): no
 * DTD, no entities but the five of XML, which are not expanded but told, and
 * no end at what is not well-formed.
 *
 * An element that begins with text is a line, `name: text`, with all that is
 * in it; the attributes of one that begins between lines are a line before it,
 * `name key="value"`; those of one within a line, comments and the internal
 * subset stand aside.  Line ends within text stay.
 */
void dlp_xml_tell(struct dlp_teller *teller, struct dlp_span document,
		  const struct dlp_html_how *how);

#endif
