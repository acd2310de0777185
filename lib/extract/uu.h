#ifndef DLP_UU_H
#define DLP_UU_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Files in uuencode (POSIX.1, uuencode) that stand within a text; transfer.h
 * decodes them.
 */

struct dlp_uu_file {
	struct dlp_span bytes; /* from `begin` to `end`, these lines included */
	struct dlp_span name;  /* never empty */
};

/*
 * The first one in `text`, which begins with a line: a line `begin 644 name`
 * with a line of uuencode behind it.  Without `end` it goes on for as long as
 * there are such lines.  False when there is none.
 */
bool dlp_uu_find(struct dlp_span text, struct dlp_uu_file *file);

#endif
