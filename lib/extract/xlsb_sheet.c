#include "extract/xlsb.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "extract/biff12.h"
#include "extract/flow.h"
#include "extract/grid.h"
#include "extract/le.h"
#include "extract/numfmt.h"
#include "extract/strings.h"

/*
 * Types of records ([MS-XLSB] 2.3.2).  A short cell has no column: it is in the
 * one behind the last.
 */
enum {
	ROW = 0,
	BLANK = 1,
	SMALL = 2, /* number */
	FAULT = 3,
	TRUTH = 4,
	REAL = 5,
	WORDS = 6,
	SHARED = 7,
	FORMULA_WORDS = 8,
	FORMULA_REAL = 9,
	FORMULA_TRUTH = 10,
	FORMULA_FAULT = 11,
	SHORT_BLANK = 12,
	SHORT_SHARED = 18,
	COLUMNS = 60,
	RICH_WORDS = 62,
	BEGIN_SHEET = 129,
	MARGINS = 476, /* six numbers, whose bytes look like letters */
	MARGINS_SIZE = 48,
};

struct sheet {
	struct dlp_book *book;
	struct dlp_grid grid;
	struct dlp_flow flow;
	struct dlp_buf value, strings;
	struct dlp_buf besides; /* for the flow */
	unsigned column;        /* of the last cell, from 1 */
	unsigned char hidden[DLP_GRID_COLUMNS / 8 + 1]; /* columns */
};

static bool has(struct dlp_span name, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= name.len; i++)
		if (!memcmp(name.ptr + i, word, n))
			return true;
	return false;
}

bool dlp_xlsb_is_sheet(struct dlp_span name)
{
	return name.len > 4 && !memcmp(name.ptr + name.len - 4, ".bin", 4) &&
	       (has(name, "xl/worksheets/") || has(name, "xl/macrosheets/")) &&
	       !has(name, "/binaryIndex");
}

static void begin_sheet(struct sheet *sheet, struct dlp_span name)
{
	const struct dlp_book_sheet *known = dlp_book_sheet(sheet->book, name);
	struct dlp_span called = name;

	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == '/')
			called = (struct dlp_span){ name.ptr + i + 1,
						    name.len - i - 1 };
	if (known)
		called = (struct dlp_span){ known->name, strlen(known->name) };
	dlp_grid_begin(&sheet->grid, called, known && known->hidden);
	dlp_json_add_text(&sheet->besides, "sheet", called);
	if (!sheet->besides.status)
		sheet->flow.besides = dlp_buf_span(&sheet->besides);
}

/* What has no place in a cell. */
static void add_strings(struct sheet *sheet, struct dlp_span bytes)
{
	if (bytes.len < DLP_STRINGS_LEAST)
		return;
	dlp_buf_clear(&sheet->strings);
	dlp_strings_add(bytes, &sheet->strings);
	if (sheet->strings.len)
		dlp_flow_add(&sheet->flow, DLP_ASIDE_FIELD,
			     dlp_buf_span(&sheet->strings));
}

/* A number in 32 bits: the upper half of one, or an integer; either perhaps
 * times a hundred (2.5.123). */
static double small_number(uint32_t bits)
{
	uint64_t wide = (uint64_t)(bits & ~(uint32_t)3) << 32;
	double value;

	if (bits & 2)
		value = (double)((int32_t)bits >> 2);
	else
		memcpy(&value, &wide, sizeof(value));
	return bits & 1 ? value / 100 : value;
}

