#ifndef DLP_HTML_TOKEN_H
#define DLP_HTML_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * HTML (HTML Standard, 13.2.5) and XML (XML 1.0, 2) as tokens.  A token is a
 * span of the document, and all of them are the document: where text came from
 * is where its token stands, so that a writer which walks the same tokens can
 * put other text in its place.
 *
 * Nothing is an error, and each byte is looked at a bounded number of times.
 * A tag that the document ends in is text.  Of the states of a script that
 * holds a comment with a script in it (13.2.5.20) there is one less here: it
 * ends at its first end tag.
 */

enum dlp_html_kind {
	DLP_HTML_END,
	DLP_HTML_TEXT,
	DLP_HTML_OPEN,
	DLP_HTML_CLOSE,
	DLP_HTML_COMMENT,
	DLP_HTML_DECLARATION, /* <!DOCTYPE ...> */
	DLP_HTML_INSTRUCTION, /* <?...?> */
};

struct dlp_html_token {
	enum dlp_html_kind kind;
	struct dlp_span all;  /* with its delimiters */
	struct dlp_span text; /* without them; an element's attributes */
	struct dlp_span name; /* of an element, as it stands there */
	bool literal;         /* text in which `&` is just that */
	bool closed;          /* <name/> */
};

/* Zero-initialise all but the first two. */
struct dlp_html_tokens {
	struct dlp_span document; /* UTF-8, borrowed */
	bool xml;
	size_t at; /* of the next token */
	/* The rest is the module's. */
	struct dlp_span raw; /* the element whose end is all that is markup */
	bool literal;        /* and it has no references */
};

/* The next token; at the end one of DLP_HTML_END, again and again. */
struct dlp_html_token dlp_html_next(struct dlp_html_tokens *tokens);

/*
 * Take the first attribute off `attributes`, the text of an element's token.
 * Its value is as it stands there, without quotes; empty without one.  False
 * when there is none.
 */
bool dlp_html_attribute(struct dlp_span *attributes, struct dlp_span *name,
			struct dlp_span *value);

/* Whether `name` is `word`, of lower case, whatever its case. */
bool dlp_html_is(struct dlp_span name, const char *word);

/*
 * The name of the first element of a document of XML, without its prefix; a
 * span of it, empty without one.
 */
struct dlp_span dlp_html_root(struct dlp_span document);

/* Blanks of HTML and XML. */
static inline bool dlp_html_blank(char c)
{
	const uint64_t blank = UINT64_C(1) << ' ' | 1 << '\n' | 1 << '\t' |
			       1 << '\r' | 1 << '\f';

	return (unsigned char)c <= ' ' && blank >> (unsigned char)c & 1;
}

/* Without blanks at either end. */
struct dlp_span dlp_html_trim(struct dlp_span text);

#endif
