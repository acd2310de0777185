#include "extract/markup.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "extract/deck.h"

#define LITERAL(s)               \
	{                        \
		s, sizeof(s) - 1 \
	}
#define PART(s) LITERAL("{\"part\":\"" s "\"}")

/* How a part is read, by its root element. */
enum style {
	STYLE_WORD,  /* text in runs, paragraphs and tables */
	STYLE_ODF,   /* likewise, OpenDocument's way */
	STYLE_SHEET, /* cells of a sheet */
	STYLE_MACRO, /* and what they do */
	STYLE_LINKS, /* targets of relationships */
	STYLE_PAIRS, /* properties: `name: value` */
	STYLE_TEXT,  /* every text node, and attributes that hold words */
	STYLE_ANY,   /* and every attribute: somebody's own data */
};

struct dlp_markup_root {
	const char *name;
	enum style style;
	struct dlp_span at;
};

static const struct dlp_markup_root roots[] = {
	{ "document", STYLE_WORD, LITERAL("") },
	{ "hdr", STYLE_WORD, PART("header") },
	{ "ftr", STYLE_WORD, PART("footer") },
	{ "footnotes", STYLE_WORD, PART("footnote") },
	{ "endnotes", STYLE_WORD, PART("endnote") },
	{ "comments", STYLE_WORD, PART("comment") },
	{ "cmLst", STYLE_WORD, PART("comment") },
	{ "ThreadedComments", STYLE_TEXT, PART("comment") },
	{ "personList", STYLE_TEXT, PART("comment") },
	{ "authorLst", STYLE_TEXT, PART("comment") },
	{ "cmAuthorLst", STYLE_TEXT, PART("comment") },
	{ "glossaryDocument", STYLE_WORD, PART("glossary") },
	{ "settings", STYLE_WORD, PART("variable") },
	{ "sld", STYLE_WORD, LITERAL("") },
	{ "notes", STYLE_WORD, PART("notes") },
	{ "sldLayout", STYLE_WORD, PART("layout") },
	{ "sldMaster", STYLE_WORD, PART("layout") },
	{ "notesMaster", STYLE_WORD, PART("layout") },
	{ "handoutMaster", STYLE_WORD, PART("layout") },
	{ "chartSpace", STYLE_WORD, PART("chart") },
	{ "dataModel", STYLE_WORD, PART("diagram") },
	{ "drawing", STYLE_WORD, PART("diagram") },
	{ "wsDr", STYLE_WORD, PART("drawing") },
	{ "userShapes", STYLE_WORD, PART("drawing") },
	{ "worksheet", STYLE_SHEET, LITERAL("") },
	{ "dialogsheet", STYLE_SHEET, LITERAL("") },
	{ "chartsheet", STYLE_SHEET, LITERAL("") },
	{ "macrosheet", STYLE_MACRO, LITERAL("") },
	{ "document-content", STYLE_ODF, LITERAL("") },
	{ "document-styles", STYLE_ODF, PART("header") },
	{ "document-meta", STYLE_PAIRS, PART("property") },
	{ "document-settings", STYLE_PAIRS, PART("property") },
	{ "RDF", STYLE_TEXT, PART("property") },
	{ "Relationships", STYLE_LINKS, PART("link") },
	{ "coreProperties", STYLE_PAIRS, PART("property") },
	{ "Properties", STYLE_PAIRS, PART("property") },
	{ "Signature", STYLE_TEXT, PART("signature") },
	{ "document-signatures", STYLE_TEXT, PART("signature") },
	{ "people", STYLE_ANY, PART("property") },
	{ "module", STYLE_ANY, PART("macro") },
	{ "pivotCacheRecords", STYLE_ANY, PART("pivot") },
	{ "pivotCacheDefinition", STYLE_ANY, PART("pivot") },
};

/* What an office itself writes has its settings in attributes. */
static const struct dlp_markup_root office_root = { "", STYLE_TEXT,
						    PART("xml") };
static const struct dlp_markup_root foreign_root = { "", STYLE_ANY,
						     PART("xml") };

static bool is(const char *s, const char *word)
{
	return !strcmp(s, word);
}

static int compare(const void *name, const void *element)
{
	return strcmp(name, ((const struct dlp_element *)element)->name);
}

const struct dlp_element *dlp_markup_find(struct dlp_markup *part,
					  const struct dlp_elements *elements,
					  const char *name)
{
	size_t i = ((uintptr_t)name ^ (uintptr_t)name >> 7) % DLP_MARKUP_SLOTS;

	if (part->slot[i].name != name) {
		part->slot[i].name = name;
		part->slot[i].element =
			bsearch(name, elements->element, elements->count,
				sizeof(*elements->element), compare);
	}
	return part->slot[i].element;
}

void dlp_markup_add_attributes(struct dlp_markup *part, struct dlp_xml *xml,
			       const struct dlp_element *element,
			       enum dlp_aside into)
{
	struct dlp_span value;

	for (size_t i = 0; i < 4 && element->attribute[i]; i++)
		if (dlp_xml_attribute(xml, element->attribute[i], &value))
			dlp_flow_add_line(&part->flow, into, value);
}

