#include "extract/xls_book.h"

#include <stdlib.h>
#include <string.h>

#include "extract/figure.h"
#include "extract/le.h"
#include "extract/numfmt.h"
#include "extract/strings.h"
#include "extract/xls_formula.h"

struct dlp_xls_book *dlp_xls_book_new(struct dlp_compound *compound)
{
	struct dlp_xls_book *book = calloc(1, sizeof(*book));

	if (!book)
		return NULL;
	book->compound = compound;
	book->text.compound = compound;
	dlp_flow_init(&book->flow, compound->input->teller);
	dlp_buf_init(&book->text.wide, 0);
	dlp_buf_init(&book->codes, DLP_FLOW_ASIDE);
	dlp_buf_init(&book->styles, DLP_FLOW_ASIDE);
	dlp_buf_init(&book->sheets, DLP_FLOW_ASIDE);
	dlp_buf_init(&book->names, DLP_FLOW_ASIDE);
	dlp_buf_init(&book->macros, DLP_FLOW_ASIDE);
	dlp_buf_init(&book->boxes, DLP_FLOW_ASIDE);
	dlp_buf_init(&book->drawing, 0);
	return book;
}

void dlp_xls_book_free(struct dlp_xls_book *book)
{
	dlp_xls_strings_release(&book->strings);
	dlp_buf_release(&book->text.wide);
	dlp_buf_release(&book->codes);
	dlp_buf_release(&book->styles);
	dlp_buf_release(&book->sheets);
	dlp_buf_release(&book->names);
	dlp_buf_release(&book->macros);
	dlp_buf_release(&book->boxes);
	dlp_buf_release(&book->drawing);
	free(book);
}

void dlp_xls_book_finish(struct dlp_xls_book *book)
{
	dlp_flow_finish(&book->flow);
	dlp_compound_tell(book->compound, DLP_SPAN("{\"part\":\"macro\"}"),
			  &book->macros);
	dlp_xls_strings_rest(&book->strings, book->flow.teller);
	if (book->bad)
		dlp_teller_error(book->flow.teller, DLP_CODE_CORRUPT,
				 "records that say what can't be");
}

/* The size of the length of most strings, which BIFF8 has doubled. */
static unsigned length_size(const struct dlp_xls_book *book)
{
	return book->text.old ? 1 : 2;
}

/* A string of this record, as a line `name: value` or a line of its own. */
static void add_line(struct dlp_xls_book *book, struct dlp_biff_run *run,
		     unsigned size, const char *name, enum dlp_aside into)
{
	struct dlp_buf line;
	struct dlp_span text;

	dlp_buf_init(&line, 0);
	dlp_biff_add_string(&book->text, run, size, &line);
	text = dlp_span_trim(dlp_buf_span(&line));
	if (text.len && !line.status) {
		dlp_flow_end_line(&book->flow, into);
		if (name) {
			dlp_flow_add(&book->flow, into,
				     (struct dlp_span){ name, strlen(name) });
			dlp_flow_add(&book->flow, into, DLP_SPAN(": "));
		}
		dlp_flow_add(&book->flow, into, text);
		dlp_flow_end_line(&book->flow, into);
	}
	dlp_buf_release(&line);
}

static void add_string(struct dlp_xls_book *book, const struct dlp_biff *biff,
		       size_t skip, unsigned size, const char *name,
		       enum dlp_aside into)
{
	struct dlp_biff_run run;

	dlp_biff_run_init(&run, biff, skip);
	add_line(book, &run, size, name, into);
}

static void add_strings(struct dlp_xls_book *book, struct dlp_span bytes,
			enum dlp_aside into)
{
	struct dlp_buf lines;

	dlp_buf_init(&lines, 0);
	dlp_strings_add(bytes, &lines);
	dlp_flow_end_line(&book->flow, into);
	dlp_flow_add(&book->flow, into, dlp_buf_span(&lines));
	dlp_buf_release(&lines);
}

static void add_formula(struct dlp_xls_book *book, struct dlp_span tokens)
{
	struct dlp_buf lines;

	dlp_buf_init(&lines, 0);
	dlp_xls_formula_add(&book->text, tokens, &lines);
	if (lines.len)
		dlp_flow_add_line(&book->flow, DLP_ASIDE_FIELD,
				  dlp_buf_span(&lines));
	dlp_buf_release(&lines);
}

