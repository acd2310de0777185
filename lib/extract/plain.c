#include "extract/plain.h"

#include <stdio.h>
#include <string.h>

#include "extract/behind.h"
#include "extract/binary.h"
#include "extract/text.h"

/*
 * UTC of `time`, as RFC 3339 has it: what gmtime_r(3) and strftime(3) say, but
 * those read the time zone first.  Empty beyond the years that they know.
 * Days by eras of 400 years that begin in March.
 */
static struct dlp_span format_time(int64_t time, char out[DLP_MTIME_SIZE])
{
	enum { DAY = 86400, ERA = 146097, TO_1970 = 719468 };
	const int64_t limit = INT64_C(67768036191676799);
	int64_t day, era, year;
	unsigned second, of_era, of_year, years, month;
	int n;

	if (time > limit || time < -limit)
		return (struct dlp_span){ 0 };
	day = time / DAY - (time % DAY < 0);
	second = (unsigned)(time - day * DAY);
	day += TO_1970;
	era = (day >= 0 ? day : day - (ERA - 1)) / ERA;
	of_era = (unsigned)(day - era * ERA);
	years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
		365;
	of_year = of_era - (365 * years + years / 4 - years / 100);
	month = (5 * of_year + 2) / 153; /* from March, 0 */
	year = era * 400 + years + (month >= 10);
	n = snprintf(out, DLP_MTIME_SIZE, "%04lld-%02u-%02uT%02u:%02u:%02uZ",
		     (long long)year, month < 10 ? month + 3 : month - 9,
		     of_year - (153 * month + 2) / 5 + 1, second / 3600,
		     second / 60 % 60, second % 60);
	return (struct dlp_span){ out, n > 0 ? (size_t)n : 0 };
}

struct dlp_document dlp_plain_document(const struct stat *st,
				       char mtime[DLP_MTIME_SIZE])
{
	struct dlp_document doc = { 0 };

	if (!S_ISREG(st->st_mode))
		return doc;
	doc.has_size = true;
	doc.size = (uint64_t)st->st_size;
	doc.mtime = format_time(st->st_mtime, mtime);
	return doc;
}

static struct dlp_document with_format(const struct dlp_document *document,
				       const struct dlp_format_info *info)
{
	struct dlp_document doc = *document;

	doc.format = (struct dlp_span){ info->name, strlen(info->name) };
	doc.media_type =
		(struct dlp_span){ info->media_type, strlen(info->media_type) };
	return doc;
}

/* What is not read, with the strings that it has, if it is such a format. */
static void read_strings(enum dlp_format format, struct dlp_source *source,
			 const struct dlp_document *doc,
			 struct dlp_teller *teller)
{
	dlp_teller_begin(teller, doc);
	dlp_binary_read(source, teller);
	if (dlp_format_info(format)->class == DLP_FORMAT_UNREAD)
		dlp_teller_error(teller, DLP_CODE_UNSUPPORTED,
				 "no reader for this format: its strings only");
	else
		dlp_teller_lacks(teller, DLP_END_NONE,
				 "not a format with text: its strings only");
	dlp_teller_end(teller, source);
}

enum dlp_format dlp_plain_read(struct dlp_source *source,
			       struct dlp_charsets *charsets,
			       const struct dlp_document *document,
			       struct dlp_teller *teller)
{
	struct dlp_error err = { 0 };
	const struct dlp_format_info *info;
	struct dlp_document doc;
	struct dlp_view view;
	struct dlp_span head;
	enum dlp_format format;

	/* What can't be read, the reader will find and tell. */
	(void)!dlp_source_peek(source, DLP_SNIFF_HEAD, &head, &err);
	format = dlp_sniff(head);
	if (dlp_source_view(source, &view))
		format = dlp_behind_format(format, &view);
	info = dlp_format_info(format);
	doc = with_format(document, info);
	switch (info->class) {
	case DLP_FORMAT_TEXT:
	case DLP_FORMAT_MARKUP:
		dlp_text_read(source, charsets, &doc, teller);
		if (info->class == DLP_FORMAT_MARKUP)
			dlp_teller_error(
				teller, DLP_CODE_UNSUPPORTED,
				"read as plain text, without decoding");
		dlp_teller_end(teller, source);
		break;
	case DLP_FORMAT_OPAQUE:
		dlp_teller_begin(teller, &doc);
		dlp_teller_lacks(teller, DLP_END_NONE,
				 "not a format with text");
		dlp_teller_end(teller, NULL);
		break;
	case DLP_FORMAT_BINARY:
	case DLP_FORMAT_UNREAD:
		read_strings(format, source, &doc, teller);
		break;
	case DLP_FORMAT_RISKY:
	case DLP_FORMAT_PDF:
	case DLP_FORMAT_PICTURE:
		break;
	}
	return format;
}
