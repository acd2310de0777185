#ifndef DLP_HEADER_H
#define DLP_HEADER_H

#include "detect/evidence.h"
#include "detect/unit.h"

/*
 * The first row of a text that is a table by itself, as a CSV file is: read
 * before anything else of the text, so that all that is said of its cells knows
 * the names of their columns.  It counts only where a rule asks for a name.
 */
struct dlp_header {
	bool known;   /* of the unit at hand */
	size_t tried; /* bytes of text that were too few */
	struct dlp_literal_hits room;
};

void dlp_header_release(struct dlp_header *header);

/* Another unit begins. */
void dlp_header_begin(struct dlp_header *header);

/*
 * Have the unit's columns named, if its text is a table.  Where more of the
 * text is needed, `known` stays false, unless it is the `last`.  DLP_FATAL
 * without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_header_read(struct dlp_header *header,
					       struct dlp_unit *unit, bool last,
					       struct dlp_engine *engine,
					       struct dlp_weigher *weigher);

#endif
