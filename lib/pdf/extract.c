#include "pdf/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "pdf/document.h"
#include "pdf/extra.h"
#include "pdf/page.h"
#include "pdf/picture.h"
#include "pdf/salvage.h"
#include "pdf/stream.h"
#include "pdf/tally.h"
#include "pdf/warning.h"

struct reading {
	const struct dlp_pdf_opts *opts;
	struct dlp_span file;
	struct dlp_pdf_out out;
	struct dlp_pdf_page page;
	struct dlp_pdf_extras extras;
	/* Marks of the pages' text, to know a page of an older revision. */
	uint64_t *mark;
	bool *picture; /* likewise: the page is one, for the attachments */
	int pages;     /* that are read */
	int all;       /* that there are */
	/* Of them: */
	struct dlp_pdf_tally bad;      /* could not be read */
	struct dlp_pdf_tally faulty;   /* have content not understood */
	struct dlp_pdf_tally too_long; /* show more than is read */
	struct dlp_pdf_tally textless; /* have images and no text */
	struct dlp_pdf_tally scanned;  /* are one, and have a stamp on it */
	struct dlp_pdf_tally unmapped; /* have glyphs mostly without meaning */
	bool opened;                   /* it is a PDF to MuPDF */
	bool encrypted;                /* and asks for a password */
	bool repaired;
	bool loss;    /* MuPDF has said that it left something out */
	bool members; /* told: no text of its own may follow */
};

/* What a page's text is known by: 64 bits of its SHA-256. */
static uint64_t mark_of(const struct dlp_buf *text)
{
	unsigned char sum[DLP_SHA256_SIZE];
	struct dlp_sha256 sha;
	uint64_t mark;

	dlp_sha256_init(&sha);
	dlp_sha256_add(&sha, text->ptr, text->len);
	dlp_sha256_final(&sha, sum);
	memcpy(&mark, sum, sizeof(mark));
	return mark;
}

/* The text of a page, with what is not seen of it told as such. */
static void tell_page(struct reading *r, struct dlp_pdf_place *place)
{
	const struct dlp_buf *marks = &r->page.marks;
	struct dlp_span rest = dlp_buf_span(&r->page.text);
	size_t from = 0, to;

	place->hidden = false;
	for (size_t i = 0; i < marks->len; i += sizeof(to)) {
		memcpy(&to, marks->ptr + i, sizeof(to));
		if (to > from) {
			dlp_pdf_out_at(&r->out, place);
			dlp_pdf_out_add(&r->out, (struct dlp_span){
							 rest.ptr, to - from });
			rest.ptr += to - from;
			rest.len -= to - from;
			from = to;
		}
		place->hidden = !place->hidden;
	}
	dlp_pdf_out_at(&r->out, place);
	dlp_pdf_out_add(&r->out, rest);
}

static void judge_page(struct reading *r, unsigned number)
{
	const struct dlp_pdf_page *page = &r->page;
	const struct dlp_pdf_glyphs *glyphs = &page->glyphs;

	if (page->errors)
		dlp_pdf_tally_add(&r->faulty, number);
	if (page->too_long)
		dlp_pdf_tally_add(&r->too_long, number);
	if (r->opts->pictures && page->images &&
	    (page->scanned || glyphs->unknown * 2 >= glyphs->all))
		r->picture[number - 1] = true;
	else if (!glyphs->all && page->images)
		dlp_pdf_tally_add(&r->textless, number);
	else if (page->scanned)
		dlp_pdf_tally_add(&r->scanned, number);
	else if (glyphs->unknown * 2 > glyphs->all)
		dlp_pdf_tally_add(&r->unmapped, number);
	if (page->text.status || page->marks.status || page->actual.status)
		r->out.teller.status = DLP_FATAL;
}

static void read_pages(fz_context *ctx, struct reading *r, pdf_document *doc,
		       struct dlp_buf *actual)
{
	struct dlp_pdf_place place = { 0 };

	for (int i = 0; i < r->pages && !dlp_pdf_out_stopped(&r->out); i++) {
		fz_try(ctx)
		{
			dlp_pdf_page_read(ctx, doc, i, &r->page);
			judge_page(r, (unsigned)i + 1);
			place.page = (uint64_t)i + 1;
			tell_page(r, &place);
			r->mark[i] = mark_of(&r->page.text);
			if (r->page.actual.len) {
				/* Told behind all pages, each with its number.
				 */
				dlp_buf_add(actual, &i, sizeof(i));
				dlp_buf_add(actual, &r->page.actual.len,
					    sizeof(r->page.actual.len));
				dlp_buf_addspan(actual,
						dlp_buf_span(&r->page.actual));
			}
		}
		fz_catch(ctx) dlp_pdf_tally_add(&r->bad, (unsigned)i + 1);
	}
}

