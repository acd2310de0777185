#include "extract/html_lines.h"

#include "base/line.h"

uint64_t dlp_html_lines_at(struct dlp_html_lines *lines, const char *place)
{
	const char *counted;

	if (!lines->document.len)
		return 0;
	counted = lines->document.ptr + lines->counted;
	if (place >= counted)
		lines->ends += dlp_line_count((struct dlp_span){
			counted, (size_t)(place - counted) });
	else
		lines->ends -= dlp_line_count(
			(struct dlp_span){ place, (size_t)(counted - place) });
	lines->counted = (size_t)(place - lines->document.ptr);
	return lines->ends + 1;
}

void dlp_html_lines_reach(struct dlp_html_lines *lines,
			  struct dlp_teller *teller, const char *from,
			  bool between)
{
	uint64_t line = dlp_html_lines_at(lines, from);

	if (!line)
		return;
	while (between && lines->told < line - 1 && !teller->status) {
		dlp_teller_text(teller, DLP_SPAN("\n"));
		lines->told++;
	}
	if (lines->told != line - 1)
		dlp_teller_line(teller, line);
	lines->told = line - 1;
}
