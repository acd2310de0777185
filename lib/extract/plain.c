#include "extract/plain.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "extract/text.h"

struct dlp_document dlp_plain_document(const struct stat *st,
				       char mtime[DLP_MTIME_SIZE])
{
	struct dlp_document doc = { 0 };
	struct tm tm;

	if (!S_ISREG(st->st_mode))
		return doc;
	doc.has_size = true;
	doc.size = (uint64_t)st->st_size;
	if (gmtime_r(&st->st_mtime, &tm) &&
	    strftime(mtime, DLP_MTIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		doc.mtime = (struct dlp_span){ mtime, strlen(mtime) };
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

void dlp_plain_unread(enum dlp_format format,
		      const struct dlp_document *document,
		      struct dlp_teller *teller)
{
	const struct dlp_format_info *info = dlp_format_info(format);
	struct dlp_document doc = with_format(document, info);

	dlp_teller_begin(teller, &doc);
	if (format == DLP_IS_OOXML_ENCRYPTED)
		dlp_teller_error(teller, DLP_CODE_ENCRYPTED,
				 "the document is encrypted");
	else if (info->class == DLP_FORMAT_UNREAD)
		dlp_teller_error(teller, DLP_CODE_UNSUPPORTED,
				 "no reader for this format");
	else
		dlp_teller_lacks(teller, DLP_END_NONE,
				 "not a format with text");
	dlp_teller_end(teller, NULL);
}

enum dlp_format dlp_plain_read(struct dlp_source *source,
			       struct dlp_charsets *charsets,
			       const struct dlp_document *document,
			       struct dlp_teller *teller)
{
	struct dlp_error err = { 0 };
	const struct dlp_format_info *info;
	struct dlp_document doc;
	struct dlp_span head;
	enum dlp_format format;

	/* What can't be read, the reader will find and tell. */
	(void)!dlp_source_peek(source, DLP_SNIFF_HEAD, &head, &err);
	format = dlp_sniff(head);
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
	case DLP_FORMAT_UNREAD:
		dlp_plain_unread(format, document, teller);
		break;
	case DLP_FORMAT_RISKY:
	case DLP_FORMAT_PDF:
		break;
	}
	return format;
}