static void tell_actual(struct reading *r, const struct dlp_buf *actual)
{
	struct dlp_pdf_place place = { .part = "actual-text" };
	size_t at = 0, len;
	int page;

	while (at < actual->len) {
		memcpy(&page, actual->ptr + at, sizeof(page));
		at += sizeof(page);
		memcpy(&len, actual->ptr + at, sizeof(len));
		at += sizeof(len);
		place.page = (uint64_t)page + 1;
		dlp_pdf_out_at(&r->out, &place);
		dlp_pdf_out_add(&r->out,
				(struct dlp_span){ actual->ptr + at, len });
		at += len;
	}
}

/* Pages whose text is another now, and objects that have another place. */
static void read_revision(fz_context *ctx, struct reading *r,
			  pdf_document *than, size_t len, uint64_t number)
{
	struct dlp_pdf_place place = { .revision = number, .part = "revision" };
	struct dlp_pdf_extras extras = { .than = than, .revision = number };
	pdf_document *doc = NULL;
	pdf_mark_bits *off = NULL;
	int n;

	fz_var(doc);
	fz_var(off);
	fz_var(extras);
	fz_try(ctx)
	{
		doc = dlp_pdf_document_open(
			ctx, (struct dlp_span){ r->file.ptr, len });
		r->page.layers_off = off = dlp_pdf_document_show(ctx, doc);
		r->page.drawn = extras.drawn = pdf_new_mark_bits(ctx, doc);
		n = pdf_count_pages(ctx, doc);
		if (n > r->pages)
			n = r->pages;
		for (int i = 0; i < n; i++) {
			dlp_pdf_page_read(ctx, doc, i, &r->page);
			r->extras.too_long |= r->page.too_long;
			if (mark_of(&r->page.text) == r->mark[i])
				continue;
			place.page = (uint64_t)i + 1;
			tell_page(r, &place);
		}
		dlp_pdf_extras_read(ctx, doc, n, &r->out, &extras);
		r->extras.too_long |= extras.too_long;
		r->extras.too_deep |= extras.too_deep;
		r->extras.unreadable += extras.unreadable;
		if (extras.attachments)
			dlp_teller_error(&r->out.teller, DLP_CODE_UNSUPPORTED,
					 "attachments of an older revision are "
					 "not read");
	}
	fz_always(ctx)
	{
		r->page.layers_off = NULL;
		r->page.drawn = NULL;
		pdf_drop_mark_bits(ctx, off);
		pdf_drop_mark_bits(ctx, extras.drawn);
		pdf_drop_document(ctx, doc);
		dlp_pdf_extras_release(&extras);
	}
	fz_catch(ctx)
	{
		dlp_teller_error(&r->out.teller, DLP_CODE_CORRUPT,
				 "an older revision could not be read");
	}
}

static void read_revisions(fz_context *ctx, struct reading *r,
			   pdf_document *doc)
{
	size_t end[DLP_PDF_REVISIONS], found;
	int versions = pdf_count_versions(ctx, doc);

	if (versions <= 1)
		return;
	found = dlp_pdf_document_revisions(r->file, end, DLP_PDF_REVISIONS);
	if (found > (size_t)versions - 1)
		found = (size_t)versions - 1;
	for (size_t i = 0; i < found; i++)
		read_revision(ctx, r, doc, end[i], (uint64_t)versions - 1 - i);
	if ((size_t)versions - 1 > DLP_PDF_REVISIONS)
		dlp_teller_error(&r->out.teller, DLP_CODE_TOO_MANY,
				 "it has more older revisions than are read");
}

