#ifndef DLP_RTF_WORD_H
#define DLP_RTF_WORD_H

#include "base/span.h"
#include "extract/flow.h"

/*
 * The control words of RTF that say where text goes or are text themselves
 * (Rich Text Format Specification 1.9.1); all others change how it looks.
 */

enum dlp_rtf_action {
	DLP_RTF_LOOKS,  /* nothing to us */
	DLP_RTF_CHAR,   /* `text` stands in its place */
	DLP_RTF_BODY,   /* a destination that is text like that around it */
	DLP_RTF_ASIDE,  /* a destination that stands aside, as `into` */
	DLP_RTF_NAMED,  /* likewise, behind its name: `title: ...` */
	DLP_RTF_PASSED, /* a destination that holds nobody's words */
	/* A property of a drawing: what it is, and what only some say in words.
	 */
	DLP_RTF_PROPERTY_NAME,
	DLP_RTF_PROPERTY_VALUE,
	DLP_RTF_FONTS,  /* the table of fonts */
	DLP_RTF_DATA,   /* the bytes of an object or picture */
	DLP_RTF_DONE,   /* the end of a paragraph, and of what else `text` is */
	DLP_RTF_CELL,   /* the end of a cell */
	DLP_RTF_ROW,    /* the end of a row */
	DLP_RTF_INTBL,  /* this paragraph is in a table */
	DLP_RTF_PARD,   /* and this in none */
	DLP_RTF_PLAIN,  /* no property of characters */
	DLP_RTF_HIDDEN, /* text that is not shown; 0 switches it off */
	DLP_RTF_DELETED, /* likewise deleted, but recorded */
	DLP_RTF_FONT,    /* a font, by its number */
	DLP_RTF_CHARSET, /* of the font, within the table */
	DLP_RTF_PAGE,    /* a code page: the document's, or the font's */
	DLP_RTF_SKIP,    /* how many characters stand for a \u */
	DLP_RTF_UNICODE, /* a character by its number */
};

struct dlp_rtf_word {
	const char *word;
	enum dlp_rtf_action action;
	enum dlp_aside into;
	const char *text;
	unsigned page; /* that the word stands for */
};

/* NULL for one that is not in the table. */
const struct dlp_rtf_word *dlp_rtf_word_find(const char *word);

/* The code page of a character set of Windows (\fcharset); 0 for the
 * document's own. */
unsigned dlp_rtf_word_page(int charset);

#endif
