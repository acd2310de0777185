#include <stdio.h>
#include <string.h>

#include "extract/markup.h"

/*
 * OpenDocument (ISO 26300): text stands in paragraphs and headings, in cells
 * of tables perhaps, and in annotations and deleted regions, which stand
 * aside.
 */

enum kind {
	ATTRIBUTES, /* nothing but those that hold words */
	PARAGRAPH,
	ANNOTATION,
	DELETION,
	HIDDEN, /* text on a condition */
	NOTES,  /* of a slide */
	PAGE,   /* a slide */
	SPAN,   /* text in a style of its own */
	ROW,
	CELL,
	SPACES,
	TAB,
	BREAK,
	CREATOR,
	ITEM, /* a line in itself */
	META, /* likewise, but in a paragraph a field that shows it */
	BOX,  /* text that stands in a paragraph, but is not of it */
	SPREADSHEET,
	STYLE,
};

#define PLAIN(name, kind)                   \
	{                                   \
		name, kind, DLP_ASIDE_NONE, \
		{                           \
			NULL                \
		}                           \
	}
#define WORDS(name, ...)                                          \
	{                                                         \
		name, ATTRIBUTES, DLP_ASIDE_PROPERTY, __VA_ARGS__ \
	}

/* By name. */
static const struct dlp_element elements[] = {
	{ "a", ATTRIBUTES, DLP_ASIDE_FIELD, { "href" } },
	PLAIN("annotation", ANNOTATION),
	PLAIN("binary-data", ITEM),
	WORDS("bookmark", { "name" }),
	WORDS("bookmark-start", { "name" }),
	WORDS("connection-resource", { "href" }),
	WORDS("content-validation", { "condition" }),
	PLAIN("covered-table-cell", CELL),
	PLAIN("creator", CREATOR),
	WORDS("database-display", { "database-name", "table-name" }),
	WORDS("database-range", { "name" }),
	WORDS("dde-source", { "dde-application", "dde-topic", "dde-item" }),
	PLAIN("deletion", DELETION),
	PLAIN("desc", ITEM),
	PLAIN("description", META),
	WORDS("drop-down", { "name" }),
	WORDS("error-message", { "title" }),
	{ "execute-macro", ATTRIBUTES, DLP_ASIDE_FIELD, { "name" } },
	WORDS("filter-condition", { "value" }),
	WORDS("filter-set-item", { "value" }),
	WORDS("formatted-text", { "current-value", "value" }),
	PLAIN("h", PARAGRAPH),
	WORDS("help-message", { "title" }),
	{ "hidden-paragraph", HIDDEN, DLP_ASIDE_HIDDEN, { "string-value" } },
	{ "hidden-text", HIDDEN, DLP_ASIDE_HIDDEN, { "string-value" } },
	PLAIN("initial-creator", META),
	WORDS("item", { "label", "value" }),
	PLAIN("keyword", META),
	WORDS("label", { "value" }),
	PLAIN("line-break", BREAK),
	WORDS("listbox", { "name" }),
	WORDS("named-expression", { "name" }),
	WORDS("named-range", { "name" }),
	PLAIN("notes", NOTES),
	WORDS("option", { "label", "value" }),
	PLAIN("p", PARAGRAPH),
	PLAIN("page", PAGE),
	WORDS("password", { "value" }),
	PLAIN("previous", DELETION),
	PLAIN("printed-by", META),
	PLAIN("s", SPACES),
	WORDS("scenario", { "comment" }),
	PLAIN("source-code", META),
	PLAIN("span", SPAN),
	PLAIN("spreadsheet", SPREADSHEET),
	PLAIN("style", STYLE),
	PLAIN("subject", META),
	PLAIN("tab", TAB),
	PLAIN("table-cell", CELL),
	PLAIN("table-row", ROW),
	WORDS("table-source", { "href", "table-name" }),
	WORDS("text", { "current-value", "value" }),
	PLAIN("text-box", BOX),
	WORDS("text-input", { "description" }),
	WORDS("textarea", { "current-value", "value" }),
	PLAIN("title", ITEM),
	{ "user-defined", META, DLP_ASIDE_PROPERTY, { "name" } },
	WORDS("user-field-decl", { "string-value", "value" }),
	WORDS("variable-set", { "string-value" }),
};

