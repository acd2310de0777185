#include <string.h>

#include "extract/markup.h"

/*
 * WordprocessingML (ECMA-376, part 1, 17) and DrawingML's text (21.1.2), whose
 * elements have the same names where they mean the same; and what the other
 * parts of Office have in attributes.
 */

enum kind {
	ATTRIBUTES, /* nothing but those that hold words */
	AUTHOR,     /* likewise, again and again the same */
	TEXT,
	RUN,
	VANISH,
	PARAGRAPH,
	ROW,
	CELL,
	TAB,
	BREAK,
	HYPHEN,
	MOVED,  /* to where it is told */
	BOX,    /* text that stands in a paragraph, but is not of it */
	ITEM,   /* a line, where there are no paragraphs */
	CHOICE, /* the newer of two forms (ECMA-376, part 3, 7.5) */
	FALLBACK,
};

#define WORDS(name, ...)                                          \
	{                                                         \
		name, ATTRIBUTES, DLP_ASIDE_PROPERTY, __VA_ARGS__ \
	}
#define PLAIN(name, kind)                   \
	{                                   \
		name, kind, DLP_ASIDE_NONE, \
		{                           \
			NULL                \
		}                           \
	}

/* By name. */
static const struct dlp_element elements[] = {
	PLAIN("Choice", CHOICE),
	PLAIN("Fallback", FALLBACK),
	WORDS("addressFieldName", { "val" }),
	WORDS("alias", { "val" }),
	WORDS("attr", { "val" }),
	{ "author", TEXT, DLP_ASIDE_PROPERTY, { "name", "userId" } },
	WORDS("bookmarkStart", { "name" }),
	PLAIN("br", BREAK),
	WORDS("cNvPr", { "descr", "title" }),
	WORDS("cacheField", { "name", "caption" }),
	WORDS("cfRule", { "text" }),
	PLAIN("cm", ITEM),
	WORDS("cmAuthor", { "name" }),
	{ "comment", ITEM, DLP_ASIDE_PROPERTY, { "author" } },
	WORDS("connectString", { "val" }),
	WORDS("connection", { "name", "description", "sourceFile" }),
	PLAIN("cr", BREAK),
	WORDS("custShow", { "name" }),
	WORDS("customFilter", { "val" }),
	WORDS("customPr", { "name" }),
	WORDS("dataField", { "name" }),
	WORDS("dataValidation",
	      { "prompt", "promptTitle", "error", "errorTitle" }),
	WORDS("date", { "fullDate" }),
	WORDS("dbPr", { "connection", "command", "serverCommand" }),
	WORDS("ddeLink", { "ddeService", "ddeTopic" }),
	WORDS("default", { "val" }),
	WORDS("definedName", { "name", "comment", "description", "help" }),
	{ "del", AUTHOR, DLP_ASIDE_PROPERTY, { "author" } },
	{ "delInstrText", TEXT, DLP_ASIDE_FIELD, { NULL } },
	{ "delText", TEXT, DLP_ASIDE_DELETED, { NULL } },
	WORDS("docPr", { "descr", "title" }),
	WORDS("docVar", { "name", "val" }),
	WORDS("filter", { "val" }),
	{ "fldSimple", ATTRIBUTES, DLP_ASIDE_FIELD, { "instr" } },
	WORDS("helpText", { "val" }),
	{ "hlinkClick", ATTRIBUTES, DLP_ASIDE_LINK, { "tooltip" } },
	{ "hyperlink",
	  ATTRIBUTES,
	  DLP_ASIDE_LINK,
	  { "location", "display", "tooltip", "anchor" } },
	WORDS("inputCells", { "val" }),
	{ "ins", AUTHOR, DLP_ASIDE_PROPERTY, { "author" } },
	{ "instrText", TEXT, DLP_ASIDE_FIELD, { NULL } },
	WORDS("listEntry", { "val" }),
	WORDS("listItem", { "displayText", "value" }),
	WORDS("mailSubject", { "val" }),
	{ "moveFrom", MOVED, DLP_ASIDE_PROPERTY, { "author" } },
	PLAIN("noBreakHyphen", HYPHEN),
	WORDS("oleItem", { "name" }),
	PLAIN("p", PARAGRAPH),
	WORDS("parameter", { "name", "prompt", "string" }),
	WORDS("person", { "displayName", "userId", "author" }),
	WORDS("pivotField", { "name", "caption" }),
	WORDS("presenceInfo", { "userId" }),
	WORDS("protectedRange", { "name" }),
	PLAIN("pt", ITEM),
	PLAIN("ptab", TAB),
	WORDS("query", { "val" }),
	PLAIN("r", RUN),
	WORDS("scenario", { "name", "user", "comment" }),
	WORDS("section", { "name" }),
	WORDS("sheetName", { "val" }),
	WORDS("slicer", { "caption" }),
	WORDS("statusText", { "val" }),
	{ "t", TEXT, DLP_ASIDE_NONE, { NULL } },
	PLAIN("tab", TAB),
	WORDS("table", { "displayName", "comment" }),
	WORDS("tableColumn", { "name", "totalsRowLabel" }),
	{ "tag", ATTRIBUTES, DLP_ASIDE_PROPERTY, { "name", "val" } },
	PLAIN("tc", CELL),
	{ "text", TEXT, DLP_ASIDE_NONE, { NULL } },
	WORDS("textPr", { "sourceFile" }),
	WORDS("textpath", { "string" }),
	PLAIN("tr", ROW),
	PLAIN("txbxContent", BOX),
	WORDS("udl", { "val" }),
	{ "v", TEXT, DLP_ASIDE_NONE, { NULL } },
	PLAIN("vanish", VANISH),
	PLAIN("webHidden", VANISH),
	WORDS("webPr", { "url", "post" }),
	WORDS("writeReservation", { "userName" }),
};

