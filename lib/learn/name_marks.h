#ifndef DLP_NAME_MARKS_H
#define DLP_NAME_MARKS_H

#include "learn/names.h"

/*
 * Sources differ in what they count to the name of a person.  Here it is as
 * most have it: without signs around it, without a title that anybody may have
 * (Dr., Senator; but Pope, Lady and the like stay, which are half of the name),
 * without 's.  The full stop of an initial, or of Jr., stays.
 */

/*
 * Bring the marks of persons in `text` to that; others stay as they are.  What
 * has no letter left, or is the handle of an account, is no mark any more.
 * Returns how many there are.
 */
size_t dlp_name_marks_tidy(struct dlp_span text, struct dlp_name *mark,
			   size_t marks);

#endif
