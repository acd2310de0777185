#include "extract/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "extract/markup.h"

enum { SHEETS = 256, NAME = 128 };

/* A sheet in the workbook, and the part that it is in. */
struct known {
	char id[NAME], name[NAME], target[NAME];
};

struct dlp_sheets {
	/* The shared strings, one behind the other. */
	struct dlp_buf text;
	size_t *end; /* of each */
	bool *shown;
	size_t strings, room;
	struct known known[SHEETS];
	size_t knowns;
	/* Where we are. */
	char sheet[NAME];
	uint64_t row;
	unsigned column, told; /* of the cell, and of the last one told */
	char type[16];
	struct dlp_buf value;
	enum { NOTHING, VALUE, FORMULA, HEADER } within;
};

struct dlp_sheets *dlp_sheets_new(void)
{
	struct dlp_sheets *sheets = calloc(1, sizeof(*sheets));

	if (!sheets)
		return NULL;
	dlp_buf_init(&sheets->text, DLP_SHEETS_STRINGS);
	dlp_buf_init(&sheets->value, DLP_SHEETS_STRINGS);
	return sheets;
}

void dlp_sheets_free(struct dlp_sheets *sheets)
{
	if (!sheets)
		return;
	dlp_buf_release(&sheets->text);
	dlp_buf_release(&sheets->value);
	free(sheets->end);
	free(sheets->shown);
	free(sheets);
}

static bool is(const char *s, const char *word)
{
	return !strcmp(s, word);
}

static bool ends(struct dlp_span name, const char *with)
{
	size_t n = strlen(with);

	return name.len >= n && !memcmp(name.ptr + name.len - n, with, n);
}

bool dlp_sheets_want(struct dlp_span name)
{
	return ends(name, "xl/sharedStrings.xml") ||
	       ends(name, "xl/workbook.xml") ||
	       ends(name, "xl/_rels/workbook.xml.rels");
}

static void copy(char out[NAME], struct dlp_span text)
{
	snprintf(out, NAME, "%.*s",
		 (int)(text.len < NAME - 1 ? text.len : NAME - 1), text.ptr);
}

/* The sheet with this id of a relationship; a new one where there is none. */
static struct known *find_known(struct dlp_sheets *sheets, struct dlp_span id)
{
	char name[NAME];
	size_t i = 0;

	copy(name, id);
	while (i < sheets->knowns && !is(sheets->known[i].id, name))
		i++;
	if (i == SHEETS)
		return NULL;
	if (i == sheets->knowns)
		copy(sheets->known[sheets->knowns++].id, id);
	return &sheets->known[i];
}

static void learn_element(struct dlp_sheets *sheets, struct dlp_xml *xml,
			  const char *name)
{
	bool sheet = is(name, "sheet");
	struct dlp_span id, value;
	struct known *known;

	if (!sheet && !is(name, "Relationship"))
		return;
	dlp_xml_attribute(xml, sheet ? "id" : "Id", &id);
	known = find_known(sheets, id);
	if (!known)
		return;
	dlp_xml_attribute(xml, sheet ? "name" : "Target", &value);
	copy(sheet ? known->name : known->target, value);
}

/* False when there is no room for another string. */
static bool end_string(struct dlp_sheets *sheets)
{
	size_t room = sheets->room ? sheets->room * 2 : 1024;
	size_t *end;
	bool *shown;

	if (sheets->strings == sheets->room) {
		end = realloc(sheets->end, room * sizeof(*end));
		if (end)
			sheets->end = end;
		shown = realloc(sheets->shown, room * sizeof(*shown));
		if (shown)
			sheets->shown = shown;
		if (!end || !shown)
			return false;
		sheets->room = room;
	}
	sheets->shown[sheets->strings] = false;
	sheets->end[sheets->strings++] = sheets->text.len;
	return !sheets->text.status;
}

const char *dlp_sheets_learn(struct dlp_sheets *sheets,
			     struct dlp_source *source, enum dlp_code *code)
{
	struct dlp_xml xml;
	const char *name, *failure;
	bool text = false, full = false;
	unsigned phonetic = 0;
	enum dlp_xml_node node;

