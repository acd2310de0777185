#include "extract/docx.h"

#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "extract/archive.h"

enum {
	/* No entities, no network, no huge nodes; errors are ours to tell. */
	FLAGS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		XML_PARSE_COMPACT,
	ASIDE = 16 << 20, /* bytes kept of text that is told behind a part's */
};

#define LITERAL(s)               \
	{                        \
		s, sizeof(s) - 1 \
	}

/* Text that stands aside: it would cut the part's own in two. */
enum aside {
	ASIDE_DELETED,
	ASIDE_HIDDEN,
	ASIDE_FIELD,
	ASIDE_PROPERTY,
	ASIDES,
};

static const struct dlp_span aside_at[ASIDES] = {
	[ASIDE_DELETED] = LITERAL("{\"part\":\"deleted\",\"hidden\":true}"),
	[ASIDE_HIDDEN] = LITERAL("{\"part\":\"hidden\",\"hidden\":true}"),
	[ASIDE_FIELD] = LITERAL("{\"part\":\"field\"}"),
	[ASIDE_PROPERTY] = LITERAL("{\"part\":\"property\"}"),
};

/* How a part is read, by its root element. */
enum style {
	STYLE_WORD,  /* text in runs, paragraphs and tables */
	STYLE_LINKS, /* targets of relationships */
	STYLE_PAIRS, /* properties: `name: value` */
	STYLE_TEXT,  /* every text node */
	STYLE_ANY,   /* and every attribute: somebody's own data */
};

static const struct root {
	const char *name;
	enum style style;
	struct dlp_span at;
} roots[] = {
	{ "document", STYLE_WORD, LITERAL("") },
	{ "hdr", STYLE_WORD, LITERAL("{\"part\":\"header\"}") },
	{ "ftr", STYLE_WORD, LITERAL("{\"part\":\"footer\"}") },
	{ "footnotes", STYLE_WORD, LITERAL("{\"part\":\"footnote\"}") },
	{ "endnotes", STYLE_WORD, LITERAL("{\"part\":\"endnote\"}") },
	{ "comments", STYLE_WORD, LITERAL("{\"part\":\"comment\"}") },
	{ "glossaryDocument", STYLE_WORD, LITERAL("{\"part\":\"glossary\"}") },
	{ "settings", STYLE_WORD, LITERAL("{\"part\":\"variable\"}") },
	{ "Relationships", STYLE_LINKS, LITERAL("{\"part\":\"link\"}") },
	{ "coreProperties", STYLE_PAIRS, LITERAL("{\"part\":\"property\"}") },
	{ "people", STYLE_ANY, LITERAL("{\"part\":\"property\"}") },
	{ "Properties", STYLE_PAIRS, LITERAL("{\"part\":\"property\"}") },
};

/* What the office itself writes has its settings in attributes. */
static const struct root office_root = { "", STYLE_TEXT,
					 LITERAL("{\"part\":\"xml\"}") };
static const struct root foreign_root = { "", STYLE_ANY,
					  LITERAL("{\"part\":\"xml\"}") };

/* Attributes with words of the author's in them. */
static const struct {
	const char *element, *attribute;
	enum aside aside;
} words[] = {
	{ "docPr", "descr", ASIDE_PROPERTY },
	{ "docPr", "title", ASIDE_PROPERTY },
	{ "docVar", "val", ASIDE_PROPERTY },
	{ "default", "val", ASIDE_PROPERTY },
	{ "listItem", "displayText", ASIDE_PROPERTY },
	{ "listItem", "value", ASIDE_PROPERTY },
	{ "comment", "author", ASIDE_PROPERTY },
	{ "fldSimple", "instr", ASIDE_FIELD },
};