static double take_real(struct dlp_span *rest)
{
	uint64_t bits = dlp_le64(*rest, 0);
	double value;

	dlp_biff12_take(rest, 4);
	dlp_biff12_take(rest, 4);
	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* What a number is shown as; what is stored beside that. */
static void show_number(struct sheet *sheet, uint32_t style, double value)
{
	struct dlp_span code = dlp_book_code(sheet->book, style);
	struct dlp_buf *out = &sheet->value;

	dlp_buf_clear(&sheet->strings);
	dlp_numfmt_add_stored(value, &sheet->strings);
	if (!dlp_numfmt_add(code, value, dlp_book_from_1904(sheet->book), out))
		dlp_buf_addspan(out, dlp_buf_span(&sheet->strings));
	else if (!dlp_span_eq(dlp_buf_span(out), dlp_buf_span(&sheet->strings)))
		dlp_grid_store(&sheet->grid, dlp_buf_span(&sheet->strings));
}

static void take_cell(struct sheet *sheet, unsigned type, struct dlp_span rest)
{
	const bool brief = type >= SHORT_BLANK && type <= SHORT_SHARED;
	struct dlp_grid_cell cell = { .number = false };
	struct dlp_span text;
	uint32_t style;

	sheet->column = brief ? sheet->column + 1
			      : (dlp_biff12_take(&rest, 4) & 0xffffff) + 1;
	if (sheet->column > DLP_GRID_COLUMNS)
		sheet->column = DLP_GRID_COLUMNS;
	style = dlp_biff12_take(&rest, 4) & 0xffffff;
	cell.column = sheet->column;
	cell.hidden = sheet->hidden[cell.column / 8] >> cell.column % 8 & 1;
	dlp_buf_clear(&sheet->value);
	text = DLP_SPAN("");
	switch (brief ? type - SHORT_BLANK + BLANK : type) {
	case SMALL:
		cell.number = true;
		show_number(sheet, style,
			    small_number(dlp_biff12_take(&rest, 4)));
		break;
	case REAL:
	case FORMULA_REAL:
		cell.number = true;
		show_number(sheet, style, take_real(&rest));
		break;
	case TRUTH:
	case FORMULA_TRUTH:
		text = dlp_biff12_take(&rest, 1) ? DLP_SPAN("TRUE")
						 : DLP_SPAN("FALSE");
		break;
	case RICH_WORDS:
		dlp_biff12_take(&rest, 1);
		dlp_biff12_take_string(&rest, &sheet->value);
		break;
	case WORDS:
	case FORMULA_WORDS:
		dlp_biff12_take_string(&rest, &sheet->value);
		break;
	case SHARED:
		text = dlp_book_string(sheet->book, dlp_biff12_take(&rest, 4));
		break;
	default:
		break;
	}
	dlp_grid_add(&sheet->grid, &cell,
		     text.len ? text : dlp_buf_span(&sheet->value));
	add_strings(sheet, rest);
}

static void take_row(struct sheet *sheet, struct dlp_span body)
{
	enum { HIDDEN = 0x10 };

	dlp_grid_end_row(&sheet->grid);
	dlp_grid_begin_row(&sheet->grid, (uint64_t)dlp_le32(body, 0) + 1,
			   dlp_le8(body, 11) & HIDDEN);
	sheet->column = 0;
}

static void hide_columns(struct sheet *sheet, struct dlp_span body)
{
	const uint32_t last = dlp_le32(body, 4);

	if (!(dlp_le8(body, 16) & 1))
		return;
	for (uint32_t i = dlp_le32(body, 0); i <= last && i < DLP_GRID_COLUMNS;
	     i++)
		sheet->hidden[(i + 1) / 8] |= (unsigned char)(1 << (i + 1) % 8);
}

static void take_record(struct sheet *sheet, const struct dlp_biff12 *record)
{
	if (record->type == ROW)
		take_row(sheet, record->body);
	else if (record->type == COLUMNS)
		hide_columns(sheet, record->body);
	else if (record->type <= SHORT_SHARED || record->type == RICH_WORDS)
		take_cell(sheet, record->type, record->body);
	else if (record->type != MARGINS || record->body.len != MARGINS_SIZE)
		add_strings(sheet, record->body);
}

static const char *read_sheet(struct sheet *sheet, struct dlp_biff12 *record,
			      struct dlp_span name, bool *strange,
			      enum dlp_code *code)
{
	struct dlp_teller *teller = sheet->grid.teller;

	if (!dlp_biff12_next(record) || record->type != BEGIN_SHEET) {
		*strange = true;
		return NULL;
	}
	begin_sheet(sheet, name);
	while (!teller->status && dlp_biff12_next(record))
		take_record(sheet, record);
	if (sheet->value.status || sheet->strings.status) {
		*code = DLP_CODE_TOO_LARGE;
		return "too much text in a cell";
	}
	if (!record->status && !record->cut)
		return NULL;
	*code = record->status ? record->source->code : DLP_CODE_CORRUPT;
	return "a part of the workbook could not be read whole";
}

const char *dlp_xlsb_read_sheet(struct dlp_book *book,
				struct dlp_source *source, struct dlp_span name,
				struct dlp_teller *teller, bool *strange,
				enum dlp_code *code)
{
	struct dlp_biff12 record = { .source = source };
	struct sheet *sheet = calloc(1, sizeof(*sheet));
	const char *failure;

	if (!sheet) {
		*code = DLP_CODE_TOO_LARGE;
		return "out of memory";
	}
	sheet->book = book;
	dlp_grid_init(&sheet->grid, teller);
	dlp_flow_init(&sheet->flow, teller);
	dlp_buf_init(&sheet->value, DLP_BIFF12_RECORD * 2);
	dlp_buf_init(&sheet->strings, DLP_BIFF12_RECORD * 2);
	dlp_buf_init(&sheet->besides, 0);
	failure = read_sheet(sheet, &record, name, strange, code);
	/* A row that the part is cut in. */
	dlp_grid_end_row(&sheet->grid);
	dlp_grid_end(&sheet->grid);
	dlp_flow_finish(&sheet->flow);
	dlp_grid_release(&sheet->grid);
	dlp_buf_release(&sheet->value);
	dlp_buf_release(&sheet->strings);
	dlp_buf_release(&sheet->besides);
	free(sheet);
	return failure;
}
