#include <string.h>

#include "base/json.h"
#include "extract/markup.h"

/*
 * Sheets of OpenDocument (ISO 26300-1, 9).  Of cells and rows that are said to
 * repeat one is told.
 */

static bool is(const char *s, const char *word)
{
	return !strcmp(s, word);
}

static bool is_cell(const char *name)
{
	return is(name, "table-cell") || is(name, "covered-table-cell");
}

/* 1 where nothing is said. */
static uint64_t times(const struct dlp_xml *xml, const char *name)
{
	struct dlp_span value;

	return dlp_xml_attribute(xml, name, &value) && dlp_xml_number(value)
		       ? dlp_xml_number(value)
		       : 1;
}

static bool is_collapsed(const struct dlp_xml *xml)
{
	struct dlp_span value;

	dlp_xml_attribute(xml, "visibility", &value);
	return dlp_span_is(value, "collapse") || dlp_span_is(value, "filter");
}

static void open_table(struct dlp_markup *part, const struct dlp_xml *xml)
{
	struct dlp_odf *odf = &part->odf;
	struct dlp_span name, style;

	dlp_xml_attribute(xml, "name", &name);
	dlp_xml_attribute(xml, "style-name", &style);
	dlp_grid_begin(&part->grid, name, dlp_odf_hides(part, style));
	odf->row = odf->described = 0;
	memset(odf->hidden, 0, sizeof(odf->hidden));
}

static void open_column(struct dlp_odf *odf, const struct dlp_xml *xml)
{
	const uint64_t last =
		odf->described + times(xml, "number-columns-repeated");

	if (is_collapsed(xml))
		for (uint64_t i = odf->described + 1;
		     i <= last && i <= DLP_GRID_COLUMNS; i++)
			odf->hidden[i / 8] |= (unsigned char)(1u << i % 8);
	odf->described = last;
}

static void open_row(struct dlp_markup *part, const struct dlp_xml *xml)
{
	struct dlp_odf *odf = &part->odf;

	odf->rows = times(xml, "number-rows-repeated");
	odf->column = 1;
	dlp_grid_begin_row(&part->grid, odf->row + 1, is_collapsed(xml));
}

static void open_cell(struct dlp_markup *part, const struct dlp_xml *xml)
{
	static const char *const stored[] = { "value", "date-value",
					      "time-value", "string-value" };
	struct dlp_odf *odf = &part->odf;
	struct dlp_span value;

	odf->in_cell = true;
	odf->columns = times(xml, "number-columns-repeated");
	dlp_buf_clear(&odf->value);
	dlp_buf_clear(&odf->stored);
	dlp_xml_attribute(xml, "value-type", &value);
	odf->number = value.len && !dlp_span_is(value, "string");
	for (size_t i = 0; i < sizeof(stored) / sizeof(stored[0]); i++)
		if (dlp_xml_attribute(xml, stored[i], &value))
			dlp_buf_addspan(&odf->stored, value);
	/* Only a formula that has words in it is somebody's data. */
	if (dlp_xml_attribute(xml, "formula", &value) &&
	    memchr(value.ptr, '"', value.len))
		dlp_flow_add_line(&part->flow, DLP_ASIDE_FIELD, value);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a cell shows all digits that are stored, and so the whole number. */
static bool shows(struct dlp_span shown, struct dlp_span stored)
{
	size_t k = 0;

	for (size_t i = 0; i < stored.len; i++) {
		if (!is_digit(stored.ptr[i]))
			continue;
		while (k < shown.len && !is_digit(shown.ptr[k]))
			k++;
		if (k == shown.len || shown.ptr[k++] != stored.ptr[i])
			return false;
	}
	return true;
}

static void end_cell(struct dlp_markup *part)
{
	struct dlp_odf *odf = &part->odf;
	struct dlp_span stored = dlp_buf_span(&odf->stored), text;
	struct dlp_grid_cell cell = { .number = odf->number };

	cell.column = odf->column < DLP_GRID_COLUMNS ? (unsigned)odf->column
						     : DLP_GRID_COLUMNS;
	cell.hidden = odf->hidden[cell.column / 8] >> cell.column % 8 & 1;
	if (odf->value.status || odf->stored.status)
		dlp_teller_error(part->flow.teller, DLP_CODE_TOO_LARGE,
				 "too much text in a cell");
	while (odf->value.len && odf->value.ptr[odf->value.len - 1] == '\n')
		odf->value.len--;
	text = dlp_buf_span(&odf->value);
	dlp_grid_add(&part->grid, &cell, text.len ? text : stored);
	if (text.len && stored.len && !dlp_span_eq(text, stored) &&
	    !(odf->number && shows(text, stored)))
		dlp_grid_store(&part->grid, stored);
	odf->column += odf->columns;
	odf->in_cell = false;
}

bool dlp_ods_open(struct dlp_markup *part, struct dlp_xml *xml,
		  const char *name)
{
	struct dlp_odf *odf = &part->odf;

	if (odf->in_cell || odf->deletions) {
		/* A table in a cell is a part of its text. */
		odf->inner += is_cell(name);
		return is_cell(name) || is(name, "table-row") ||
		       is(name, "table");
	}
	if (is_cell(name))
		open_cell(part, xml);
	else if (is(name, "table-row"))
		open_row(part, xml);
	else if (is(name, "table-column"))
		open_column(odf, xml);
	else if (is(name, "table"))
		open_table(part, xml);
	else
		return false;
	return true;
}

bool dlp_ods_close(struct dlp_markup *part, const char *name)
{
	struct dlp_odf *odf = &part->odf;

	if (is_cell(name)) {
		if (odf->inner)
			odf->inner--;
		else if (odf->in_cell)
			end_cell(part);
		return true;
	}
	if (odf->in_cell || odf->deletions)
		return is(name, "table-row") || is(name, "table");
	if (is(name, "table-row")) {
		dlp_grid_end_row(&part->grid);
		odf->row += odf->rows;
	} else if (is(name, "table")) {
		dlp_grid_end(&part->grid);
	} else {
		return false;
	}
	return true;
}

void dlp_ods_text(struct dlp_markup *part, struct dlp_span text)
{
	dlp_buf_addspan(&part->odf.value, text);
}
