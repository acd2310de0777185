#ifndef DLP_LINE_H
#define DLP_LINE_H

#include "base/span.h"

/* The line feeds in a text. */
size_t dlp_line_count(struct dlp_span text);

#endif
