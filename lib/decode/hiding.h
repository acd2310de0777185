#ifndef DLP_HIDING_H
#define DLP_HIDING_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Whether what stands for a character in a text may keep a value from being
 * seen there: most of what is written as an escape does not.
 */

/*
 * Whether [start, end), which stands for `c`, as dlp_fold() has it (an
 * ASCII character, or DLP_FOLD_GONE), may hide a value from whoever does not
 * know that; DLP_FOLD_NONE never does.  `glued`: it ends
 * in a letter or digit, that what follows seems to go on from.
 */
bool dlp_hiding_hides(struct dlp_span text, size_t start, size_t end, int c,
		      bool glued);

/* Whether the word around [start, end) has a digit or an @. */
bool dlp_hiding_in_value(struct dlp_span text, size_t start, size_t end);

#endif
