#include "extract/xls_cells.h"

#include <string.h>

#include "base/json.h"
#include "extract/le.h"
#include "extract/numfmt.h"
#include "extract/xls_formula.h"

void dlp_xls_cells_begin(struct dlp_xls_cells *cells, struct dlp_xls_book *book,
			 const struct dlp_xls_sheet *sheet)
{
	/* A sheet that the workbook does not list is one that it has lost. */
	*cells = (struct dlp_xls_cells){ .book = book, .hidden = !sheet };
	dlp_buf_init(&cells->value, DLP_XLS_STRINGS);
	dlp_buf_init(&cells->stored, DLP_FLOW_ASIDE);
	if (!sheet)
		return;
	cells->hidden = sheet->hidden;
	cells->macro = sheet->macro;
	cells->name = dlp_le_cut(dlp_buf_span(&book->names), sheet->name,
				 sheet->name_end - sheet->name);
}

static void tell_at(struct dlp_xls_cells *cells, const char *part, bool row)
{
	bool hidden = cells->hidden;
	struct dlp_buf at;

	if (row)
		hidden = hidden || dlp_xls_book_hides(cells->book, cells->row);
	dlp_buf_init(&at, 0);
	dlp_json_open(&at, '{');
	if (part)
		dlp_json_add_text(&at, "part",
				  (struct dlp_span){ part, strlen(part) });
	dlp_json_add_text(&at, "sheet", cells->name);
	if (row)
		dlp_json_add_number(&at, "row", cells->row + 1);
	if (hidden) {
		dlp_json_key(&at, "hidden");
		dlp_json_bool(&at, true);
	}
	dlp_json_close(&at, '}');
	if (!at.status)
		dlp_teller_at(cells->book->flow.teller, dlp_buf_span(&at));
	dlp_buf_release(&at);
}

static void end_row(struct dlp_xls_cells *cells)
{
	if (cells->begun)
		dlp_flow_end_line(&cells->book->flow, DLP_ASIDE_NONE);
	cells->begun = false;
}

static void tell_cell(struct dlp_xls_cells *cells, unsigned row,
		      unsigned column, struct dlp_span text)
{
	struct dlp_flow *flow = &cells->book->flow;

	if (!text.len)
		return;
	if (column >= DLP_XLS_COLUMNS) {
		cells->book->bad = true;
		column = DLP_XLS_COLUMNS - 1;
	}
	if (cells->begun && (row != cells->row || column < cells->told))
		end_row(cells);
	if (!cells->begun) {
		cells->row = row;
		cells->told = 0;
		cells->begun = true;
		tell_at(cells, cells->macro ? "macro" : NULL, true);
	}
	for (; cells->told < column; cells->told++)
		dlp_flow_add(flow, DLP_ASIDE_NONE, DLP_SPAN("\t"));
	flow->cells = 1;
	dlp_flow_text(flow, DLP_ASIDE_NONE, text);
	flow->cells = 0;
}

static void take_number(struct dlp_xls_cells *cells, unsigned row,
			unsigned column, unsigned style, double value)
{
	struct dlp_xls_book *book = cells->book;
	struct dlp_span code = dlp_xls_book_code(book, style);
	size_t start = cells->stored.len;

	dlp_buf_clear(&cells->value);
	if (!dlp_numfmt_add(code, value, book->from_1904, &cells->value)) {
		dlp_numfmt_add_stored(value, &cells->value);
	} else {
		dlp_numfmt_add_stored(value, &cells->stored);
		if (dlp_span_eq(dlp_buf_span(&cells->value),
				dlp_le_cut(dlp_buf_span(&cells->stored), start,
					   cells->stored.len)))
			cells->stored.len = start;
		else
			dlp_buf_addc(&cells->stored, '\n');
	}
	tell_cell(cells, row, column, dlp_buf_span(&cells->value));
}

