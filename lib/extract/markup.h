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

/* The document that the parts are of, as far as they are told by it. */
struct dlp_markup_document {
	struct dlp_book *book; /* of a workbook of SpreadsheetML; else NULL */
	struct dlp_deck
		*deck;  /* of a presentation of PresentationML; else NULL */
	bool odf;       /* OpenDocument */
	bool body;      /* set: a part was what the document is for */
	bool encrypted; /* set: a manifest says so */
};

enum {
	/* Bytes of what a part has in two forms, of which one is shown. */
	DLP_MARKUP_ALTERNATE = 4 << 20,
	DLP_MARKUP_STYLES = 4 << 10, /* of names of styles that hide */
};

/* Where in OpenDocument we are. */
struct dlp_odf {
	struct dlp_buf hiding; /* names of styles, each behind a NUL */
	char style[128];       /* that is being described */
	bool in_sheets;
	unsigned comments, deletions, unseen;
	/* A cell: its place, how many are like it, what it says. */
	uint64_t column, columns, row, rows;
	bool in_cell, number;
	unsigned inner; /* cells of tables in it */
	struct dlp_buf value, stored;
	uint64_t described; /* columns, so far */
	unsigned char hidden[DLP_GRID_COLUMNS / 8 + 1];
	/* A slide. */
	unsigned slide;
	bool hidden_slide;
};

/* What is known of an element, by its name. */
struct dlp_element {
	const char *name;
	unsigned char kind; /* the reader's */
	enum dlp_aside into;
	const char *attribute[4]; /* that hold somebody's words */
};

struct dlp_elements {
	const struct dlp_element *element; /* in the order of their names */
	size_t count;
};

enum { DLP_MARKUP_SLOTS = 128 };

struct dlp_markup {
	struct dlp_flow flow;
	struct dlp_markup_document *document;
	const struct dlp_markup_root *root;
	struct dlp_grid grid; /* the sheet, if it is one */
	struct dlp_sheet sheet;
	struct dlp_odf odf;
	struct dlp_span called; /* the part; borrowed */
	/* Where in the markup we are. */
	unsigned runs, paragraphs, moves;
	bool vanish;  /* this run is hidden */
	bool in_text; /* within an element that holds text */
	bool silent;  /* the next value is a switch */
	enum dlp_aside into;
	char name[128];   /* of the property that has the next value */
	char author[128]; /* the last one told */
	/* What readers of newer markup see, and what those of older do. */
	unsigned choices, fallbacks;
	struct dlp_buf choice, fallback;
	/* Elements that were looked up: a name is where it is for good. */
	struct {
		const char *name;
		const struct dlp_element *element;
	} slot[DLP_MARKUP_SLOTS];
};

/*
 * Read the part in `source`, which is called `name`, and tell its text.
 * Returns why not all was read, a constant, with `*code`; NULL when it was.
 */
const char *dlp_markup_read(struct dlp_teller *teller,
			    struct dlp_source *source, struct dlp_span name,
			    struct dlp_markup_document *document,
			    enum dlp_code *code);

/* For the readers of one kind of markup: */

/* NULL for an element that says nothing. */
const struct dlp_element *dlp_markup_find(struct dlp_markup *part,
					  const struct dlp_elements *elements,
					  const char *name);
/* Tell the attributes of an element that is being opened. */
void dlp_markup_add_attributes(struct dlp_markup *part, struct dlp_xml *xml,
			       const struct dlp_element *element,
			       enum dlp_aside into);

/* The text that follows is of a slide (0: of none that is known). */
void dlp_markup_at_slide(struct dlp_markup *part, unsigned number, bool notes,
			 bool hidden);

/* Nodes of Word and PowerPoint. */
void dlp_word_open(struct dlp_markup *part, struct dlp_xml *xml,
		   const char *name);
void dlp_word_close(struct dlp_markup *part, const char *name);
void dlp_word_text(struct dlp_markup *part, struct dlp_span text);
/* The attributes of an element that hold somebody's words. */
void dlp_word_add_attributes(struct dlp_markup *part, struct dlp_xml *xml,
			     const char *name);

/* Nodes of OpenDocument. */
void dlp_odf_init(struct dlp_odf *odf);
void dlp_odf_release(struct dlp_odf *odf);
void dlp_odf_open(struct dlp_markup *part, struct dlp_xml *xml,
		  const char *name);
void dlp_odf_close(struct dlp_markup *part, const char *name);
void dlp_odf_text(struct dlp_markup *part, struct dlp_span text);

/* Nodes of its sheets: whether the element is one of theirs. */
bool dlp_ods_open(struct dlp_markup *part, struct dlp_xml *xml,
		  const char *name);
bool dlp_ods_close(struct dlp_markup *part, const char *name);
/* Text of a paragraph in a cell. */
void dlp_ods_text(struct dlp_markup *part, struct dlp_span text);

/* Whether the styles of that name hide what has them. */
bool dlp_odf_hides(const struct dlp_markup *part, struct dlp_span style);

#endif