static const struct dlp_element *find(struct dlp_markup *part, const char *name)
{
	static const struct dlp_elements all = {
		elements, sizeof(elements) / sizeof(elements[0])
	};

	return dlp_markup_find(part, &all, name);
}

void dlp_odf_init(struct dlp_odf *odf)
{
	*odf = (struct dlp_odf){ .slide = 0 };
	dlp_buf_init(&odf->hiding, DLP_MARKUP_STYLES);
	dlp_buf_init(&odf->value, DLP_FLOW_ASIDE);
	dlp_buf_init(&odf->stored, DLP_FLOW_ASIDE);
}

void dlp_odf_release(struct dlp_odf *odf)
{
	dlp_buf_release(&odf->hiding);
	dlp_buf_release(&odf->value);
	dlp_buf_release(&odf->stored);
}

bool dlp_odf_hides(const struct dlp_markup *part, struct dlp_span style)
{
	struct dlp_span rest = dlp_buf_span(&part->odf.hiding);

	while (style.len && rest.len > style.len) {
		size_t n = strnlen(rest.ptr, rest.len);

		if (n == style.len && !memcmp(rest.ptr, style.ptr, n))
			return true;
		rest.ptr += n + 1;
		rest.len -= n + 1;
	}
	return false;
}

static void learn_style(struct dlp_markup *part, struct dlp_xml *xml,
			const char *name)
{
	struct dlp_odf *odf = &part->odf;
	struct dlp_span value;
	bool hides;

	if (!strcmp(name, "style")) {
		dlp_xml_attribute(xml, "name", &value);
		snprintf(odf->style, sizeof(odf->style), "%.*s",
			 (int)(value.len < 127 ? value.len : 127), value.ptr);
		return;
	}
	if (!strcmp(name, "drawing-page-properties")) {
		dlp_xml_attribute(xml, "visibility", &value);
		hides = dlp_span_is(value, "hidden");
	} else {
		dlp_xml_attribute(xml, "display", &value);
		hides = dlp_span_is(value, "none") ||
			dlp_span_is(value, "false");
	}
	if (hides && *odf->style)
		dlp_buf_add(&odf->hiding, odf->style, strlen(odf->style) + 1);
}

static enum dlp_aside place(const struct dlp_markup *part)
{
	const struct dlp_odf *odf = &part->odf;

	if (odf->deletions)
		return DLP_ASIDE_DELETED;
	if (odf->comments)
		return DLP_ASIDE_COMMENT;
	if (odf->unseen)
		return DLP_ASIDE_HIDDEN;
	/* Of a sheet, but of no row. */
	return odf->in_sheets && !odf->in_cell ? DLP_ASIDE_PROPERTY
					       : DLP_ASIDE_NONE;
}

static void add_text(struct dlp_markup *part, struct dlp_span text)
{
	if (part->odf.in_cell && place(part) == DLP_ASIDE_NONE)
		dlp_ods_text(part, text);
	else
		dlp_flow_text(&part->flow, place(part), text);
}

static void end_paragraph(struct dlp_markup *part)
{
	if (place(part) != DLP_ASIDE_NONE)
		dlp_flow_end_line(&part->flow, place(part));
	else if (part->odf.in_cell)
		dlp_ods_text(part, DLP_SPAN("\n"));
	else
		dlp_flow_end_paragraph(&part->flow);
}

/* `text:s` is as many spaces as it says. */
static void add_spaces(struct dlp_markup *part, struct dlp_xml *xml)
{
	enum { MOST = 100 };
	struct dlp_span count;
	uint64_t n = 1;

	if (dlp_xml_attribute(xml, "c", &count))
		n = dlp_xml_number(count);
	for (uint64_t i = 0; i < n && i < MOST; i++)
		add_text(part, DLP_SPAN(" "));
}

/* Where on which slide the text is. */
static void tell_slide(struct dlp_markup *part, bool notes)
{
	dlp_markup_at_slide(part, part->odf.slide, notes,
			    part->odf.hidden_slide);
}

static void open_page(struct dlp_markup *part, struct dlp_xml *xml)
{
	struct dlp_span style;

	dlp_xml_attribute(xml, "style-name", &style);
	part->odf.slide++;
	part->odf.hidden_slide = dlp_odf_hides(part, style);
	tell_slide(part, false);
}

