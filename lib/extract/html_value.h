#ifndef DLP_HTML_VALUE_H
#define DLP_HTML_VALUE_H

#include <stdbool.h>

#include "extract/flow.h"
#include "extract/html_lines.h"
#include "extract/html_token.h"

/*
 * Tell aside what the attributes of an element say; `scratch` is a buffer that
 * need not be empty.  `*shown` (may be NULL) is set to the value that a page
 * shows within its text, as it stands there: that of a field to fill in.
 * Returns whether the element is hidden by them.
 */
bool dlp_html_values(struct dlp_flow *flow, struct dlp_html_lines *lines,
		     const struct dlp_html_token *token,
		     struct dlp_buf *scratch, struct dlp_span *shown);

/* The attribute `name`, of lower case, whatever its case; false, and empty,
 * without it. */
bool dlp_html_find_value(struct dlp_span attributes, const char *name,
			 struct dlp_span *value);

#endif
