#ifndef DLP_MARKUP_H
#define DLP_MARKUP_H

#include <stdbool.h>

#include "extract/sheet.h"
#include "extract/teller.h"
#include "extract/xml.h"

/*
 * One XML part of a document of an office, on its way to text.  What a part is
 * shows in its root element, not in its name.
 *
 * Text that a page does not show (deleted, hidden, field codes ...) stands
 * aside and is told behind the part's own, which it would cut in two.
 */

enum dlp_aside {
	DLP_ASIDE_DELETED,
	DLP_ASIDE_HIDDEN,
	DLP_ASIDE_FIELD,
	DLP_ASIDE_PROPERTY,
	DLP_ASIDE_COMMENT,
	DLP_ASIDES, /* none: the part's own text */
};

enum {
	DLP_MARKUP_ASIDE = 16 << 20, /* bytes of text aside, of each kind */
};

struct dlp_markup {
	struct dlp_teller *teller;
	struct dlp_xml xml;
	struct dlp_sheets *sheets; /* of the document; NULL for others */
	const struct dlp_markup_root *root;
	struct dlp_buf aside[DLP_ASIDES];
	/* Where in the markup we are. */
	unsigned runs, paragraphs, rows, cells;
	unsigned comments, deletions; /* that we are in; OpenDocument's */
	bool body;                    /* it is what the document is for */
	bool encrypted;               /* the manifest says so */
	bool vanish;                  /* this run is hidden */
	bool in_text;                 /* within an element that holds text */
	enum dlp_aside into;
	bool line;       /* there is text since the last line end */
	bool cell_line;  /* a paragraph ended within this cell */
	bool cell_first; /* no cell was before it in this row */
	char name[128];  /* of the property that has the next value */
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

/* Text as it is, and the end of a line. */
void dlp_markup_add(struct dlp_markup *part, enum dlp_aside into,
		    struct dlp_span text);
void dlp_markup_end_line(struct dlp_markup *part, enum dlp_aside into);
/* Text of a paragraph, in a cell perhaps, where TAB and newline mean more. */
void dlp_markup_text(struct dlp_markup *part, enum dlp_aside into,
		     struct dlp_span text);
void dlp_markup_begin_row(struct dlp_markup *part);
void dlp_markup_end_row(struct dlp_markup *part);
void dlp_markup_begin_cell(struct dlp_markup *part, bool empty);
void dlp_markup_end_cell(struct dlp_markup *part);
void dlp_markup_end_paragraph(struct dlp_markup *part);

/* Nodes of Word and PowerPoint. */
void dlp_word_open(struct dlp_markup *part, const char *name, bool empty);
void dlp_word_close(struct dlp_markup *part, const char *name);
void dlp_word_text(struct dlp_markup *part, struct dlp_span text);

/* Nodes of OpenDocument. */
void dlp_odf_open(struct dlp_markup *part, const char *name, bool empty);
void dlp_odf_close(struct dlp_markup *part, const char *name);
void dlp_odf_text(struct dlp_markup *part, struct dlp_span text);

#endif
