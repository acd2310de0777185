#ifndef DLP_MARKUP_H
#define DLP_MARKUP_H

#include <stdbool.h>

#include "extract/flow.h"
#include "extract/sheet.h"
#include "extract/teller.h"
#include "extract/xml.h"

/*
 * One XML part of a document of an office, on its way to text.  What a part is
 * shows in its root element, not in its name.
 */

struct dlp_markup {
	struct dlp_flow flow;
	struct dlp_xml xml;
	struct dlp_sheets *sheets; /* of the document; NULL for others */
	const struct dlp_markup_root *root;
	/* Where in the markup we are. */
	unsigned runs, paragraphs;
	unsigned comments, deletions; /* that we are in; OpenDocument's */
	bool body;                    /* it is what the document is for */
	bool encrypted;               /* the manifest says so */
	bool vanish;                  /* this run is hidden */
	bool in_text;                 /* within an element that holds text */
	enum dlp_aside into;
	char name[128]; /* of the property that has the next value */
};

/*
 * Read the part in `source`, which is called `name`, and tell its text; `*body`
 * is set when it is a body, a slide or a sheet.  Returns why not all was read,
 * a constant, with `*code`; NULL when it was.
 */
const char *dlp_markup_read(struct dlp_teller *teller,
			    struct dlp_source *source, struct dlp_span name,
			    struct dlp_sheets *sheets, bool *body,
			    enum dlp_code *code);

/* For the readers of one kind of markup: */

/* Nodes of Word and PowerPoint. */
void dlp_word_open(struct dlp_markup *part, const char *name, bool empty);
void dlp_word_close(struct dlp_markup *part, const char *name);
void dlp_word_text(struct dlp_markup *part, struct dlp_span text);

/* Nodes of OpenDocument. */
void dlp_odf_open(struct dlp_markup *part, const char *name, bool empty);
void dlp_odf_close(struct dlp_markup *part, const char *name);
void dlp_odf_text(struct dlp_markup *part, struct dlp_span text);

#endif