static double real(struct dlp_span body, size_t at)
{
	uint64_t bits = dlp_le64(body, at);
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* A number in 32 bits: the upper half of one, or an integer; either perhaps
 * times a hundred (2.5.221). */
static double short_real(uint32_t bits)
{
	uint64_t wide = (uint64_t)(bits & ~(uint32_t)3) << 32;
	double value;

	if (bits & 2)
		value = (double)((int32_t)bits >> 2);
	else
		memcpy(&value, &wide, sizeof(value));
	return bits & 1 ? value / 100 : value;
}

/* Several in a row: style and number each. */
static void take_numbers(struct dlp_xls_cells *cells, struct dlp_span body)
{
	unsigned row = dlp_le16(body, 0), column = dlp_le16(body, 2);

	for (size_t at = 4; at + 8 <= body.len; at += 6)
		take_number(cells, row, column++, dlp_le16(body, at),
			    short_real(dlp_le32(body, at + 2)));
}

static void take_truth(struct dlp_xls_cells *cells, struct dlp_span body,
		       unsigned value, bool error)
{
	/* The errors have numbers of their own, and are nobody's data. */
	if (!error)
		tell_cell(cells, dlp_le16(body, 0), dlp_le16(body, 2),
			  value ? DLP_SPAN("TRUE") : DLP_SPAN("FALSE"));
}

/* The text of a cell is behind `skip` bytes of its record. */
static void take_text(struct dlp_xls_cells *cells, const struct dlp_biff *biff,
		      size_t skip)
{
	struct dlp_biff_run run;

	dlp_buf_clear(&cells->value);
	dlp_biff_run_init(&run, biff, skip);
	dlp_biff_add_string(&cells->book->text, &run, 2, &cells->value);
	if (cells->value.status)
		return;
	if (skip)
		tell_cell(cells, dlp_le16(biff->body, 0),
			  dlp_le16(biff->body, 2), dlp_buf_span(&cells->value));
	else
		tell_cell(cells, cells->row, cells->column,
			  dlp_buf_span(&cells->value));
}

/* What the formula came to, then its tokens (2.4.127). */
static void take_formula(struct dlp_xls_cells *cells,
			 const struct dlp_biff *biff)
{
	enum { STRING = 0, TRUTH = 1 };
	struct dlp_span body = biff->body;
	struct dlp_xls_book *book = cells->book;
	unsigned row = dlp_le16(body, 0), column = dlp_le16(body, 2);
	struct dlp_buf strings;

	if (dlp_le16(body, 12) != 0xffff)
		take_number(cells, row, column, dlp_le16(body, 4),
			    real(body, 6));
	else if (dlp_le8(body, 6) == TRUTH)
		take_truth(cells, body, dlp_le8(body, 8), false);
	cells->waiting =
		dlp_le16(body, 12) == 0xffff && dlp_le8(body, 6) == STRING;
	if (cells->waiting) {
		if (cells->begun && row != cells->row)
			end_row(cells);
		cells->row = row;
		cells->column = column;
	}
	dlp_buf_init(&strings, 0);
	dlp_xls_formula_add(&book->text,
			    dlp_le_cut(body, 22, dlp_le16(body, 20)), &strings);
	if (cells->macro)
		dlp_buf_addspan(&book->macros, dlp_buf_span(&strings));
	else if (strings.len)
		dlp_flow_add_line(&book->flow, DLP_ASIDE_FIELD,
				  dlp_buf_span(&strings));
	dlp_buf_release(&strings);
}

bool dlp_xls_cells_take(struct dlp_xls_cells *cells,
			const struct dlp_biff *biff)
{
	enum { ROW_HIDDEN = 0x20 };
	struct dlp_span body = biff->body;
	unsigned row = dlp_le16(body, 0), column = dlp_le16(body, 2);

	switch (biff->type) {
	case 0x0208: /* Row */
		if (dlp_le8(body, 12) & ROW_HIDDEN)
			dlp_xls_book_hide(cells->book, row);
		return true;
	case 0x0203: /* Number */
		take_number(cells, row, column, dlp_le16(body, 4),
			    real(body, 6));
		return true;
	case 0x027e: /* RK */
		take_number(cells, row, column, dlp_le16(body, 4),
			    short_real(dlp_le32(body, 6)));
		return true;
	case 0x00bd: /* MulRk */
		take_numbers(cells, body);
		return true;
	case 0x0205: /* BoolErr */
		take_truth(cells, body, dlp_le8(body, 6), dlp_le8(body, 7));
		return true;
	case 0x00fd: /* LabelSst */
		tell_cell(cells, row, column,
			  dlp_xls_strings_show(&cells->book->strings,
					       dlp_le32(body, 6)));
		return true;
	case 0x0204: /* Label */
	case 0x00d6: /* RString */
		take_text(cells, biff, 6);
		return true;
	case 0x0006: /* Formula */
		take_formula(cells, biff);
		return true;
	case 0x0207: /* String */
		if (cells->waiting)
			take_text(cells, biff, 0);
		cells->waiting = false;
		return true;
	default:
		return false;
	}
}

void dlp_xls_cells_end(struct dlp_xls_cells *cells)
{
	struct dlp_xls_book *book = cells->book;
	struct dlp_teller *teller = book->flow.teller;

	end_row(cells);
	if (cells->stored.status || book->boxes.status)
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE,
				 "too much text aside");
	if (book->boxes.len) {
		tell_at(cells, NULL, false);
		dlp_teller_text(teller, dlp_buf_span(&book->boxes));
	}
	if (cells->stored.len) {
		tell_at(cells, "stored", false);
		dlp_teller_text(teller, dlp_buf_span(&cells->stored));
	}
	dlp_buf_clear(&book->boxes);
	dlp_xls_book_end_sheet(book);
	dlp_buf_release(&cells->value);
	dlp_buf_release(&cells->stored);
}