/* What is within hidden text is hidden. */
static void open_span(struct dlp_markup *part, struct dlp_xml *xml)
{
	struct dlp_span style;

	dlp_xml_attribute(xml, "style-name", &style);
	if (part->odf.unseen || dlp_odf_hides(part, style))
		part->odf.unseen++;
}

void dlp_odf_open(struct dlp_markup *part, struct dlp_xml *xml,
		  const char *name)
{
	struct dlp_odf *odf = &part->odf;
	const struct dlp_element *element = find(part, name);
	size_t n = strlen(name);

	if (n > 11 && !strcmp(name + n - 11, "-properties"))
		learn_style(part, xml, name);
	if (odf->in_sheets && dlp_ods_open(part, xml, name))
		return;
	if (!element)
		return;
	dlp_markup_add_attributes(part, xml, element, element->into);
	switch ((enum kind)element->kind) {
	case PARAGRAPH:
		part->paragraphs++;
		open_span(part, xml);
		break;
	case SPAN:
		open_span(part, xml);
		break;
	case ANNOTATION:
		odf->comments++;
		break;
	case DELETION:
		odf->deletions++;
		break;
	case PAGE:
		open_page(part, xml);
		break;
	case NOTES:
		tell_slide(part, true);
		break;
	case ROW:
		dlp_flow_begin_row(&part->flow);
		break;
	case CELL:
		dlp_flow_begin_cell(&part->flow, false);
		break;
	case SPACES:
		if (part->paragraphs)
			add_spaces(part, xml);
		break;
	case TAB:
		if (part->paragraphs)
			add_text(part, DLP_SPAN("\t"));
		break;
	case BREAK:
		if (part->paragraphs)
			add_text(part, DLP_SPAN("\n"));
		break;
	case BOX:
		if (part->flow.line)
			dlp_flow_end_paragraph(&part->flow);
		break;
	case ITEM:
	case CREATOR:
		part->in_text = true;
		break;
	case META:
		part->in_text = !part->paragraphs;
		break;
	case SPREADSHEET:
		odf->in_sheets = true;
		break;
	case STYLE:
		learn_style(part, xml, name);
		break;
	case ATTRIBUTES:
	case HIDDEN:
		break;
	}
}

void dlp_odf_close(struct dlp_markup *part, const char *name)
{
	struct dlp_odf *odf = &part->odf;
	const struct dlp_element *element = find(part, name);

	if (odf->in_sheets && dlp_ods_close(part, name))
		return;
	if (!element)
		return;
	switch ((enum kind)element->kind) {
	case PARAGRAPH:
		end_paragraph(part);
		part->paragraphs -= part->paragraphs > 0;
		odf->unseen -= odf->unseen > 0;
		break;
	case SPAN:
		odf->unseen -= odf->unseen > 0;
		break;
	case ANNOTATION:
		dlp_flow_end_line(&part->flow, DLP_ASIDE_COMMENT);
		odf->comments -= odf->comments > 0;
		break;
	case DELETION:
		odf->deletions -= odf->deletions > 0;
		break;
	case NOTES:
		tell_slide(part, false);
		break;
	case ROW:
		dlp_flow_end_row(&part->flow);
		break;
	case CELL:
		dlp_flow_end_cell(&part->flow);
		break;
	case META:
		if (!part->in_text)
			break;
		/* fallthrough */
	case ITEM:
	case CREATOR:
		part->in_text = false;
		dlp_flow_end_line(&part->flow, odf->comments
						       ? DLP_ASIDE_COMMENT
						       : DLP_ASIDE_PROPERTY);
		break;
	case SPREADSHEET:
		odf->in_sheets = false;
		break;
	case ATTRIBUTES:
	case HIDDEN:
	case PAGE:
	case SPACES:
	case TAB:
	case BREAK:
	case BOX:
	case STYLE:
		break;
	}
}

void dlp_odf_text(struct dlp_markup *part, struct dlp_span text)
{
	if (part->in_text)
		dlp_flow_add(&part->flow,
			     part->odf.comments ? DLP_ASIDE_COMMENT
						: DLP_ASIDE_PROPERTY,
			     text);
	else if (part->paragraphs)
		add_text(part, text);
}
