#include "extract/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "extract/markup.h"
#include "extract/numfmt.h"

enum { DIGITS = 40 }; /* of a number, in the bytes that it is written in */

void dlp_sheet_init(struct dlp_sheet *sheet, struct dlp_book *book)
{
	*sheet = (struct dlp_sheet){ .book = book };
	dlp_buf_init(&sheet->value, DLP_BOOK_STRINGS);
	dlp_buf_init(&sheet->formula, DLP_FLOW_ASIDE);
	dlp_buf_init(&sheet->shown, 0);
	dlp_buf_init(&sheet->besides, 0);
}

void dlp_sheet_release(struct dlp_sheet *sheet)
{
	dlp_buf_release(&sheet->value);
	dlp_buf_release(&sheet->formula);
	dlp_buf_release(&sheet->shown);
	dlp_buf_release(&sheet->besides);
}

static bool is(const char *s, const char *word)
{
	return *s == *word && !strcmp(s, word);
}

void dlp_sheet_begin(struct dlp_markup *part, struct dlp_span name, bool macro)
{
	struct dlp_sheet *sheet = &part->sheet;
	const struct dlp_book_sheet *known = dlp_book_sheet(sheet->book, name);
	struct dlp_span called = name;

	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == '/')
			called = (struct dlp_span){ name.ptr + i + 1,
						    name.len - i - 1 };
	if (known)
		called = (struct dlp_span){ known->name, strlen(known->name) };
	sheet->macro = macro;
	dlp_grid_begin(&part->grid, called, known && known->hidden);
	dlp_json_add_text(&sheet->besides, "sheet", called);
	if (!sheet->besides.status)
		part->flow.besides = dlp_buf_span(&sheet->besides);
}

/* `BC12` is column 55; 0 where there is none. */
static unsigned column_of(struct dlp_span ref)
{
	unsigned column = 0;

	for (size_t i = 0; i < ref.len; i++) {
		if (ref.ptr[i] < 'A' || ref.ptr[i] > 'Z')
			break;
		column = column * 26 + (unsigned)(ref.ptr[i] - 'A') + 1;
		if (column > DLP_GRID_COLUMNS)
			return 0;
	}
	return column;
}

static void hide_columns(struct dlp_sheet *sheet, const struct dlp_xml *xml)
{
	struct dlp_span hidden, min, max;
	uint64_t last;

	dlp_xml_attribute(xml, "hidden", &hidden);
	if (!dlp_xml_is_true(hidden))
		return;
	dlp_xml_attribute(xml, "min", &min);
	dlp_xml_attribute(xml, "max", &max);
	last = dlp_xml_number(max);
	for (uint64_t i = dlp_xml_number(min);
	     i <= last && i <= DLP_GRID_COLUMNS; i++)
		sheet->hidden[i / 8] |= (unsigned char)(1u << i % 8);
}

static void open_row(struct dlp_markup *part, const struct dlp_xml *xml)
{
	struct dlp_span number, hidden;

	dlp_xml_attribute(xml, "r", &number);
	dlp_xml_attribute(xml, "hidden", &hidden);
	part->sheet.column = 0;
	dlp_grid_begin_row(&part->grid,
			   number.len ? dlp_xml_number(number)
				      : part->grid.row + 1,
			   dlp_xml_is_true(hidden));
}

static enum dlp_sheet_type type_of(struct dlp_span name)
{
	if (!name.len || dlp_span_is(name, "n"))
		return DLP_SHEET_NUMBER;
	if (dlp_span_is(name, "s"))
		return DLP_SHEET_SHARED;
	return dlp_span_is(name, "b") ? DLP_SHEET_TRUTH : DLP_SHEET_WORDS;
}

static void open_cell(struct dlp_sheet *sheet, const struct dlp_xml *xml)
{
	struct dlp_span ref, style, type;
	unsigned column;

	dlp_xml_attribute(xml, "r", &ref);
	dlp_xml_attribute(xml, "s", &style);
	dlp_xml_attribute(xml, "t", &type);
	column = column_of(ref);
	sheet->column = column ? column : sheet->column + 1;
	sheet->style = dlp_xml_number(style);
	sheet->type = type_of(type);
	sheet->phonetic = 0;
	dlp_buf_clear(&sheet->value);
}

/* Headers and footers of the printed page: oddHeader, firstFooter ... */
static bool is_margin(const char *name)
{
	size_t n = strlen(name);

	return n > 6 &&
	       (is(name + n - 6, "Header") || is(name + n - 6, "Footer"));
}

void dlp_sheet_open(struct dlp_markup *part, struct dlp_xml *xml,
		    const char *name)
{
	struct dlp_sheet *sheet = &part->sheet;

	if (is(name, "c")) {
		open_cell(sheet, xml);
	} else if (is(name, "v") || is(name, "t")) {
		if (!sheet->phonetic)
			sheet->within = DLP_SHEET_VALUE;
	} else if (is(name, "row")) {
		open_row(part, xml);
	} else if (is(name, "rPh")) {
		sheet->phonetic++;
	} else if (is(name, "f") || is(name, "formula") ||
		   is(name, "formula1") || is(name, "formula2")) {
		sheet->within = DLP_SHEET_FORMULA;
		dlp_buf_clear(&sheet->formula);
	} else if (is(name, "col")) {
		hide_columns(sheet, xml);
	} else if (is_margin(name)) {
		sheet->within = DLP_SHEET_MARGIN;
	} else {
		dlp_word_add_attributes(part, xml, name);
	}
}