struct part {
	struct dlp_teller *teller;
	xmlTextReaderPtr xml;
	const struct root *root;
	bool refused;
	int error; /* of the parser */
	struct dlp_buf aside[ASIDES];
	/* Where in the markup we are. */
	unsigned runs, tables, rows, cells;
	bool vanish;     /* this run is hidden */
	bool in_text;    /* within an element that holds text */
	enum aside into; /* or ASIDES for the part's own text */
	bool line;       /* there is text since the last line end */
	bool cell_line;  /* a paragraph ended within this cell */
	bool cell_first; /* no cell was before it in this row */
	char name[128];  /* STYLE_PAIRS: the property */
};

static bool is(const char *s, const char *word)
{
	return !strcmp(s, word);
}

static void add(struct part *part, enum aside into, struct dlp_span text)
{
	if (into == ASIDES) {
		dlp_teller_text(part->teller, text);
		part->line = part->line || text.len;
	} else {
		dlp_buf_addspan(&part->aside[into], text);
	}
}

/* One line end, and none for an empty line aside. */
static void end_line(struct part *part, enum aside into)
{
	struct dlp_buf *buf;

	if (into == ASIDES) {
		dlp_teller_text(part->teller, DLP_SPAN("\n"));
		part->line = false;
		return;
	}
	buf = &part->aside[into];
	if (buf->len && buf->ptr[buf->len - 1] != '\n')
		dlp_buf_addc(buf, '\n');
}

static void end_asides(struct part *part)
{
	for (enum aside i = 0; i < ASIDES; i++)
		end_line(part, i);
}

/* A cell's TAB and newline would end it. */
static void add_in_cell(struct part *part, struct dlp_span text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\t' && text.ptr[i] != '\n' &&
		    text.ptr[i] != '\r')
			continue;
		add(part, ASIDES,
		    (struct dlp_span){ text.ptr + from, i - from });
		add(part, ASIDES, DLP_SPAN(" "));
		from = i + 1;
	}
	add(part, ASIDES,
	    (struct dlp_span){ text.ptr + from, text.len - from });
}

static void add_text(struct part *part, struct dlp_span text)
{
	enum aside into = part->into;

	if (into == ASIDES && part->vanish)
		into = ASIDE_HIDDEN;
	if (into != ASIDES || !part->cells) {
		add(part, into, text);
		return;
	}
	if (part->cell_line && text.len)
		add(part, ASIDES, DLP_SPAN(" "));
	part->cell_line = false;
	add_in_cell(part, text);
}

static struct dlp_span value_of(xmlTextReaderPtr xml)
{
	const char *value = (const char *)xmlTextReaderConstValue(xml);

	return value ? (struct dlp_span){ value, strlen(value) }
		     : (struct dlp_span){ 0 };
}

/* An attribute by its local name, whatever its prefix. */
static bool find_attribute(xmlTextReaderPtr xml, const char *name,
			   struct dlp_span *value)
{
	bool found = false;

	if (xmlTextReaderMoveToFirstAttribute(xml) != 1)
		return false;
	do {
		const char *local =
			(const char *)xmlTextReaderConstLocalName(xml);

		found = local && is(local, name);
		if (found)
			*value = value_of(xml);
	} while (!found && xmlTextReaderMoveToNextAttribute(xml) == 1);
	return found;
}

static void add_words(struct part *part, const char *element)
{
	struct dlp_span value;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!is(element, words[i].element))
			continue;
		if (find_attribute(part->xml, words[i].attribute, &value) &&
		    value.len) {
			end_line(part, words[i].aside);
			add(part, words[i].aside, value);
			end_line(part, words[i].aside);
		}
		xmlTextReaderMoveToElement(part->xml);
	}
}

static bool is_off(struct part *part)
{
	struct dlp_span val = { 0 };
	bool off = find_attribute(part->xml, "val", &val) &&
		   (dlp_span_eq(val, DLP_SPAN("0")) ||
		    dlp_span_eq(val, DLP_SPAN("false")) ||
		    dlp_span_eq(val, DLP_SPAN("off")));

	xmlTextReaderMoveToElement(part->xml);
	return off;
}

