#ifndef DLP_PPT_TEXT_H
#define DLP_PPT_TEXT_H

#include "extract/compound.h"
#include "extract/ppt_record.h"

/* The text in trees of records, by its kind, a line each. */

enum { DLP_PPT_DEPTH = 32 }; /* records within one another */

struct dlp_ppt_text {
	struct dlp_compound *compound;
	struct dlp_buf text, comment, link, property, header;
	bool hidden;          /* it was of a slide that is not shown */
	uint32_t slide;       /* the number of the one that notes are on */
	bool deep;            /* a tree was deeper than we go */
	struct dlp_buf known; /* hashes of all lines, sorted when `seen` */
	bool seen;            /* take only what is not among them */
};

void dlp_ppt_text_init(struct dlp_ppt_text *text,
		       struct dlp_compound *compound);
void dlp_ppt_text_release(struct dlp_ppt_text *text);

/* Add the text of records, but for lists of slides, which have a text of their
 * own. */
void dlp_ppt_text_add(struct dlp_ppt_text *text, struct dlp_span records);

/* From here on only text that was in no record so far is added. */
void dlp_ppt_text_only_new(struct dlp_ppt_text *text);

#endif
