#include "pdf/tally.h"

#include <stdio.h>
#include <string.h>

static void end_run(struct dlp_pdf_tally *tally)
{
	const char *comma = tally->len ? ", " : "";
	char run[32];
	size_t n;

	if (!tally->first)
		return;
	if (tally->first == tally->last)
		snprintf(run, sizeof(run), "%s%u", comma, tally->first);
	else
		snprintf(run, sizeof(run), "%s%u-%u", comma, tally->first,
			 tally->last);
	n = strlen(run);
	tally->full = tally->full || tally->len + n >= sizeof(tally->which);
	if (!tally->full) {
		memcpy(tally->which + tally->len, run, n + 1);
		tally->len += n;
	}
	tally->first = 0;
}

void dlp_pdf_tally_add(struct dlp_pdf_tally *tally, unsigned page)
{
	tally->pages++;
	if (tally->first && page == tally->last + 1) {
		tally->last = page;
		return;
	}
	end_run(tally);
	tally->first = tally->last = page;
}

void dlp_pdf_tally_tell(struct dlp_pdf_tally *tally, struct dlp_teller *teller,
			enum dlp_code code, unsigned all, const char *what)
{
	struct dlp_error err = { 0 };

	if (!tally->pages)
		return;
	end_run(tally);
	dlp_error_set(&err, DLP_SKIP, 0, "%u of %u pages %s: %s%s",
		      tally->pages, all, what, tally->which,
		      tally->full ? " and more" : "");
	dlp_teller_error_sys(teller, code, &err);
}