static void begin_element(struct part *part, const char *name, bool empty)
{
	add_words(part, name);
	if (is(name, "r")) {
		part->runs += !empty;
		part->vanish = false;
	} else if (is(name, "t") || is(name, "v")) {
		part->in_text = !empty;
		part->into = ASIDES;
	} else if (is(name, "delText")) {
		part->in_text = !empty;
		part->into = ASIDE_DELETED;
	} else if (is(name, "instrText") || is(name, "delInstrText")) {
		part->in_text = !empty;
		part->into = ASIDE_FIELD;
	} else if (is(name, "vanish") || is(name, "webHidden")) {
		part->vanish = part->runs && !is_off(part);
	} else if (part->runs &&
		   (is(name, "tab") || is(name, "br") || is(name, "cr"))) {
		part->into = ASIDES;
		add_text(part,
			 is(name, "tab") ? DLP_SPAN("\t") : DLP_SPAN("\n"));
	} else if (part->runs && is(name, "noBreakHyphen")) {
		part->into = ASIDES;
		add_text(part, DLP_SPAN("-"));
	} else if (is(name, "p") && empty) {
		if (!part->cells)
			end_line(part, ASIDES);
	} else if (is(name, "tr") && !empty && !part->rows++) {
		part->cell_first = true;
	} else if (is(name, "tc") && part->rows == 1 && !part->cells) {
		if (!part->cell_first)
			add(part, ASIDES, DLP_SPAN("\t"));
		part->cell_first = part->cell_line = false;
		part->cells += !empty;
	} else if (is(name, "tc") && !empty) {
		part->cells++;
		part->cell_line = true;
	}
}

static void end_element(struct part *part, const char *name)
{
	if (is(name, "r")) {
		part->runs -= part->runs > 0;
		part->vanish = false;
	} else if (is(name, "t") || is(name, "v") || is(name, "delText") ||
		   is(name, "instrText") || is(name, "delInstrText")) {
		part->in_text = false;
	} else if (is(name, "p")) {
		end_asides(part);
		if (part->cells)
			part->cell_line = true;
		else
			end_line(part, ASIDES);
	} else if (is(name, "tc")) {
		part->cells -= part->cells > 0;
	} else if (is(name, "tr") && part->rows && !--part->rows) {
		end_line(part, ASIDES);
	}
}

static void begin_pair(struct part *part, const char *name)
{
	const char *prefix = (const char *)xmlTextReaderConstPrefix(part->xml);
	struct dlp_span value = { 0 };

	/* Custom properties are all called `property`, and have a name; those
	 * of type vt: are their values. */
	if (find_attribute(part->xml, "name", &value) && value.len)
		snprintf(part->name, sizeof(part->name), "%.*s",
			 (int)(value.len < 100 ? value.len : 100), value.ptr);
	else if (!prefix || !is(prefix, "vt"))
		snprintf(part->name, sizeof(part->name), "%.100s", name);
	xmlTextReaderMoveToElement(part->xml);
}

static void add_link(struct part *part)
{
	struct dlp_span target = { 0 }, mode = { 0 };

	if (find_attribute(part->xml, "TargetMode", &mode) &&
	    dlp_span_eq(mode, DLP_SPAN("External")) &&
	    find_attribute(part->xml, "Target", &target)) {
		add(part, ASIDES, target);
		end_line(part, ASIDES);
	}
	xmlTextReaderMoveToElement(part->xml);
}

/* Data in attributes of somebody's own XML. */
static void add_attributes(struct part *part)
{
	if (xmlTextReaderMoveToFirstAttribute(part->xml) != 1)
		return;
	do {
		struct dlp_span value = value_of(part->xml);

		if (xmlTextReaderIsNamespaceDecl(part->xml) == 1 || !value.len)
			continue;
		add(part, ASIDE_PROPERTY, value);
		end_line(part, ASIDE_PROPERTY);
	} while (xmlTextReaderMoveToNextAttribute(part->xml) == 1);
	xmlTextReaderMoveToElement(part->xml);
}

