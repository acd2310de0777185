#include "extract/text.h"

#include <string.h>

#include "base/io.h"
#include "extract/declared.h"
#include "extract/recode.h"

/* As much as there is, as it is. */
static enum dlp_status read_utf8(struct dlp_source *source,
				 struct dlp_teller *teller,
				 struct dlp_error *err)
{
	enum dlp_status status;
	struct dlp_span bytes;

	do {
		status = dlp_source_peek(source, 1, &bytes, err);
		if (status || !bytes.len)
			break;
		dlp_teller_text(teller, bytes);
		dlp_source_take(source, bytes.len);
	} while (!teller->status);
	return status;
}

static enum dlp_status read_converted(struct dlp_source *source,
				      struct dlp_charsets *charsets,
				      enum dlp_charset charset,
				      struct dlp_teller *teller,
				      struct dlp_error *err)
{
	struct dlp_buf out;
	struct dlp_span bytes;
	enum dlp_status status;
	uint64_t bad = 0;
	size_t want = 1, done;
	bool last;

	dlp_buf_init(&out, 0);
	do {
		status = dlp_source_peek(source, want, &bytes, err);
		if (!bytes.len)
			break;
		/* No more than was wanted: there is no more. */
		last = status || bytes.len < want;
		if (bytes.len > DLP_IO_CHUNK) {
			bytes.len = DLP_IO_CHUNK;
			last = false;
		}
		done = dlp_charset_convert(charsets, charset, bytes, last, &out,
					   &bad);
		if (out.status) {
			status = out.status;
			break;
		}
		dlp_teller_text(teller, dlp_buf_span(&out));
		dlp_buf_clear(&out);
		dlp_source_take(source, done);
		want = bytes.len - done + 1;
	} while (!teller->status);
	dlp_buf_release(&out);
	if (bad)
		dlp_teller_lacks(teller, DLP_END_PART,
				 "bytes that do not convert");
	return status;
}

/* Whether all of a text that begins with `head` is ASCII. */
static bool is_ascii(struct dlp_span head)
{
	for (size_t i = 0; i < head.len; i++)
		if ((unsigned char)head.ptr[i] >> 7)
			return false;
	return head.len < DLP_CHARSET_HEAD;
}

/*
 * What the bytes say and, where they leave that open, what the text does: an
 * encoding in which it could have said so.  `*unknown`: we have not that one,
 * and the bytes say no other for certain.
 */
static enum dlp_charset choose(struct dlp_charsets *charsets,
			       struct dlp_span head, bool *unknown)
{
	const struct dlp_span label = dlp_declared_encoding(head);
	const enum dlp_charset said = dlp_charset_by_label(label),
			       found = dlp_charset_detect(head);

	*unknown = label.len && said == DLP_CHARSET_NONE &&
		   found > DLP_CHARSET_UTF32BE;
	if (said <= DLP_CHARSET_UTF32BE || said == DLP_CHARSET_UTF7 ||
	    found == DLP_CHARSET_NONE || is_ascii(head) ||
	    (found >= DLP_CHARSET_UTF16LE && found <= DLP_CHARSET_UTF32BE))
		return found;
	return dlp_recode_choose(charsets, label, head);
}

void dlp_text_read(struct dlp_source *source, struct dlp_charsets *charsets,
		   const struct dlp_document *document,
		   struct dlp_teller *teller)
{
	struct dlp_document doc = *document;
	struct dlp_error err = { 0 };
	enum dlp_charset charset;
	enum dlp_status status;
	struct dlp_span head;
	const char *name;
	bool unknown;

	/* What can't be read shows again below. */
	(void)!dlp_source_peek(source, DLP_CHARSET_HEAD, &head, &err);
	charset = choose(charsets, head, &unknown);
	if (charset > DLP_CHARSET_UTF8) {
		name = dlp_charset_name(charset);
		doc.encoding = (struct dlp_span){ name, strlen(name) };
	}
	dlp_teller_begin(teller, &doc);
	/* What was read before it failed is text all the same. */
	if (charset > DLP_CHARSET_UTF8)
		status =
			read_converted(source, charsets, charset, teller, &err);
	else
		status = read_utf8(source, teller, &err);
	if (status == DLP_FATAL)
		teller->status = DLP_FATAL;
	else if (status)
		dlp_teller_error_sys(teller, source->code, &err);
	if (unknown && !teller->status)
		dlp_teller_error(teller, DLP_CODE_UNSUPPORTED,
				 "an encoding that is not known, guessed");
}