static const struct dlp_element *find(struct dlp_markup *part, const char *name)
{
	static const struct dlp_elements all = {
		elements, sizeof(elements) / sizeof(elements[0])
	};

	return dlp_markup_find(part, &all, name);
}

void dlp_word_add_attributes(struct dlp_markup *part, struct dlp_xml *xml,
			     const char *name)
{
	const struct dlp_element *element = find(part, name);

	if (element && element->attribute[0])
		dlp_markup_add_attributes(part, xml, element,
					  element->kind == ATTRIBUTES
						  ? element->into
						  : DLP_ASIDE_PROPERTY);
}

/* Whose change it is, once for all in a row. */
static void add_author(struct dlp_markup *part, struct dlp_xml *xml)
{
	struct dlp_span author;
	size_t n;

	dlp_xml_attribute(xml, "author", &author);
	n = author.len < sizeof(part->author) ? author.len
					      : sizeof(part->author) - 1;
	if (!n ||
	    (part->author[n] == '\0' && !memcmp(part->author, author.ptr, n)))
		return;
	memcpy(part->author, author.ptr, n);
	part->author[n] = '\0';
	dlp_flow_add_line(&part->flow, DLP_ASIDE_PROPERTY, author);
}

/* An element that switches something is on without a value. */
static bool is_on(const struct dlp_xml *xml)
{
	struct dlp_span val;

	return !dlp_xml_attribute(xml, "val", &val) || dlp_xml_is_true(val);
}

static void add_text(struct dlp_markup *part, enum dlp_aside into,
		     struct dlp_span text)
{
	if (part->fallbacks) {
		dlp_buf_addspan(&part->fallback, text);
		return;
	}
	if (part->choices)
		dlp_buf_addspan(&part->choice, text);
	dlp_flow_text(&part->flow, into, text);
}

/* A character that an element stands for. */
static void add_character(struct dlp_markup *part, struct dlp_span character)
{
	/* A tab stop, say, is outside of runs. */
	if (part->runs)
		add_text(part, DLP_ASIDE_NONE, character);
}

static void open_box(struct dlp_markup *part)
{
	if (part->flow.line)
		dlp_flow_end_paragraph(&part->flow);
}