static void take_element(struct part *part, const char *name)
{
	bool empty = xmlTextReaderIsEmptyElement(part->xml) == 1;

	switch (part->root->style) {
	case STYLE_WORD:
		begin_element(part, name, empty);
		break;
	case STYLE_LINKS:
		add_link(part);
		break;
	case STYLE_PAIRS:
		begin_pair(part, name);
		break;
	case STYLE_TEXT:
		break;
	case STYLE_ANY:
		add_attributes(part);
		break;
	}
}

static void take_value(struct part *part)
{
	struct dlp_span text = value_of(part->xml);

	switch (part->root->style) {
	case STYLE_WORD:
		if (part->in_text)
			add_text(part, text);
		break;
	case STYLE_LINKS:
		break;
	case STYLE_PAIRS:
		add(part, ASIDES,
		    (struct dlp_span){ part->name, strlen(part->name) });
		add(part, ASIDES, DLP_SPAN(": "));
		add(part, ASIDES, text);
		end_line(part, ASIDES);
		break;
	case STYLE_TEXT:
	case STYLE_ANY:
		add(part, ASIDES, text);
		break;
	}
}

static void take_end(struct part *part, const char *name)
{
	if (part->root->style == STYLE_WORD)
		end_element(part, name);
	else if (part->root->style >= STYLE_TEXT && part->line)
		end_line(part, ASIDES);
}

static const struct root *find_root(const char *name, const char *uri)
{
	static const char *const office[] = {
		"http://schemas.openxmlformats.org/",
		"http://purl.oclc.org/ooxml/",
		"http://schemas.microsoft.com/office/",
	};

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (is(name, roots[i].name))
			return &roots[i];
	for (size_t i = 0; uri && i < sizeof(office) / sizeof(office[0]); i++)
		if (!strncmp(uri, office[i], strlen(office[i])))
			return &office_root;
	return &foreign_root;
}

/* False where the part is at its end, or is not read further. */
static bool take_node(struct part *part)
{
	const char *name;

	if (part->teller->status || xmlTextReaderRead(part->xml) != 1)
		return false;
	name = (const char *)xmlTextReaderConstLocalName(part->xml);
	switch (xmlTextReaderNodeType(part->xml)) {
	case XML_READER_TYPE_DOCUMENT_TYPE:
		part->refused = true;
		return false;
	case XML_READER_TYPE_ELEMENT:
		if (!part->root) {
			part->root = find_root(
				name,
				(const char *)xmlTextReaderConstNamespaceUri(
					part->xml));
			dlp_teller_at(part->teller, part->root->at);
		}
		take_element(part, name);
		break;
	case XML_READER_TYPE_END_ELEMENT:
		take_end(part, name);
		break;
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
		if (part->root)
			take_value(part);
		break;
	case XML_READER_TYPE_COMMENT:
		end_line(part, ASIDE_HIDDEN);
		add(part, ASIDE_HIDDEN, value_of(part->xml));
		end_line(part, ASIDE_HIDDEN);
		break;
	default:
		break;
	}
	return true;
}

/* What the parser reads from, and how that ended. */
struct feed {
	struct dlp_source *source;
	struct dlp_error err;
	bool failed;
};

static int read_feed(void *arg, char *buf, int len)
{
	struct feed *feed = arg;
	struct dlp_span bytes;

	if (dlp_source_peek(feed->source, 1, &bytes, &feed->err) &&
	    !bytes.len) {
		feed->failed = true;
		return -1;
	}
	if (bytes.len > (size_t)len)
		bytes.len = (size_t)len;
	if (bytes.len)
		memcpy(buf, bytes.ptr, bytes.len);
	dlp_source_take(feed->source, bytes.len);
	return (int)bytes.len;
}

