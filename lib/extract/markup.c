#include "extract/markup.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

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
	STYLE_NONE,  /* nobody's words, or known already */
	STYLE_LINKS, /* targets of relationships */
	STYLE_PAIRS, /* properties: `name: value` */
	STYLE_TEXT,  /* every text node */
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
	{ "glossaryDocument", STYLE_WORD, PART("glossary") },
	{ "settings", STYLE_WORD, PART("variable") },
	{ "sld", STYLE_WORD, LITERAL("") },
	{ "notes", STYLE_WORD, PART("notes") },
	{ "sldLayout", STYLE_WORD, PART("layout") },
	{ "sldMaster", STYLE_WORD, PART("layout") },
	{ "notesMaster", STYLE_WORD, PART("layout") },
	{ "handoutMaster", STYLE_WORD, PART("layout") },
	{ "worksheet", STYLE_SHEET, LITERAL("") },
	{ "sst", STYLE_NONE, LITERAL("") },
	{ "document-content", STYLE_ODF, LITERAL("") },
	{ "document-styles", STYLE_ODF, PART("header") },
	{ "document-meta", STYLE_PAIRS, PART("property") },
	{ "document-settings", STYLE_NONE, PART("property") },
	{ "RDF", STYLE_TEXT, PART("property") },
	{ "Relationships", STYLE_LINKS, PART("link") },
	{ "coreProperties", STYLE_PAIRS, PART("property") },
	{ "Properties", STYLE_PAIRS, PART("property") },
	{ "people", STYLE_ANY, PART("property") },
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

/* Custom properties are called `property` and the like, and have a name; those
 * of type vt: are their values. */
static void open_pair(struct dlp_markup *part, const char *name)
{
	struct dlp_span value;

	if (dlp_xml_attribute(&part->xml, "name", &value) && value.len)
		snprintf(part->name, sizeof(part->name), "%.*s",
			 (int)(value.len < 100 ? value.len : 100), value.ptr);
	else if (!is(dlp_xml_prefix(&part->xml), "vt"))
		snprintf(part->name, sizeof(part->name), "%.100s", name);
}

static void add_pair(struct dlp_markup *part, struct dlp_span value)
{
	dlp_flow_add(&part->flow, DLP_ASIDE_NONE,
		     (struct dlp_span){ part->name, strlen(part->name) });
	dlp_flow_add(&part->flow, DLP_ASIDE_NONE, DLP_SPAN(": "));
	dlp_flow_add(&part->flow, DLP_ASIDE_NONE, value);
	dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
}

static void add_link(struct dlp_markup *part)
{
	struct dlp_span target, mode;

	dlp_xml_attribute(&part->xml, "TargetMode", &mode);
	if (!dlp_span_eq(mode, DLP_SPAN("External")))
		return;
	dlp_xml_attribute(&part->xml, "Target", &target);
	dlp_flow_add(&part->flow, DLP_ASIDE_NONE, target);
	dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
}

static void add_attribute(void *arg, struct dlp_span value)
{
	struct dlp_markup *part = arg;

	dlp_flow_add_line(&part->flow, DLP_ASIDE_PROPERTY, value);
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

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (is(name, roots[i].name))
			return &roots[i];
	for (size_t i = 0; i < sizeof(office) / sizeof(office[0]); i++)
		if (!strncmp(uri, office[i], strlen(office[i])))
			return &office_root;
	return &foreign_root;
}

/* The digits in the last component of a part's name: which slide it is. */
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

static void set_root(struct dlp_markup *part, const char *element,
		     struct dlp_span name)
{
	unsigned number = number_of(name);
	struct dlp_span show;
	struct dlp_buf at;

	part->root = find_root(element, dlp_xml_namespace(&part->xml));
	part->body = !part->root->at.len && part->root->style != STYLE_NONE;
	dlp_teller_at(part->flow.teller, part->root->at);
	if (part->root->style == STYLE_SHEET)
		dlp_sheet_begin(part, name);
	if ((!is(element, "sld") && !is(element, "notes")) || !number)
		return;
	dlp_xml_attribute(&part->xml, "show", &show);
	dlp_buf_init(&at, 0);
	dlp_json_open(&at, '{');
	dlp_json_add_number(&at, "slide", number);
	if (is(element, "notes"))
		dlp_json_add_text(&at, "part", DLP_SPAN("notes"));
	if (dlp_span_eq(show, DLP_SPAN("0"))) {
		dlp_json_key(&at, "hidden");
		dlp_json_bool(&at, true);
	}
	dlp_json_close(&at, '}');
	dlp_teller_at(part->flow.teller, dlp_buf_span(&at));
	dlp_buf_release(&at);
}

