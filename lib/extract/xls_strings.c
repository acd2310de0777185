#include "extract/xls_strings.h"

#include <stdlib.h>

#include "extract/le.h"

void dlp_xls_strings_release(struct dlp_xls_strings *strings)
{
	free(strings->end);
	free(strings->shown);
	dlp_buf_release(&strings->text);
}

bool dlp_xls_strings_load(struct dlp_xls_strings *strings,
			  struct dlp_biff_text *text,
			  const struct dlp_biff *biff)
{
	enum { SMALLEST = 3 }; /* bytes of a string, of which it has none */
	size_t count = dlp_le32(biff->body, 4);
	size_t most = (biff->stream.len - biff->at) / SMALLEST;
	struct dlp_biff_run run;

	dlp_xls_strings_release(strings);
	*strings = (struct dlp_xls_strings){ .strings = 0 };
	dlp_buf_init(&strings->text, DLP_XLS_STRINGS);
	if (count > most)
		count = most;
	strings->end = calloc(count + 1, sizeof(*strings->end));
	strings->shown = calloc(count + 1, sizeof(*strings->shown));
	if (!strings->end || !strings->shown)
		return false;
	dlp_biff_run_init(&run, biff, 8);
	while (strings->strings < count && !run.ended &&
	       !strings->text.status) {
		dlp_biff_add_string(text, &run, 2, &strings->text);
		strings->end[strings->strings++] = strings->text.len;
	}
	return !strings->text.status;
}

static struct dlp_span string_at(const struct dlp_xls_strings *strings,
				 size_t i)
{
	size_t from = i ? strings->end[i - 1] : 0;

	return dlp_le_cut(dlp_buf_span(&strings->text), from,
			  strings->end[i] - from);
}

struct dlp_span dlp_xls_strings_show(struct dlp_xls_strings *strings, size_t i)
{
	if (i >= strings->strings)
		return DLP_SPAN("");
	strings->shown[i] = true;
	return string_at(strings, i);
}

void dlp_xls_strings_rest(const struct dlp_xls_strings *strings,
			  struct dlp_teller *teller)
{
	dlp_teller_at(teller,
		      DLP_SPAN("{\"part\":\"shared-string\",\"hidden\":true}"));
	for (size_t i = 0; i < strings->strings && !teller->status; i++) {
		if (strings->shown[i] || !string_at(strings, i).len)
			continue;
		dlp_teller_text(teller, string_at(strings, i));
		dlp_teller_text(teller, DLP_SPAN("\n"));
	}
}
