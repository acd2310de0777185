#include <string.h>

#include "extract/markup.h"

/*
 * OpenDocument (ISO 26300): text stands in paragraphs and headings, in cells
 * of tables perhaps, and in annotations and deleted regions, which stand
 * aside.
 */

static bool is(const char *s, const char *word)
{
	return !strcmp(s, word);
}

static bool is_paragraph(const char *name)
{
	return is(name, "p") || is(name, "h");
}

static enum dlp_aside place(const struct dlp_markup *part)
{
	if (part->deletions)
		return DLP_ASIDE_DELETED;
	return part->comments ? DLP_ASIDE_COMMENT : DLP_ASIDE_NONE;
}

static void end_paragraph(struct dlp_markup *part)
{
	if (place(part) == DLP_ASIDE_NONE)
		dlp_flow_end_paragraph(&part->flow);
	else
		dlp_flow_end_line(&part->flow, place(part));
}

/* `text:s` is as many spaces as it says. */
static void add_spaces(struct dlp_markup *part)
{
	struct dlp_span count;
	unsigned n = 0;

	dlp_xml_attribute(&part->xml, "c", &count);
	for (size_t i = 0; i < count.len && n < 100; i++)
		n = n * 10 + (unsigned)(count.ptr[i] - '0') % 10;
	do
		dlp_flow_text(&part->flow, place(part), DLP_SPAN(" "));
	while (n && --n && n < 100);
}

/* What a link leads to, a picture shows, a hidden text says. */
static void add_words(struct dlp_markup *part, const char *name)
{
	struct dlp_span value;

	if (is(name, "a") && dlp_xml_attribute(&part->xml, "href", &value)) {
		dlp_flow_add_line(&part->flow, DLP_ASIDE_FIELD, value);
	} else if ((is(name, "hidden-text") || is(name, "hidden-paragraph")) &&
		   dlp_xml_attribute(&part->xml, "string-value", &value)) {
		dlp_flow_add_line(&part->flow, DLP_ASIDE_HIDDEN, value);
	}
}

void dlp_odf_open(struct dlp_markup *part, const char *name, bool empty)
{
	add_words(part, name);
	if (is_paragraph(name)) {
		part->paragraphs += !empty;
		if (empty)
			end_paragraph(part);
	} else if (is(name, "annotation")) {
		part->comments += !empty;
	} else if (is(name, "deletion")) {
		part->deletions += !empty;
	} else if (is(name, "table-row") && !empty) {
		dlp_flow_begin_row(&part->flow);
	} else if (is(name, "table-cell") || is(name, "covered-table-cell")) {
		dlp_flow_begin_cell(&part->flow, empty);
	} else if (part->paragraphs && is(name, "s")) {
		add_spaces(part);
	} else if (part->paragraphs && is(name, "tab")) {
		dlp_flow_text(&part->flow, place(part), DLP_SPAN("\t"));
	} else if (part->paragraphs && is(name, "line-break")) {
		dlp_flow_text(&part->flow, place(part), DLP_SPAN("\n"));
	}
}

void dlp_odf_close(struct dlp_markup *part, const char *name)
{
	if (is_paragraph(name)) {
		part->paragraphs -= part->paragraphs > 0;
		end_paragraph(part);
	} else if (is(name, "annotation")) {
		part->comments -= part->comments > 0;
	} else if (is(name, "creator") && part->comments) {
		dlp_flow_end_line(&part->flow, DLP_ASIDE_COMMENT);
	} else if (is(name, "deletion")) {
		part->deletions -= part->deletions > 0;
	} else if (is(name, "table-cell") || is(name, "covered-table-cell")) {
		dlp_flow_end_cell(&part->flow);
	} else if (is(name, "table-row")) {
		dlp_flow_end_row(&part->flow);
	}
}

void dlp_odf_text(struct dlp_markup *part, struct dlp_span text)
{
	if (part->paragraphs || part->comments)
		dlp_flow_text(&part->flow, place(part), text);
}