static void take_open(struct dlp_markup *part, const char *name)
{
	bool empty = dlp_xml_is_empty(&part->xml);

	part->encrypted = part->encrypted || is(name, "encryption-data");
	switch (part->root->style) {
	case STYLE_WORD:
		dlp_word_open(part, name, empty);
		break;
	case STYLE_ODF:
		dlp_odf_open(part, name, empty);
		break;
	case STYLE_SHEET:
		dlp_sheet_open(part, name, empty);
		break;
	case STYLE_LINKS:
		add_link(part);
		break;
	case STYLE_PAIRS:
		open_pair(part, name);
		break;
	case STYLE_ANY:
		dlp_xml_attributes(&part->xml, add_attribute, part);
		break;
	case STYLE_NONE:
	case STYLE_TEXT:
		break;
	}
}

static void take_close(struct dlp_markup *part, const char *name)
{
	switch (part->root->style) {
	case STYLE_WORD:
		dlp_word_close(part, name);
		break;
	case STYLE_ODF:
		dlp_odf_close(part, name);
		break;
	case STYLE_SHEET:
		dlp_sheet_close(part, name);
		break;
	case STYLE_TEXT:
	case STYLE_ANY:
		if (part->flow.line)
			dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
		break;
	case STYLE_NONE:
	case STYLE_LINKS:
	case STYLE_PAIRS:
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

static void take_text(struct dlp_markup *part)
{
	struct dlp_span text = dlp_xml_value(&part->xml);

	switch (part->root->style) {
	case STYLE_WORD:
		dlp_word_text(part, text);
		break;
	case STYLE_ODF:
		dlp_odf_text(part, text);
		break;
	case STYLE_SHEET:
		dlp_sheet_text(part, text);
		break;
	case STYLE_PAIRS:
		if (!is_blank(text))
			add_pair(part, text);
		break;
	case STYLE_TEXT:
	case STYLE_ANY:
		if (!is_blank(text))
			dlp_flow_add(&part->flow, DLP_ASIDE_NONE, text);
		break;
	case STYLE_NONE:
	case STYLE_LINKS:
		break;
	}
}

/* A comment in the markup, which no office shows. */
static void take_note(struct dlp_markup *part)
{
	dlp_flow_add_line(&part->flow, DLP_ASIDE_HIDDEN,
			  dlp_xml_value(&part->xml));
}

/* False at the end of the part. */
static bool take_node(struct dlp_markup *part, struct dlp_span called)
{
	const char *name;

	switch (dlp_xml_next(&part->xml, &name)) {
	case DLP_XML_OPEN:
		if (!part->root)
			set_root(part, name, called);
		take_open(part, name);
		return true;
	case DLP_XML_CLOSE:
		take_close(part, name);
		return true;
	case DLP_XML_TEXT:
		if (part->root)
			take_text(part);
		return true;
	case DLP_XML_NOTE:
		take_note(part);
		return true;
	case DLP_XML_END:
		break;
	}
	return false;
}

const char *dlp_markup_read(struct dlp_teller *teller,
			    struct dlp_source *source, struct dlp_span name,
			    struct dlp_sheets *sheets, bool *body,
			    enum dlp_code *code)
{
	struct dlp_markup part = { .sheets = sheets };
	const char *failure;

	if (!dlp_xml_open(&part.xml, source)) {
		*code = DLP_CODE_TOO_LARGE;
		return "out of memory";
	}
	dlp_flow_init(&part.flow, teller);
	while (!teller->status && take_node(&part, name))
		;
	dlp_flow_finish(&part.flow);
	*body = *body || part.body;
	failure = dlp_xml_failure(&part.xml, code);
	if (!failure && part.encrypted) {
		*code = DLP_CODE_ENCRYPTED;
		failure = "the document is encrypted";
	}
	dlp_xml_close(&part.xml);
	return failure;
}
