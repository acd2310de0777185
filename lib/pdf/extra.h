#ifndef DLP_PDF_EXTRA_H
#define DLP_PDF_EXTRA_H

#include "base/buf.h"
#include "pdf/mupdf.h"
#include "pdf/out.h"

/*
 * The text of a PDF that is not on its pages: notes, links and form fields
 * with the number of their page; properties; and, object by object, every
 * other string that reads as text: bookmarks, scripts, descriptions for the
 * blind, data of applications, names of attachments.
 */

enum { DLP_PDF_ATTACHMENTS = 10000 }; /* files in one document, at most */

/* A file inside the document. */
struct dlp_pdf_attachment {
	int object; /* number of its stream */
	char *name; /* may be empty */
};

struct dlp_pdf_extras {
	/* Set before the call: forms that the pages drew, NULL for none; and of
	 * an older revision what the document is now, whose objects that are
	 * the same are left out. */
	pdf_mark_bits *drawn;
	pdf_document *than;
	uint64_t revision;
	/* The rest is found. */
	struct dlp_pdf_attachment *attachment;
	size_t attachments;
	bool too_many;       /* there are more than DLP_PDF_ATTACHMENTS */
	bool too_long;       /* a stream is, and what is behind is not told */
	bool too_deep;       /* so is what lies deeper in an object */
	unsigned unreadable; /* objects that could not be read */
};

/*
 * Write them to `out`; `pages` are looked at for annotations.  Throws only for
 * want of memory.
 */
void dlp_pdf_extras_read(fz_context *ctx, pdf_document *doc, int pages,
			 struct dlp_pdf_out *out,
			 struct dlp_pdf_extras *extras);

void dlp_pdf_extras_release(struct dlp_pdf_extras *extras);

#endif