static void take_page(struct dlp_xls_book *book, unsigned page)
{
	enum dlp_charset charset;

	/* The Macintosh, and Windows in BIFF3. */
	if (page == 0x8000)
		page = 10000;
	else if (page == 0x8001)
		page = 1252;
	charset = dlp_charset_by_page(page);
	if (charset && charset != DLP_CHARSET_UTF16LE)
		book->compound->charset = charset;
}

static void take_sheet(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	struct dlp_xls_sheet sheet = {
		.at = dlp_le32(biff->body, 0),
		.hidden = dlp_le8(biff->body, 4) & 3,
		.macro = dlp_le8(biff->body, 5) == 1,
		.name = book->names.len,
	};
	struct dlp_biff_run run;

	if (book->sorted)
		return;
	dlp_biff_run_init(&run, biff, 6);
	dlp_biff_add_string(&book->text, &run, 1, &book->names);
	sheet.name_end = book->names.len;
	dlp_buf_add(&book->sheets, &sheet, sizeof(sheet));
}

static int by_place(const void *a, const void *b)
{
	const struct dlp_xls_sheet *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

const struct dlp_xls_sheet *dlp_xls_book_sheet(struct dlp_xls_book *book,
					       size_t at)
{
	struct dlp_xls_sheet key = { .at = (uint32_t)at };
	size_t n = dlp_xls_book_sheets(book);

	if (!n)
		return NULL;
	if (!book->sorted)
		qsort(book->sheets.ptr, n, sizeof(key), by_place);
	book->sorted = true;
	return bsearch(&key, book->sheets.ptr, n, sizeof(key), by_place);
}

size_t dlp_xls_book_sheets(const struct dlp_xls_book *book)
{
	return book->sheets.len / sizeof(struct dlp_xls_sheet);
}

static void take_format(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	enum { LONGEST = 0xffff };
	size_t at = book->codes.len, len;
	struct dlp_biff_run run;

	dlp_biff_run_init(&run, biff, 2);
	dlp_buf_add(&book->codes, "\0\0", 2);
	dlp_biff_add_string(&book->text, &run, length_size(book), &book->codes);
	if (book->codes.status)
		return;
	len = book->codes.len - at - 2;
	len = len < LONGEST ? len : LONGEST;
	book->codes.ptr[at] = (char)(len & 0xff);
	book->codes.ptr[at + 1] = (char)(len >> 8);
	book->code[dlp_le16(biff->body, 0)] = (uint32_t)at + 1;
}

struct dlp_span dlp_xls_book_code(const struct dlp_xls_book *book,
				  unsigned style)
{
	struct dlp_span codes = dlp_buf_span(&book->codes);
	unsigned number =
		dlp_le16(dlp_buf_span(&book->styles), 2 * (size_t)style);
	size_t at = book->code[number];

	if (!at)
		return dlp_numfmt_built_in(number);
	return dlp_le_cut(codes, at + 1, dlp_le16(codes, at - 1));
}

/* A defined name, and the formula that it stands for (2.4.150). */
static void take_name(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	enum { BUILT_IN = 0x20 };
	struct dlp_biff_run run;
	struct dlp_buf name;

	dlp_biff_run_init(&run, biff, 14);
	dlp_buf_init(&name, 0);
	if (book->text.old) {
		dlp_compound_convert(
			book->compound, book->compound->charset,
			dlp_le_cut(run.rest, 0, dlp_le8(biff->body, 3)), &name);
		dlp_biff_pass(&run, dlp_le8(biff->body, 3));
	} else {
		bool wide = dlp_biff_take(&run, 1) & 1;

		dlp_biff_add_chars(&book->text, &run, dlp_le8(biff->body, 3),
				   wide, &name);
	}
	/* The names that Excel itself gives are a number. */
	if (name.len && !(dlp_le16(biff->body, 0) & BUILT_IN)) {
		dlp_flow_end_line(&book->flow, DLP_ASIDE_PROPERTY);
		dlp_flow_add(&book->flow, DLP_ASIDE_PROPERTY,
			     DLP_SPAN("name: "));
		dlp_flow_add(&book->flow, DLP_ASIDE_PROPERTY,
			     dlp_buf_span(&name));
		dlp_flow_end_line(&book->flow, DLP_ASIDE_PROPERTY);
	}
	dlp_buf_release(&name);
	add_formula(book, dlp_le_cut(run.rest, 0, dlp_le16(biff->body, 4)));
}

/* Another workbook, and those of its sheets that this one refers to. */
static void take_link(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	enum { SELF = 0x0401, ADD_IN = 0x3a01 };
	unsigned sheets = dlp_le16(biff->body, 0);
	struct dlp_biff_run run;

	if (dlp_le16(biff->body, 2) == SELF ||
	    dlp_le16(biff->body, 2) == ADD_IN)
		return;
	dlp_biff_run_init(&run, biff, 2);
	for (unsigned i = 0; i <= sheets && !run.ended; i++)
		add_line(book, &run, 2, NULL, DLP_ASIDE_LINK);
}

/* What the cells of another workbook were when they were last seen (2.4.78). */
static void take_cache(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	enum { STRING = 2 };
	size_t cells = (size_t)dlp_le8(biff->body, 0) + 1;
	struct dlp_biff_run run;

	dlp_biff_run_init(&run, biff, 4);
	while (cells-- && !run.ended) {
		if (dlp_biff_take(&run, 1) == STRING)
			add_line(book, &run, 2, NULL, DLP_ASIDE_HIDDEN);
		else
			dlp_biff_pass(&run, 8);
	}
}

/* What tells people what to enter in a cell (2.4.94). */
static void take_validation(struct dlp_xls_book *book,
			    const struct dlp_biff *biff)
{
	struct dlp_biff_run run;

	dlp_biff_run_init(&run, biff, 4);
	for (unsigned i = 0; i < 4; i++)
		add_line(book, &run, 2, NULL, DLP_ASIDE_PROPERTY);
	for (unsigned i = 0; i < 2; i++) {
		size_t size = dlp_biff_take(&run, 2);

		dlp_biff_pass(&run, 2);
		add_formula(book, dlp_le_cut(run.rest, 0, size));
		dlp_biff_pass(&run, size);
	}
}

/* A note on a cell; its text is that of an object, but in BIFF5. */
static void take_note(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	struct dlp_buf text;

	if (!book->text.old) {
		add_string(book, biff, 8, 2, "comment-author",
			   DLP_ASIDE_PROPERTY);
		return;
	}
	dlp_buf_init(&text, 0);
	dlp_compound_convert(book->compound, book->compound->charset,
			     dlp_le_cut(biff->body, 6, biff->body.len), &text);
	/* One of no row goes on with the last. */
	if (dlp_le16(biff->body, 0) != 0xffff)
		dlp_flow_end_line(&book->flow, DLP_ASIDE_COMMENT);
	dlp_flow_add(&book->flow, DLP_ASIDE_COMMENT, dlp_buf_span(&text));
	dlp_buf_release(&text);
}

/* The text of an object, in the record behind this one (2.4.329). */
static void take_text(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	enum { NOTE = 0x19 };
	struct dlp_biff_run run;
	struct dlp_buf text;

	dlp_buf_init(&text, 0);
	dlp_biff_run_init(&run, biff, biff->body.len);
	dlp_biff_add_chars(&book->text, &run, dlp_le16(biff->body, 10), false,
			   &text);
	if (text.len && book->object == NOTE) {
		dlp_flow_add_line(&book->flow, DLP_ASIDE_COMMENT,
				  dlp_buf_span(&text));
	} else if (text.len) {
		dlp_buf_addspan(&book->boxes, dlp_buf_span(&text));
		dlp_buf_addc(&book->boxes, '\n');
	}
	dlp_buf_release(&text);
}

/* Words on a chart. */
static void take_chart_text(struct dlp_xls_book *book,
			    const struct dlp_biff *biff)
{
	size_t start = book->boxes.len;
	struct dlp_biff_run run;

	dlp_biff_run_init(&run, biff, 2);
	dlp_biff_add_string(&book->text, &run, 1, &book->boxes);
	if (book->boxes.len > start)
		dlp_buf_addc(&book->boxes, '\n');
}

static void take_object(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	book->object = dlp_le16(biff->body, 4);
	if (book->text.old)
		dlp_strings_add(biff->body, &book->boxes);
}

/* What is drawn is cut into records as it comes, with objects between them. */
static void take_drawing(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	enum { DRAWING = 0xec };

	if (biff->type != DLP_BIFF_CONTINUE)
		book->in_drawing = biff->type == DRAWING;
	if (book->in_drawing)
		dlp_buf_addspan(&book->drawing, biff->body);
}

/* Records of the first part. */
static bool take_global(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	switch (biff->type) {
	case 0x0022: /* Date1904 */
		book->from_1904 = dlp_le16(biff->body, 0);
		return true;
	case 0x0042: /* CodePage */
		take_page(book, dlp_le16(biff->body, 0));
		return true;
	case 0x0085: /* BoundSheet8 */
		take_sheet(book, biff);
		return true;
	case 0x00e0: /* XF */
		if (biff->body.len >= 4)
			dlp_buf_add(&book->styles, biff->body.ptr + 2, 2);
		return true;
	case 0x00fc: /* SST */
		if (!dlp_xls_strings_load(&book->strings, &book->text, biff))
			dlp_teller_error(book->flow.teller, DLP_CODE_TOO_LARGE,
					 "too many shared strings");
		return true;
	case 0x041e: /* Format */
		take_format(book, biff);
		return true;
	case 0x0018: /* Lbl */
		take_name(book, biff);
		return true;
	case 0x0017: /* ExternSheet, of numbers in BIFF8 */
		if (book->text.old)
			add_string(book, biff, 0, 1, NULL, DLP_ASIDE_LINK);
		return true;
	case 0x01ae: /* SupBook */
		take_link(book, biff);
		return true;
	case 0x005a: /* CRN */
		take_cache(book, biff);
		return true;
	case 0x005c: /* WriteAccess */
		add_string(book, biff, 0, length_size(book), "user",
			   DLP_ASIDE_PROPERTY);
		return true;
	case 0x005b: /* FileSharing */
		add_string(book, biff, 4, length_size(book), "user",
			   DLP_ASIDE_PROPERTY);
		return true;
	default:
		return false;
	}
}

void dlp_xls_book_take(struct dlp_xls_book *book, const struct dlp_biff *biff)
{
	struct dlp_span body = biff->body;

	take_drawing(book, biff);
	if (take_global(book, biff))
		return;
	switch (biff->type) {
	case 0x0014: /* Header */
		add_string(book, biff, 0, length_size(book), NULL,
			   DLP_ASIDE_HEADER);
		break;
	case 0x0015: /* Footer */
		add_string(book, biff, 0, length_size(book), NULL,
			   DLP_ASIDE_FOOTER);
		break;
	case 0x001c: /* Note */
		take_note(book, biff);
		break;
	case 0x005d: /* Obj */
		take_object(book, biff);
		break;
	case 0x01b6: /* TxO */
		take_text(book, biff);
		break;
	case 0x01b8: /* HLink */
		add_strings(book, dlp_le_cut(body, 24, body.len),
			    DLP_ASIDE_LINK);
		break;
	case 0x0800: /* HLinkTooltip */
		add_strings(book, dlp_le_cut(body, 10, body.len),
			    DLP_ASIDE_LINK);
		break;
	case 0x01be: /* Dv */
		take_validation(book, biff);
		break;
	case 0x0221: /* Array */
		add_formula(book, dlp_le_cut(body, 14, dlp_le16(body, 12)));
		break;
	case 0x04bc: /* ShrFmla */
		add_formula(book, dlp_le_cut(body, 10, dlp_le16(body, 8)));
		break;
	case 0x100d: /* SeriesText */
		take_chart_text(book, biff);
		break;
	default:
		break;
	}
}

void dlp_xls_book_hide(struct dlp_xls_book *book, unsigned row)
{
	book->hidden[row / 8] |= (unsigned char)(1U << (row % 8));
	book->hides = true;
}

bool dlp_xls_book_hides(const struct dlp_xls_book *book, unsigned row)
{
	return book->hidden[row / 8] >> (row % 8) & 1;
}

void dlp_xls_book_end_sheet(struct dlp_xls_book *book)
{
	struct dlp_buf lines;

	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	dlp_figure_add_all(book->compound, dlp_buf_span(&book->drawing),
			   &lines);
	dlp_flow_end_line(&book->flow, DLP_ASIDE_PROPERTY);
	dlp_flow_add(&book->flow, DLP_ASIDE_PROPERTY, dlp_buf_span(&lines));
	dlp_buf_release(&lines);
	dlp_buf_clear(&book->drawing);
	if (book->hides)
		memset(book->hidden, 0, sizeof(book->hidden));
	book->hides = false;
}