static int close_feed(void *arg)
{
	(void)arg;
	return 0;
}

/* The first error that ends the reading; it is not to be printed. */
static void keep_error(void *arg, xmlErrorPtr error)
{
	struct part *part = arg;

	if (!part->error && error->level >= XML_ERR_ERROR)
		part->error = error->code;
}

static void tell_asides(struct part *part)
{
	if (part->root && part->line)
		end_line(part, ASIDES);
	for (enum aside i = 0; i < ASIDES; i++) {
		struct dlp_buf *buf = &part->aside[i];

		end_line(part, i);
		if (buf->status)
			dlp_teller_error(part->teller, DLP_CODE_TOO_LARGE,
					 "too much text aside");
		if (buf->len) {
			dlp_teller_at(part->teller, aside_at[i]);
			dlp_teller_text(part->teller, dlp_buf_span(buf));
		}
		dlp_buf_release(buf);
	}
}

/* How the reading of a part ended; NULL when all of it was read. */
static const char *judge(const struct part *part, const struct feed *feed,
			 enum dlp_code *code)
{
	if (feed->failed) {
		*code = feed->source->code;
		return "a part cannot be unpacked";
	}
	*code = DLP_CODE_CORRUPT;
	if (part->refused)
		return "a part declares a document type";
	if (part->error == XML_ERR_NO_MEMORY) {
		*code = DLP_CODE_TOO_LARGE;
		return "a part has too much text in one place";
	}
	return part->error ? "a part is no well-formed XML" : NULL;
}

/* `*told` is the last failure, so that it is told once and not of each part. */
static void read_part(struct dlp_teller *teller, struct dlp_source *source,
		      const char **told)
{
	struct part part = { .teller = teller };
	struct feed feed = { .source = source };
	const char *failure;
	enum dlp_code code;

	for (enum aside i = 0; i < ASIDES; i++)
		dlp_buf_init(&part.aside[i], ASIDE);
	part.xml =
		xmlReaderForIO(read_feed, close_feed, &feed, NULL, NULL, FLAGS);
	if (!part.xml) {
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE, "out of memory");
		return;
	}
	xmlTextReaderSetStructuredErrorHandler(part.xml, keep_error, &part);
	while (take_node(&part))
		;
	tell_asides(&part);
	failure = judge(&part, &feed, &code);
	if (failure && failure != *told) {
		dlp_teller_error(teller, code, failure);
		*told = failure;
	}
	xmlFreeTextReader(part.xml);
}

static bool has_suffix(struct dlp_span name, struct dlp_span suffix)
{
	return name.len >= suffix.len &&
	       !memcmp(name.ptr + name.len - suffix.len, suffix.ptr,
		       suffix.len);
}

static bool is_part(struct dlp_span name)
{
	return has_suffix(name, DLP_SPAN(".xml")) ||
	       has_suffix(name, DLP_SPAN(".rels")) ||
	       has_suffix(name, DLP_SPAN(".vml"));
}

/* Through the container, for its parts or for what else is in it. */
static void read_entries(struct dlp_input *input, bool parts)
{
	struct dlp_archive *archive = dlp_archive_open(input);
	struct dlp_source *source;
	const char *told = NULL;

	while (archive && !input->teller->status && dlp_archive_next(archive)) {
		if (is_part(dlp_archive_name(archive)) != parts)
			continue;
		if (parts ? !dlp_reading_may_read(input)
			  : !dlp_reading_may_enter(input))
			break;
		if (!parts)
			dlp_archive_tell(archive);
		else if (!dlp_archive_source(archive, &source))
			read_part(input->teller, source, &told);
	}
	dlp_archive_close(archive);
}

void dlp_docx_load(void)
{
	xmlInitParser();
}

void dlp_docx_read(struct dlp_input *input)
{
	read_entries(input, true);
	dlp_teller_flush(input->teller);
	if (!input->reading->stop)
		read_entries(input, false);
}