/* Custom properties are called `property` and the like, and have a name; those
 * of type vt: are their values.  Settings that are no text are switches. */
static void open_pair(struct dlp_markup *part, const struct dlp_xml *xml,
		      const char *name)
{
	struct dlp_span value;

	part->silent = dlp_xml_attribute(xml, "type", &value) &&
		       is(part->root->name, "document-settings") &&
		       !dlp_span_is(value, "string");
	if (dlp_xml_attribute(xml, "name", &value) && value.len)
		snprintf(part->name, sizeof(part->name), "%.*s",
			 (int)(value.len < 100 ? value.len : 100), value.ptr);
	else if (!is(dlp_xml_prefix(xml), "vt"))
		snprintf(part->name, sizeof(part->name), "%.100s", name);
}

/* A value comes in pieces. */
static void add_pair(struct dlp_markup *part, struct dlp_span value)
{
	if (!part->flow.line) {
		dlp_flow_add(
			&part->flow, DLP_ASIDE_NONE,
			(struct dlp_span){ part->name, strlen(part->name) });
		dlp_flow_add(&part->flow, DLP_ASIDE_NONE, DLP_SPAN(": "));
	}
	dlp_flow_add(&part->flow, DLP_ASIDE_NONE, value);
}

static void add_link(struct dlp_markup *part, const struct dlp_xml *xml)
{
	struct dlp_span target, mode;

	dlp_xml_attribute(xml, "TargetMode", &mode);
	if (!dlp_span_eq(mode, DLP_SPAN("External")))
		return;
	dlp_xml_attribute(xml, "Target", &target);
	dlp_flow_add(&part->flow, DLP_ASIDE_NONE, target);
	dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
}

static void add_attributes(struct dlp_markup *part, const struct dlp_xml *xml)
{
	struct dlp_span value;
	const char *name;

	for (size_t i = 0; dlp_xml_attribute_at(xml, i, &name, &value); i++)
		dlp_flow_add_line(&part->flow, DLP_ASIDE_PROPERTY, value);
}

static bool is_odf(const char *uri)
{
	static const char odf[] = "urn:oasis:names:tc:opendocument:";

	return !strncmp(uri, odf, sizeof(odf) - 1);
}

static const struct dlp_markup_root *find_root(const char *name,
					       const char *uri)
{
	static const char *const office[] = {
		"http://schemas.openxmlformats.org/",
		"http://purl.oclc.org/ooxml/",
		"http://schemas.microsoft.com/office/",
		"urn:oasis:names:tc:opendocument:",
	};
	/* All of a document of OpenDocument in one part. */
	const char *called =
		is(name, "document") && is_odf(uri) ? "document-content" : name;

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (is(called, roots[i].name))
			return &roots[i];
	for (size_t i = 0; i < sizeof(office) / sizeof(office[0]); i++)
		if (!strncmp(uri, office[i], strlen(office[i])))
			return &office_root;
	return &foreign_root;
}

/* The digits in the last component of a part's name: which slide it is, where
 * nothing better says it. */
static unsigned number_of(struct dlp_span name)
{
	unsigned number = 0;

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (c == '/')
			number = 0;
		else if (c >= '0' && c <= '9' && number < 1000000)
			number = number * 10 + (unsigned)(c - '0');
	}
	return number;
}

void dlp_markup_at_slide(struct dlp_markup *part, unsigned number, bool notes,
			 bool hidden)
{
	struct dlp_buf at;

	dlp_buf_init(&at, 0);
	dlp_json_open(&at, '{');
	if (number)
		dlp_json_add_number(&at, "slide", number);
	if (notes)
		dlp_json_add_text(&at, "part", DLP_SPAN("notes"));
	if (hidden) {
		dlp_json_key(&at, "hidden");
		dlp_json_bool(&at, true);
	}
	dlp_json_close(&at, '}');
	if (!at.status)
		dlp_teller_at(part->flow.teller, dlp_buf_span(&at));
	dlp_buf_release(&at);
}

static void tell_slide(struct dlp_markup *part, const struct dlp_xml *xml,
		       bool notes)
{
	const struct dlp_deck *deck = part->document->deck;
	const bool known = deck && dlp_deck_knows(deck);
	unsigned number = known ? dlp_deck_slide(deck, part->called)
				: number_of(part->called);
	struct dlp_span show;

	if (!number && !known)
		return;
	dlp_xml_attribute(xml, "show", &show);
	/* What is not in the order of the slides is left over. */
	dlp_markup_at_slide(part, number, notes,
			    !number || dlp_span_eq(show, DLP_SPAN("0")) ||
				    dlp_span_eq(show, DLP_SPAN("false")));
}

static void set_root(struct dlp_markup *part, const struct dlp_xml *xml,
		     const char *element)
{
	struct dlp_markup_document *document = part->document;

	part->root = find_root(element, dlp_xml_namespace(xml));
	if (part->root->style == STYLE_SHEET ||
	    part->root->style == STYLE_MACRO) {
		if (document->book)
			dlp_sheet_begin(part, part->called,
					part->root->style == STYLE_MACRO);
		else
			part->root = &office_root;
	}
	document->body = document->body || !part->root->at.len;
	dlp_teller_at(part->flow.teller, part->root->at);
	if (is(element, "sld") || is(element, "notes"))
		tell_slide(part, xml, is(element, "notes"));
}