	*code = DLP_CODE_TOO_LARGE;
	if (!dlp_xml_open(&xml, source))
		return "out of memory";
	while (!full && (node = dlp_xml_next(&xml, &name)) != DLP_XML_END) {
		if (node == DLP_XML_TEXT && text && !phonetic)
			dlp_buf_addspan(&sheets->text, dlp_xml_value(&xml));
		if (node != DLP_XML_OPEN && node != DLP_XML_CLOSE)
			continue;
		if (node == DLP_XML_OPEN)
			learn_element(sheets, &xml, name);
		text = node == DLP_XML_OPEN && is(name, "t") &&
		       !dlp_xml_is_empty(&xml);
		/* How a word is read aloud is no part of it. */
		if (is(name, "rPh") && !dlp_xml_is_empty(&xml))
			phonetic += node == DLP_XML_OPEN ? 1 : -1U;
		if (is(name, "si") &&
		    (node == DLP_XML_CLOSE || dlp_xml_is_empty(&xml)))
			full = !end_string(sheets);
	}
	failure =
		full ? "too many shared strings" : dlp_xml_failure(&xml, code);
	dlp_xml_close(&xml);
	return failure;
}

static struct dlp_span string_at(struct dlp_sheets *sheets, size_t i)
{
	size_t from = i ? sheets->end[i - 1] : 0;

	if (sheets->end[i] == from)
		return DLP_SPAN("");
	return (struct dlp_span){ sheets->text.ptr + from,
				  sheets->end[i] - from };
}

void dlp_sheets_rest(struct dlp_sheets *sheets, struct dlp_teller *teller)
{
	dlp_teller_at(teller,
		      DLP_SPAN("{\"part\":\"shared-string\",\"hidden\":true}"));
	for (size_t i = 0; i < sheets->strings; i++) {
		if (sheets->shown[i] || !string_at(sheets, i).len)
			continue;
		dlp_teller_text(teller, string_at(sheets, i));
		dlp_teller_text(teller, DLP_SPAN("\n"));
	}
}

/* The part is `target`, relative to the workbook's folder or to the root. */
void dlp_sheet_begin(struct dlp_markup *part, struct dlp_span name)
{
	struct dlp_sheets *sheets = part->sheets;
	size_t slash = 0;

	if (!sheets)
		return;
	sheets->row = 0;
	sheets->within = NOTHING;
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] == '/')
			slash = i + 1;
	copy(sheets->sheet,
	     (struct dlp_span){ name.ptr + slash, name.len - slash });
	for (size_t i = 0; i < sheets->knowns; i++)
		if (sheets->known[i].target[0] && sheets->known[i].name[0] &&
		    ends(name, sheets->known[i].target +
				       (sheets->known[i].target[0] == '/')))
			memcpy(sheets->sheet, sheets->known[i].name, NAME);
}

/* `BC12` is column 55; 0 where there is none. */
static unsigned column_of(struct dlp_span ref)
{
	unsigned column = 0;

	for (size_t i = 0; i < ref.len; i++) {
		if (ref.ptr[i] < 'A' || ref.ptr[i] > 'Z')
			break;
		column = column * 26 + (unsigned)(ref.ptr[i] - 'A') + 1;
		if (column > DLP_SHEETS_COLUMNS)
			return 0;
	}
	return column;
}

static uint64_t number_of(struct dlp_span digits)
{
	uint64_t n = 0;

	for (size_t i = 0; i < digits.len && n < UINT32_MAX; i++)
		if (digits.ptr[i] >= '0' && digits.ptr[i] <= '9')
			n = n * 10 + (unsigned)(digits.ptr[i] - '0');
	return n;
}

