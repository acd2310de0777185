/* Plain text: its own view. */
#include "redact/syntax.h"

static size_t parse(void *state, struct dlp_layout *layout, struct dlp_span in,
		    bool last, struct dlp_syntax_error *bad)
{
	(void)state;
	(void)last;
	(void)bad;
	dlp_layout_add(layout, DLP_SEGMENT_TEXT, 0, in);
	return in.len;
}

const struct dlp_syntax dlp_syntax_text = { .parse = parse };
