#ifndef DLP_HTML_ENTITY_H
#define DLP_HTML_ENTITY_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Character references (HTML Standard, 13.2.5.72 to 13.2.5.80): `&#64;`,
 * `&#x40;`, the named ones.  One that stands for nothing stays as it is.
 */

enum {
	DLP_HTML_ENTITIES = 2231,
	DLP_HTML_REFERENCE = 8, /* bytes that one may become, at most */
};

struct dlp_html_entity {
	char name[33]; /* with its semicolon, which a few old ones may lack */
	char text[7];  /* UTF-8 */
};

extern const struct dlp_html_entity dlp_html_entities[DLP_HTML_ENTITIES];

enum dlp_html_references {
	DLP_HTML_IN_TEXT,
	DLP_HTML_IN_ATTRIBUTE, /* where `&copy=1` is none */
	DLP_XML_REFERENCES, /* numbers, and the five names of XML 1.0 (4.6) */
};

/*
 * The reference at the `&` that `text` begins with: its length in bytes, 0
 * where there is none, and what it stands for in the `*len` bytes of `out`:
 * nothing for one that shows nothing and may stand in the middle of a word.
 */
size_t dlp_html_reference(struct dlp_span text, enum dlp_html_references kind,
			  char out[DLP_HTML_REFERENCE], size_t *len);

/*
 * Add `text` with its references decoded.  Returns how many it has that look
 * like names and are none.
 */
size_t dlp_html_decode(struct dlp_buf *out, struct dlp_span text,
		       enum dlp_html_references kind);

#endif