void dlp_sheet_open(struct dlp_markup *part, const char *name, bool empty)
{
	struct dlp_sheets *sheets = part->sheets;
	struct dlp_span value;
	unsigned column;

	if (!sheets)
		return;
	if (is(name, "row")) {
		dlp_xml_attribute(&part->xml, "r", &value);
		sheets->row = value.len ? number_of(value) : sheets->row + 1;
		sheets->column = sheets->told = 0;
	} else if (is(name, "c")) {
		dlp_xml_attribute(&part->xml, "r", &value);
		column = column_of(value);
		sheets->column = column ? column : sheets->column + 1;
		dlp_xml_attribute(&part->xml, "t", &value);
		snprintf(sheets->type, sizeof(sheets->type), "%.*s",
			 (int)(value.len < 15 ? value.len : 15), value.ptr);
		dlp_buf_clear(&sheets->value);
	} else if (empty) {
		return;
	} else if (is(name, "v") || is(name, "t")) {
		sheets->within = VALUE;
	} else if (is(name, "f") || is(name, "formula1")) {
		sheets->within = FORMULA;
	} else if (strstr(name, "Header") || strstr(name, "Footer")) {
		sheets->within = HEADER;
	}
}

/* Its number in the shared strings becomes the string; a number that is
 * written with an exponent its digits, as many as there are. */
static struct dlp_span cell_text(struct dlp_sheets *sheets, char number[64])
{
	struct dlp_span value = dlp_buf_span(&sheets->value);
	uint64_t i;
	double v;

	if (is(sheets->type, "s")) {
		i = number_of(value);
		if (i >= sheets->strings)
			return DLP_SPAN("");
		sheets->shown[i] = true;
		return string_at(sheets, (size_t)i);
	}
	if ((*sheets->type && !is(sheets->type, "n")) || !value.ptr ||
	    value.len >= 40 || !memchr(value.ptr, 'E', value.len))
		return value;
	memcpy(number, value.ptr, value.len);
	number[value.len] = '\0';
	v = strtod(number, NULL);
	if (v < 1e9 || v > 1e20)
		return value;
	snprintf(number, 64, "%.0f", v);
	return (struct dlp_span){ number, strlen(number) };
}

static void set_at(struct dlp_markup *part)
{
	const struct dlp_sheets *sheets = part->sheets;
	struct dlp_buf at;

	dlp_buf_init(&at, 0);
	dlp_json_open(&at, '{');
	dlp_json_add_text(
		&at, "sheet",
		(struct dlp_span){ sheets->sheet, strlen(sheets->sheet) });
	dlp_json_add_number(&at, "row", sheets->row);
	dlp_json_close(&at, '}');
	if (!at.status)
		dlp_teller_at(part->flow.teller, dlp_buf_span(&at));
	dlp_buf_release(&at);
}

static void end_cell(struct dlp_markup *part)
{
	struct dlp_sheets *sheets = part->sheets;
	char number[64];
	struct dlp_span text = cell_text(sheets, number);

	if (!text.len)
		return;
	if (!sheets->told) {
		set_at(part);
		sheets->told = 1;
	}
	for (; sheets->told < sheets->column; sheets->told++)
		dlp_flow_add(&part->flow, DLP_ASIDE_NONE, DLP_SPAN("\t"));
	part->flow.cells = 1;
	dlp_flow_text(&part->flow, DLP_ASIDE_NONE, text);
	part->flow.cells = 0;
}

void dlp_sheet_close(struct dlp_markup *part, const char *name)
{
	struct dlp_sheets *sheets = part->sheets;

	if (!sheets)
		return;
	if (is(name, "c"))
		end_cell(part);
	else if (is(name, "row") && part->flow.line)
		dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
	else if (sheets->within == HEADER)
		dlp_flow_end_line(&part->flow, DLP_ASIDE_PROPERTY);
	sheets->within = NOTHING;
}

void dlp_sheet_text(struct dlp_markup *part, struct dlp_span text)
{
	if (!part->sheets)
		return;
	switch (part->sheets->within) {
	case VALUE:
		dlp_buf_addspan(&part->sheets->value, text);
		break;
	case FORMULA:
		/* Only what has words in it is somebody's data. */
		if (!memchr(text.ptr, '"', text.len))
			break;
		dlp_flow_add_line(&part->flow, DLP_ASIDE_FIELD, text);
		break;
	case HEADER:
		dlp_flow_add(&part->flow, DLP_ASIDE_PROPERTY, text);
		break;
	case NOTHING:
		break;
	}
}
