#ifndef DLP_FIGURE_H
#define DLP_FIGURE_H

#include "extract/compound.h"

/*
 * The properties of a drawn shape that are somebody's words ([MS-ODRAW] 2.2.9):
 * text that is drawn as such, the shape's name, and what it is said to show.
 */
struct dlp_figure {
	struct dlp_span body; /* of the record */
	size_t properties;    /* that are in it */
	/* The rest is the module's. */
	size_t at, data;
};

struct dlp_figure_word {
	bool drawn;           /* as text; else it is not seen */
	struct dlp_span wide; /* UTF-16, least byte first */
};

enum { DLP_FIGURE_RECORD = 0xf00b };

/* Of a record with `properties`, its instance, in `body`. */
void dlp_figure_init(struct dlp_figure *figure, struct dlp_span body,
		     size_t properties);
/* The next words; false when there are no more. */
bool dlp_figure_next(struct dlp_figure *figure, struct dlp_figure_word *word);

/* Add the words of all shapes whose records are anywhere in the bytes, a line
 * each. */
void dlp_figure_add_all(struct dlp_compound *compound, struct dlp_span bytes,
			struct dlp_buf *out);

#endif