static void take_open(void *arg, struct dlp_xml *xml, const char *name)
{
	struct dlp_markup *part = arg;

	if (!part->root)
		set_root(part, xml, name);
	if (part->document->odf && is(name, "encryption-data"))
		part->document->encrypted = true;
	switch (part->root->style) {
	case STYLE_WORD:
		dlp_word_open(part, xml, name);
		break;
	case STYLE_ODF:
		dlp_odf_open(part, xml, name);
		break;
	case STYLE_SHEET:
	case STYLE_MACRO:
		dlp_sheet_open(part, xml, name);
		break;
	case STYLE_LINKS:
		add_link(part, xml);
		break;
	case STYLE_PAIRS:
		open_pair(part, xml, name);
		break;
	case STYLE_TEXT:
		part->paragraphs += is(name, "p");
		dlp_word_add_attributes(part, xml, name);
		break;
	case STYLE_ANY:
		add_attributes(part, xml);
		break;
	}
}

static void take_close(void *arg, struct dlp_xml *xml, const char *name)
{
	struct dlp_markup *part = arg;

	if (part->flow.teller->status)
		dlp_xml_stop(xml);
	switch (part->root->style) {
	case STYLE_WORD:
		dlp_word_close(part, name);
		break;
	case STYLE_ODF:
		dlp_odf_close(part, name);
		break;
	case STYLE_SHEET:
	case STYLE_MACRO:
		dlp_sheet_close(part, name);
		break;
	case STYLE_TEXT:
		part->paragraphs -= part->paragraphs && is(name, "p");
		/* Runs of a paragraph are one text. */
		if (part->flow.line && !part->paragraphs)
			dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
		break;
	case STYLE_ANY:
	case STYLE_PAIRS:
		if (part->flow.line)
			dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
		break;
	case STYLE_LINKS:
		break;
	}
}

/* What stands between elements for the eye. */
static bool is_blank(struct dlp_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!strchr(" \t\r\n", text.ptr[i]))
			return false;
	return true;
}

static void take_text(void *arg, struct dlp_xml *xml, struct dlp_span text)
{
	struct dlp_markup *part = arg;

	(void)xml;
	if (!part->root)
		return;
	switch (part->root->style) {
	case STYLE_WORD:
		dlp_word_text(part, text);
		break;
	case STYLE_ODF:
		dlp_odf_text(part, text);
		break;
	case STYLE_SHEET:
	case STYLE_MACRO:
		dlp_sheet_text(part, text);
		break;
	case STYLE_PAIRS:
		if (!part->silent && (part->flow.line || !is_blank(text)))
			add_pair(part, text);
		break;
	case STYLE_TEXT:
	case STYLE_ANY:
		if (part->flow.line || !is_blank(text))
			dlp_flow_add(&part->flow, DLP_ASIDE_NONE, text);
		break;
	case STYLE_LINKS:
		break;
	}
}

/* A comment in the markup, which no office shows. */
static void take_note(void *arg, struct dlp_xml *xml, struct dlp_span text)
{
	struct dlp_markup *part = arg;

	(void)xml;
	dlp_flow_add_line(&part->flow, DLP_ASIDE_HIDDEN, text);
}

static void init(struct dlp_markup *part, struct dlp_teller *teller)
{
	dlp_flow_init(&part->flow, teller);
	dlp_grid_init(&part->grid, teller);
	dlp_sheet_init(&part->sheet, part->document->book);
	dlp_buf_init(&part->choice, DLP_MARKUP_ALTERNATE);
	dlp_buf_init(&part->fallback, DLP_MARKUP_ALTERNATE);
	dlp_odf_init(&part->odf);
}

static void release(struct dlp_markup *part)
{
	dlp_grid_release(&part->grid);
	dlp_sheet_release(&part->sheet);
	dlp_buf_release(&part->choice);
	dlp_buf_release(&part->fallback);
	dlp_odf_release(&part->odf);
}

const char *dlp_markup_read(struct dlp_teller *teller,
			    struct dlp_source *source, struct dlp_span name,
			    struct dlp_markup_document *document,
			    enum dlp_code *code)
{
	static const struct dlp_xml_events events = { take_open, take_close,
						      take_text, take_note };
	struct dlp_markup *part = calloc(1, sizeof(*part));
	const char *failure;

	if (!part) {
		*code = DLP_CODE_TOO_LARGE;
		return "out of memory";
	}
	part->document = document;
	part->called = name;
	init(part, teller);
	failure = dlp_xml_read(source, &events, part, document->odf, code);
	/* A row that the part is cut in. */
	dlp_grid_end_row(&part->grid);
	dlp_grid_end(&part->grid);
	dlp_flow_finish(&part->flow);
	release(part);
	free(part);
	return failure;
}
