#ifndef DLP_LINE_H
#define DLP_LINE_H

#include "base/span.h"

/* The line feeds in a text. */
size_t dlp_line_count(struct dlp_span text);

/* The first line, its line feed included; without one all of the text. */
struct dlp_span dlp_line_first(struct dlp_span text);

/*
 * Where the line begins that text.ptr[pos], or the end of the text, stands in:
 * behind the line feed before it, or at `least` where there is none so near.
 */
size_t dlp_line_start(struct dlp_span text, size_t pos, size_t least);

/* Where it ends: at the line feed at or behind `pos`, or at `most`. */
size_t dlp_line_end(struct dlp_span text, size_t pos, size_t most);

#endif
