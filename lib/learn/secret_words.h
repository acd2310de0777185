#ifndef DLP_SECRET_WORDS_H
#define DLP_SECRET_WORDS_H

#include "base/span.h"

/*
 * Words that tell what a value is, in it and around it.  Each function returns
 * the number of the first word of its list, not of the text, that stands there,
 * case ignored; 0 for none.  The numbers are features of models.
 */

/* What people write in place of a value. */
unsigned char dlp_secret_placeholder(struct dlp_span value);
/* What the name of a value says that it is: a secret; and, at its end, behind
 * which an s may stand, something else. */
unsigned char dlp_secret_named(struct dlp_span name);
unsigned char dlp_secret_named_else(struct dlp_span name);
/* What a line, up to the value, says that it is about. */
unsigned char dlp_secret_line(struct dlp_span line);

#endif
