#ifndef DLP_FLOW_H
#define DLP_FLOW_H

#include <stdbool.h>

#include "extract/teller.h"

/*
 * The text of a document that has paragraphs and tables, on its way to the
 * teller.  A paragraph is a line.  A row of a table is a line with TAB between
 * cells; what would end a line within a cell is a blank, and a table in a cell
 * is a part of that cell.
 *
 * Text that a page does not show (deleted, hidden, field codes ...) stands
 * aside, by its kind, and is told behind the own text, which it would cut in
 * two; with the line that it comes from, where `place` says it.
 */

enum dlp_aside {
	DLP_ASIDE_NONE, /* the own text */
	DLP_ASIDE_DELETED,
	DLP_ASIDE_HIDDEN,
	DLP_ASIDE_FIELD,
	DLP_ASIDE_PROPERTY,
	DLP_ASIDE_COMMENT,
	DLP_ASIDE_HEADER,
	DLP_ASIDE_FOOTER,
	DLP_ASIDE_FOOTNOTE,
	DLP_ASIDE_ENDNOTE,
	DLP_ASIDE_LINK,
	DLP_ASIDE_SCRIPT,
	DLP_ASIDES,
};

enum {
	/* Bytes of text aside, and of what is known of its lines, of each
	 * kind. */
	DLP_FLOW_ASIDE = 16 << 20,
};

/* Initialise it before use; `rows`, `cells` and `line` may be read. */
struct dlp_flow {
	struct dlp_teller *teller;
	/* The `at` of the own text, and what the `at` of text aside has besides
	 * its kind, as `"section":"1"`; borrowed, empty when initialised. */
	struct dlp_span own, besides;
	/* The line of the document that text aside comes from; 0: unknown. */
	uint64_t place;
	bool line;     /* there is own text since the last line end */
	unsigned rows; /* of tables that we are in, and cells */
	unsigned cells;
	/* The rest is the module's. */
	bool cell_line;  /* a paragraph ended within this cell */
	bool cell_first; /* no cell was before it in this row */
	struct dlp_flow_aside {
		struct dlp_buf text;
		uint64_t line;        /* that it has come to; 0: unknown */
		struct dlp_buf marks; /* where another one begins */
	} aside[DLP_ASIDES];
};

void dlp_flow_init(struct dlp_flow *flow, struct dlp_teller *teller);
/* Tell what stands aside, and release the flow. */
void dlp_flow_finish(struct dlp_flow *flow);

/* Text as it is, and the end of a line; aside, an empty line is none. */
void dlp_flow_add(struct dlp_flow *flow, enum dlp_aside into,
		  struct dlp_span text);
void dlp_flow_end_line(struct dlp_flow *flow, enum dlp_aside into);
/* A line of its own aside. */
void dlp_flow_add_line(struct dlp_flow *flow, enum dlp_aside into,
		       struct dlp_span text);

/* The same where it stands, if that is between lines; with all its lines. */
void dlp_flow_add_block(struct dlp_flow *flow, enum dlp_aside into,
			struct dlp_span text);

/* Text of a paragraph, in a cell perhaps, where TAB and newline mean more. */
void dlp_flow_text(struct dlp_flow *flow, enum dlp_aside into,
		   struct dlp_span text);
void dlp_flow_begin_row(struct dlp_flow *flow);
void dlp_flow_end_row(struct dlp_flow *flow);
/* An `empty` one has no end. */
void dlp_flow_begin_cell(struct dlp_flow *flow, bool empty);
void dlp_flow_end_cell(struct dlp_flow *flow);
void dlp_flow_end_paragraph(struct dlp_flow *flow);

#endif