/* Whether a number is written as one would say it, and not in full: as that of
 * a machine, with all the digits that it cannot be sure of, or an exponent. */
static bool is_plain(struct dlp_span text)
{
	enum { SURE = 15 };

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '-' &&
		    (text.ptr[i] < '0' || text.ptr[i] > '9') &&
		    (text.ptr[i] != '.' || text.len > SURE))
			return false;
	return true;
}

/* A number as its cell shows it, and as it is stored. */
static struct dlp_span number_text(struct dlp_markup *part)
{
	struct dlp_sheet *sheet = &part->sheet;
	struct dlp_span text = dlp_buf_span(&sheet->value), shown;
	struct dlp_span code = dlp_book_code(sheet->book, sheet->style);
	bool plain = is_plain(text);
	char digits[DIGITS], *end;
	size_t stored;
	double value;

	if (!text.len || text.len >= sizeof(digits) || (plain && !code.len))
		return text;
	memcpy(digits, text.ptr, text.len);
	digits[text.len] = '\0';
	value = strtod(digits, &end);
	if (*end)
		return text;
	dlp_buf_clear(&sheet->shown);
	if (plain)
		dlp_buf_addspan(&sheet->shown, text);
	else
		dlp_numfmt_add_stored(value, &sheet->shown);
	stored = sheet->shown.len;
	if (!dlp_numfmt_add(code, value, dlp_book_from_1904(sheet->book),
			    &sheet->shown))
		return dlp_buf_span(&sheet->shown);
	text = (struct dlp_span){ sheet->shown.ptr, stored };
	shown = (struct dlp_span){ sheet->shown.ptr + stored,
				   sheet->shown.len - stored };
	if (!dlp_span_eq(text, shown))
		dlp_grid_store(&part->grid, text);
	return shown;
}

static void end_cell(struct dlp_markup *part)
{
	struct dlp_sheet *sheet = &part->sheet;
	const unsigned column = sheet->column < DLP_GRID_COLUMNS
					? sheet->column
					: DLP_GRID_COLUMNS;
	struct dlp_grid_cell cell = { .column = column };
	struct dlp_span text = dlp_buf_span(&sheet->value);

	if (sheet->value.status) {
		dlp_teller_error(part->flow.teller, DLP_CODE_TOO_LARGE,
				 "too much text in a cell");
		return;
	}
	cell.hidden = sheet->hidden[column / 8] >> column % 8 & 1;
	switch (sheet->type) {
	case DLP_SHEET_NUMBER:
		cell.number = true;
		text = number_text(part);
		break;
	case DLP_SHEET_SHARED:
		text = dlp_book_string(sheet->book, dlp_xml_number(text));
		break;
	case DLP_SHEET_TRUTH:
		if (text.len)
			text = dlp_xml_is_true(text) ? DLP_SPAN("TRUE")
						     : DLP_SPAN("FALSE");
		break;
	case DLP_SHEET_WORDS:
		break;
	}
	dlp_grid_add(&part->grid, &cell, text);
}

static void end_formula(struct dlp_markup *part)
{
	struct dlp_sheet *sheet = &part->sheet;
	struct dlp_span text = dlp_buf_span(&sheet->formula);

	/* Only what has words in it is somebody's data. */
	if (text.len && (sheet->macro || memchr(text.ptr, '"', text.len)))
		dlp_flow_add_line(&part->flow, DLP_ASIDE_FIELD, text);
}

void dlp_sheet_close(struct dlp_markup *part, const char *name)
{
	struct dlp_sheet *sheet = &part->sheet;

	if (is(name, "c"))
		end_cell(part);
	else if (is(name, "row"))
		dlp_grid_end_row(&part->grid);
	else if (is(name, "rPh"))
		sheet->phonetic -= sheet->phonetic > 0;
	else if (sheet->within == DLP_SHEET_FORMULA)
		end_formula(part);
	else if (sheet->within == DLP_SHEET_MARGIN)
		dlp_flow_end_line(&part->flow, DLP_ASIDE_PROPERTY);
	sheet->within = DLP_SHEET_NOTHING;
}

void dlp_sheet_text(struct dlp_markup *part, struct dlp_span text)
{
	struct dlp_sheet *sheet = &part->sheet;

	switch (sheet->within) {
	case DLP_SHEET_VALUE:
		dlp_buf_addspan(&sheet->value, text);
		break;
	case DLP_SHEET_FORMULA:
		dlp_buf_addspan(&sheet->formula, text);
		break;
	case DLP_SHEET_MARGIN:
		dlp_flow_add(&part->flow, DLP_ASIDE_PROPERTY, text);
		break;
	case DLP_SHEET_NOTHING:
		break;
	}
}