void dlp_word_open(struct dlp_markup *part, struct dlp_xml *xml,
		   const char *name)
{
	const struct dlp_element *element = find(part, name);

	if (!element)
		return;
	if (element->kind == AUTHOR || element->kind == MOVED)
		add_author(part, xml);
	else if (element->attribute[0])
		dlp_markup_add_attributes(part, xml, element, element->into);
	switch ((enum kind)element->kind) {
	case TEXT:
		part->in_text = true;
		part->into = element->into;
		break;
	case RUN:
		part->runs++;
		part->vanish = false;
		break;
	case VANISH:
		part->vanish = part->runs && is_on(xml);
		break;
	case PARAGRAPH:
		part->paragraphs++;
		break;
	case ROW:
		if (!part->fallbacks)
			dlp_flow_begin_row(&part->flow);
		break;
	case CELL:
		if (!part->fallbacks)
			dlp_flow_begin_cell(&part->flow, false);
		break;
	case TAB:
		add_character(part, DLP_SPAN("\t"));
		break;
	case BREAK:
		/* In DrawingML it stands between runs. */
		if (part->runs || part->paragraphs)
			add_text(part, DLP_ASIDE_NONE, DLP_SPAN("\n"));
		break;
	case HYPHEN:
		add_character(part, DLP_SPAN("-"));
		break;
	case MOVED:
		part->moves++;
		break;
	case BOX:
		if (!part->fallbacks)
			open_box(part);
		break;
	case CHOICE:
		part->choices++;
		dlp_buf_clear(&part->choice);
		break;
	case FALLBACK:
		part->fallbacks++;
		break;
	case ATTRIBUTES:
	case AUTHOR:
	case ITEM:
		break;
	}
}

static bool is_break(char c)
{
	return c == '\n' || c == '\t' || c == ' ';
}

/* Whether both say the same, however it is set. */
static bool same_words(struct dlp_span a, struct dlp_span b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.len && is_break(a.ptr[i]))
			i++;
		while (k < b.len && is_break(b.ptr[k]))
			k++;
		if (i == a.len || k == b.len)
			return i == a.len && k == b.len;
		if (a.ptr[i++] != b.ptr[k++])
			return false;
	}
}

/* What readers of older markup see is told where it is something else. */
static void end_fallback(struct dlp_markup *part)
{
	struct dlp_span older = dlp_buf_span(&part->fallback);

	part->fallbacks -= part->fallbacks > 0;
	if (part->fallbacks)
		return;
	if (part->choice.status || part->fallback.status)
		dlp_teller_error(part->flow.teller, DLP_CODE_TOO_LARGE,
				 "too much text in two forms");
	if (!same_words(older, dlp_buf_span(&part->choice)))
		dlp_flow_add_line(&part->flow, DLP_ASIDE_HIDDEN, older);
	dlp_buf_clear(&part->fallback);
	dlp_buf_clear(&part->choice);
}

static void end_paragraph(struct dlp_markup *part)
{
	part->paragraphs -= part->paragraphs > 0;
	if (part->fallbacks)
		dlp_buf_addc(&part->fallback, '\n');
	else
		dlp_flow_end_paragraph(&part->flow);
}

void dlp_word_close(struct dlp_markup *part, const char *name)
{
	const struct dlp_element *element = find(part, name);

	if (!element)
		return;
	switch ((enum kind)element->kind) {
	case TEXT:
		part->in_text = false;
		if (element->into == DLP_ASIDE_PROPERTY)
			dlp_flow_end_line(&part->flow, element->into);
		break;
	case RUN:
		part->runs -= part->runs > 0;
		part->vanish = false;
		break;
	case PARAGRAPH:
		end_paragraph(part);
		break;
	case CELL:
		if (!part->fallbacks)
			dlp_flow_end_cell(&part->flow);
		break;
	case ROW:
		if (!part->fallbacks)
			dlp_flow_end_row(&part->flow);
		break;
	case MOVED:
		part->moves -= part->moves > 0;
		break;
	case ITEM:
		if (part->flow.line)
			dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
		break;
	case CHOICE:
		part->choices -= part->choices > 0;
		break;
	case FALLBACK:
		end_fallback(part);
		break;
	case ATTRIBUTES:
	case AUTHOR:
	case VANISH:
	case TAB:
	case BREAK:
	case HYPHEN:
	case BOX:
		break;
	}
}

void dlp_word_text(struct dlp_markup *part, struct dlp_span text)
{
	enum dlp_aside into = part->into;

	if (!part->in_text)
		return;
	if (into == DLP_ASIDE_NONE && part->moves)
		into = DLP_ASIDE_DELETED;
	else if (into == DLP_ASIDE_NONE && part->vanish)
		into = DLP_ASIDE_HIDDEN;
	add_text(part, into, text);
}