static void read_attachment(fz_context *ctx, struct reading *r,
			    pdf_document *doc, struct dlp_buf *bytes,
			    const struct dlp_pdf_attachment *attachment)
{
	const struct dlp_pdf_opts *opts = r->opts;
	struct dlp_span name = { attachment->name, strlen(attachment->name) };
	enum dlp_pdf_had had = dlp_pdf_stream_load(ctx, doc, attachment->object,
						   DLP_PDF_ATTACHMENT, bytes);

	if (had == DLP_PDF_DAMAGED)
		dlp_teller_error(&r->out.teller, DLP_CODE_CORRUPT,
				 "an attachment could not be read");
	if (had == DLP_PDF_TOO_LONG)
		dlp_teller_error(&r->out.teller, DLP_CODE_TOO_LARGE,
				 "an attachment is too long to be read whole");
	if (bytes->len || had == DLP_PDF_ALL) {
		if (opts->attach(opts->arg, dlp_pdf_name(name),
				 dlp_buf_span(bytes)) == DLP_FATAL)
			r->out.teller.status = DLP_FATAL;
	}
}

static void read_attachments(fz_context *ctx, struct reading *r,
			     pdf_document *doc)
{
	struct dlp_buf bytes = { 0 };

	fz_var(bytes);
	fz_try(ctx)
	{
		for (size_t i = 0; i < r->extras.attachments &&
				   r->out.teller.status == DLP_OK;
		     i++)
			read_attachment(ctx, r, doc, &bytes,
					&r->extras.attachment[i]);
	}
	fz_always(ctx) dlp_buf_release(&bytes);
	fz_catch(ctx) fz_rethrow(ctx);
	if (r->extras.too_many)
		dlp_teller_error(&r->out.teller, DLP_CODE_TOO_MANY,
				 "it has too many attachments");
}

/* Page `page`, from 1, as a document that is a picture. */
static void tell_picture(fz_context *ctx, struct reading *r, pdf_document *doc,
			 int page)
{
	fz_buffer *png = NULL;
	char name[32];

	fz_var(png);
	snprintf(name, sizeof(name), "page %d.png", page);
	fz_try(ctx)
	{
		unsigned char *data;
		size_t len;

		png = dlp_pdf_picture_new(ctx, doc, page - 1);
		len = fz_buffer_storage(ctx, png, &data);
		r->out.teller.members = true;
		if (r->opts->attach(
			    r->opts->arg,
			    (struct dlp_span){ name, strlen(name) },
			    (struct dlp_span){ (const char *)data, len }))
			r->out.teller.status = DLP_FATAL;
	}
	fz_always(ctx) fz_drop_buffer(ctx, png);
	fz_catch(ctx) dlp_pdf_tally_add(&r->textless, (unsigned)page);
}

static void tell_pictures(fz_context *ctx, struct reading *r, pdf_document *doc)
{
	int told = 0;

	for (int i = 0; i < r->pages && r->out.teller.status == DLP_OK; i++) {
		if (!r->picture[i])
			continue;
		if (told++ < DLP_PDF_PICTURES)
			tell_picture(ctx, r, doc, i + 1);
		else
			dlp_pdf_tally_add(&r->textless, (unsigned)i + 1);
	}
}

/* Of a repaired file that is cut some objects are gone: not all is read. */
static bool is_cut(const struct reading *r)
{
	return r->repaired && !dlp_pdf_document_ends(r->file);
}

/* Whatever the pages did not give, before what is attached: text comes first.
 */
static void salvage(struct reading *r)
{
	if (!r->encrypted && !r->members &&
	    (!r->opened || r->bad.pages || !r->all || is_cut(r)))
		dlp_pdf_salvage(&r->out, r->file);
}

static void read_document(fz_context *ctx, struct reading *r)
{
	pdf_document *doc = NULL;
	pdf_mark_bits *off = NULL, *drawn = NULL;
	struct dlp_buf actual;

	dlp_buf_init(&actual, 0);
	fz_var(drawn);
	fz_var(doc);
	fz_var(off);
	fz_try(ctx)
	{
		doc = dlp_pdf_document_open(ctx, r->file);
		r->opened = true;
		r->encrypted = pdf_needs_password(ctx, doc) != 0;
		if (!r->encrypted) {
			r->page.layers_off = off =
				dlp_pdf_document_show(ctx, doc);
			r->page.drawn = drawn = pdf_new_mark_bits(ctx, doc);
			r->all = pdf_count_pages(ctx, doc);
			r->pages = r->all;
			if ((uint64_t)r->all > r->opts->max_pages)
				r->pages = (int)r->opts->max_pages;
			r->mark =
				calloc((size_t)r->pages + 1, sizeof(*r->mark));
			r->picture = calloc((size_t)r->pages + 1,
					    sizeof(*r->picture));
			if (!r->mark || !r->picture)
				fz_throw(ctx, FZ_ERROR_MEMORY, "out of memory");
			read_pages(ctx, r, doc, &actual);
			tell_actual(r, &actual);
			r->extras.drawn = drawn;
			dlp_pdf_extras_read(ctx, doc, r->pages, &r->out,
					    &r->extras);
			r->repaired = pdf_was_repaired(ctx, doc) != 0;
			read_revisions(ctx, r, doc);
			salvage(r);
			dlp_teller_flush(&r->out.teller);
			r->members = true;
			read_attachments(ctx, r, doc);
			tell_pictures(ctx, r, doc);
		}
	}
	fz_always(ctx)
	{
		dlp_buf_release(&actual);
		r->page.layers_off = NULL;
		r->page.drawn = NULL;
		pdf_drop_mark_bits(ctx, off);
		pdf_drop_mark_bits(ctx, drawn);
		pdf_drop_document(ctx, doc);
	}
	fz_catch(ctx) r->opened = false;
}

