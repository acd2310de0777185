#include "extract/html_lines.h"

#include "base/line.h"

void dlp_html_lines_reach(struct dlp_html_lines *lines,
			  struct dlp_teller *teller, const char *from)
{
	size_t at;

	if (!lines->document.len)
		return;
	at = (size_t)(from - lines->document.ptr);
	if (at > lines->counted) {
		struct dlp_span more = { lines->document.ptr + lines->counted,
					 at - lines->counted };

		lines->wanted += dlp_line_count(more);
		lines->counted = at;
	}
	while (lines->told < lines->wanted && !teller->status) {
		dlp_teller_text(teller, DLP_SPAN("\n"));
		lines->told++;
	}
}
