#include "extract/doc_rest.h"

#include <stdlib.h>

#include "extract/le.h"
#include "extract/strings.h"

/* Lists of strings, by their number in the header (MS-DOC, 2.5.6). */
static const struct {
	unsigned number;
	const char *name;
} names[] = {
	{ 21, "bookmark" }, { 32, "associated" }, { 51, "author" },
	{ 60, "variable" }, { 71, "saved-by" },   { 72, "file" },
};

/* A list (2.2.4): strings of 16 bits a character, or of a byte each. */
static void add_names(struct dlp_compound *compound, struct dlp_span list,
		      const char *name, struct dlp_buf *out)
{
	bool wide = dlp_le16(list, 0) == 0xffff;
	size_t at = wide ? 6 : 4, extra = dlp_le16(list, at - 2);

	while (at < list.len) {
		size_t len = wide ? 2 * (size_t)dlp_le16(list, at)
				  : dlp_le8(list, at);

		at += wide ? 2 : 1;
		if (len) {
			dlp_buf_addf(out, "%s: ", name);
			dlp_compound_convert(compound,
					     wide ? DLP_CHARSET_UTF16LE
						  : compound->charset,
					     dlp_le_cut(list, at, len), out);
			dlp_buf_addc(out, '\n');
		}
		at += len + extra;
	}
}

void dlp_doc_names_add(struct dlp_compound *compound,
		       const struct dlp_doc_bytes *bytes, struct dlp_buf *out)
{
	struct dlp_span authors = dlp_doc_field(bytes, 36, 0);
	size_t at = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		add_names(compound, dlp_doc_field(bytes, names[i].number, 0),
			  names[i].name, out);
	/* Those of comments stand one behind the other (2.9.116). */
	while (at < authors.len) {
		size_t len = 2 * (size_t)dlp_le16(authors, at);

		dlp_buf_adds(out, "comment-author: ");
		dlp_compound_convert(compound, DLP_CHARSET_UTF16LE,
				     dlp_le_cut(authors, at + 2, len), out);
		dlp_buf_addc(out, '\n');
		at += 2 + len;
	}
}

/* Bytes that somebody refers to. */
struct used {
	uint64_t from, to;
};

static int by_place(const void *a, const void *b)
{
	const struct used *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static size_t use_pages(const struct dlp_doc_bytes *bytes, struct dlp_span plc,
			struct used *used)
{
	size_t pages = dlp_doc_pages(bytes, plc);

	for (size_t i = 0; i < pages; i++) {
		used[i].from =
			(uint64_t)dlp_doc_page(bytes, plc, i) * DLP_DOC_PAGE;
		used[i].to = used[i].from + DLP_DOC_PAGE;
	}
	return pages;
}

bool dlp_doc_left_add(const struct dlp_doc_bytes *bytes,
		      const struct dlp_doc_piece *piece, size_t pieces,
		      struct dlp_buf *out)
{
	struct dlp_span chars = dlp_doc_field(bytes, 12, 0xb8);
	struct dlp_span paragraphs = dlp_doc_field(bytes, 13, 0xc0);
	/* Text begins there; the header is before it. */
	uint64_t at = dlp_le32(bytes->main, 0x18);
	size_t n = 0;
	struct used *used = calloc(pieces + dlp_doc_pages(bytes, chars) +
					   dlp_doc_pages(bytes, paragraphs) + 1,
				   sizeof(*used));

	if (!used)
		return false;
	for (size_t i = 0; i < pieces; i++) {
		used[n].from = piece[i].at;
		used[n++].to =
			piece[i].at + (uint64_t)(piece[i].to - piece[i].from) *
					      (piece[i].wide ? 2 : 1);
	}
	n += use_pages(bytes, chars, used + n);
	n += use_pages(bytes, paragraphs, used + n);
	used[n].from = used[n].to = bytes->main.len;
	n++;
	qsort(used, n, sizeof(*used), by_place);
	for (size_t i = 0; i < n; i++) {
		if (used[i].from > at)
			dlp_strings_add(
				dlp_le_cut(bytes->main, at, used[i].from - at),
				out);
		if (used[i].to > at)
			at = used[i].to;
	}
	free(used);
	return true;
}