/* What was missed, in `error` records; the words are constants. */
static void report(struct reading *r)
{
	struct dlp_teller *teller = &r->out.teller;
	unsigned all = (unsigned)r->all;

	if (r->encrypted) {
		dlp_teller_error(teller, DLP_CODE_ENCRYPTED,
				 "it asks for a password");
		return;
	}
	if (r->out.cut)
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE,
				 "its text is over --max-text");
	if (r->pages < r->all)
		dlp_teller_error(teller, DLP_CODE_TOO_MANY,
				 "it has pages over --max-pages");
	if (!r->opened)
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "it does not hold together as a PDF");
	else if (!r->all)
		dlp_teller_error(teller, DLP_CODE_CORRUPT, "it has no pages");
	dlp_pdf_tally_tell(&r->bad, teller, DLP_CODE_CORRUPT, all,
			   "could not be read");
	dlp_pdf_tally_tell(&r->faulty, teller, DLP_CODE_CORRUPT, all,
			   "have content that could not be understood");
	dlp_pdf_tally_tell(&r->too_long, teller, DLP_CODE_TOO_LARGE, all,
			   "have more text than is read");
	if (r->extras.unreadable)
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "some of its objects could not be read");
	if (r->loss)
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "some of its streams could not be read whole");
	if (r->extras.too_long)
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE,
				 "some of its objects are too long to be read "
				 "whole");
	if (r->extras.too_deep)
		dlp_teller_error(teller, DLP_CODE_TOO_DEEP,
				 "some of its objects nest too deep to be read "
				 "whole");
	dlp_pdf_tally_tell(&r->textless, teller, DLP_CODE_NO_TEXT, all,
			   "have images and no text");
	dlp_pdf_tally_tell(&r->scanned, teller, DLP_CODE_NO_TEXT, all,
			   "are a picture with a stamp on it");
	dlp_pdf_tally_tell(&r->unmapped, teller, DLP_CODE_NO_TEXT, all,
			   "have glyphs that stand for no characters");
	if (is_cut(r))
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "its end is missing");
}

/* A message may quote the document: it goes nowhere. */
static void ignore(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static void on_warning(void *arg, const char *message)
{
	struct reading *r = arg;

	r->loss |= dlp_pdf_warns_of_loss(message);
}

enum dlp_status dlp_pdf_extract(struct dlp_span file,
				const struct dlp_pdf_opts *opts)
{
	struct reading r = { .opts = opts, .file = file };
	fz_context *ctx = fz_new_context(NULL, NULL, DLP_PDF_STORE);
	enum dlp_status status;

	if (!ctx)
		return DLP_FATAL;
	fz_set_warning_callback(ctx, on_warning, &r);
	fz_set_error_callback(ctx, ignore, NULL);
	dlp_pdf_out_init(&r.out, opts->chunk, opts->max_text, opts->tell,
			 opts->arg);
	read_document(ctx, &r);
	fz_flush_warnings(ctx);
	if (!r.opened)
		salvage(&r);
	report(&r);
	dlp_teller_end(&r.out.teller, NULL);
	status = r.out.teller.status;
	dlp_pdf_extras_release(&r.extras);
	dlp_pdf_page_release(&r.page);
	dlp_pdf_out_release(&r.out);
	free(r.mark);
	free(r.picture);
	fz_drop_context(ctx);
	return status == DLP_FATAL ? DLP_FATAL : DLP_OK;
}
