#ifndef DLP_BREAK_H
#define DLP_BREAK_H

#include <stdbool.h>

#include "base/span.h"

/*
 * A value that is broken over a line end, as where text was made to fit a
 * page: a number whose groups go on in the next line, a token or an address,
 * with a hyphen or without.  Lines that begin alike are rows, and of rows none
 * goes on in the next.
 */
struct dlp_break {
	size_t start, end; /* what stands between the parts, half open */
	char instead;      /* what belongs there; NUL for nothing */
};

enum {
	DLP_BREAK_LINE = 256,  /* bytes back that the line is looked for in */
	DLP_BREAK_TOKEN = 64,  /* bytes of a part: less than that */
	DLP_BREAK_INDENT = 16, /* blanks before what goes on */
};

/* Whether the newline at text.ptr[newline] is such a one. */
bool dlp_break_find(struct dlp_span text, size_t newline,
		    struct dlp_break *out);

#endif
