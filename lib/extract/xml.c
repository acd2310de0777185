#include "extract/xml.h"

#include <libxml/parser.h>
#include <string.h>

enum {
	FLAGS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		/* No entity can be declared: what is left to replace is the
		 * five in attributes. */
		XML_PARSE_NOENT | XML_PARSE_RECOVER,
	ATTRIBUTE = 5, /* pointers of each: name, prefix, namespace, value */
};

struct dlp_xml {
	struct dlp_source *source;
	const struct dlp_xml_events *events;
	void *arg;
	bool typed;
	struct _xmlParserCtxt *parser;
	unsigned depth;
	/* Attributes that have come since the parser had anything to say: those
	 * of one element, each of which it compares with all before it. */
	unsigned pending;
	/* Of the element being opened. */
	const char *prefix, *uri;
	const xmlChar **attribute;
	size_t attributes;
	/* Why it ended. */
	bool failed, refused, deep, many;
	int error; /* of libxml2, the first */
};

void dlp_xml_load(void)
{
	xmlInitParser();
}

/* What looks like one. */
static unsigned count_attributes(struct dlp_span bytes)
{
	unsigned n = 0;
	const char *at;

	while (bytes.len > 1 && (at = memchr(bytes.ptr, '=', bytes.len - 1))) {
		n += at[1] == '"' || at[1] == '\'';
		bytes.len -= (size_t)(at - bytes.ptr) + 1;
		bytes.ptr = at + 1;
	}
	return n;
}

static int read_source(void *arg, char *buf, int len)
{
	struct dlp_xml *xml = arg;
	struct dlp_error err;
	struct dlp_span bytes;

	if (dlp_source_peek(xml->source, 1, &bytes, &err) && !bytes.len) {
		xml->failed = true;
		return 0; /* what has come so far is still to be parsed */
	}
	if (bytes.len > (size_t)len)
		bytes.len = (size_t)len;
	xml->pending += count_attributes(bytes);
	if (xml->pending > DLP_XML_ATTRIBUTES) {
		xml->many = true;
		return 0;
	}
	memcpy(buf, bytes.ptr, bytes.len);
	dlp_source_take(xml->source, bytes.len);
	return (int)bytes.len;
}

static int close_source(void *arg)
{
	(void)arg;
	return 0;
}

static void take_error(void *arg, xmlErrorPtr error)
{
	struct dlp_xml *xml = arg;

	if (!xml->error && error->level >= XML_ERR_ERROR)
		xml->error = error->code;
}

static const char *or_empty(const xmlChar *s)
{
	return s ? (const char *)s : "";
}

static void take_open(void *arg, const xmlChar *name, const xmlChar *prefix,
		      const xmlChar *uri, int namespaces,
		      const xmlChar **declared, int attributes, int defaults,
		      const xmlChar **attribute)
{
	struct dlp_xml *xml = arg;

	(void)namespaces;
	(void)declared;
	(void)defaults;
	xml->pending = 0;
	if (++xml->depth > DLP_XML_DEPTH) {
		xml->deep = true;
		dlp_xml_stop(xml);
		return;
	}
	xml->prefix = or_empty(prefix);
	xml->uri = or_empty(uri);
	xml->attribute = attribute;
	xml->attributes = (size_t)attributes;
	xml->events->open(xml->arg, xml, or_empty(name));
	xml->attributes = 0;
}

static void take_close(void *arg, const xmlChar *name, const xmlChar *prefix,
		       const xmlChar *uri)
{
	struct dlp_xml *xml = arg;

	(void)prefix;
	(void)uri;
	xml->depth -= xml->depth > 0;
	xml->pending = 0;
	xml->events->close(xml->arg, xml, or_empty(name));
}

static void take_text(void *arg, const xmlChar *text, int len)
{
	struct dlp_xml *xml = arg;

	xml->pending = 0;
	xml->events->text(xml->arg, xml,
			  (struct dlp_span){ (const char *)text, (size_t)len });
}

static void take_note(void *arg, const xmlChar *text)
{
	struct dlp_xml *xml = arg;
	const char *note = or_empty(text);

	if (xml->events->note)
		xml->events->note(xml->arg, xml,
				  (struct dlp_span){ note, strlen(note) });
}

static void refuse(struct dlp_xml *xml)
{
	xml->refused = true;
	dlp_xml_stop(xml);
}

static void take_type(void *arg, const xmlChar *name, const xmlChar *public_id,
		      const xmlChar *system_id)
{
	struct dlp_xml *xml = arg;

	(void)name;
	(void)public_id;
	(void)system_id;
	if (!xml->typed)
		refuse(xml);
}

static void take_entity(void *arg, const xmlChar *name, int type,
			const xmlChar *public_id, const xmlChar *system_id,
			xmlChar *content)
{
	(void)name;
	(void)type;
	(void)public_id;
	(void)system_id;
	(void)content;
	refuse(arg);
}

static void take_attribute_declaration(void *arg, const xmlChar *element,
				       const xmlChar *name, int type,
				       int defaults, const xmlChar *value,
				       xmlEnumerationPtr tree)
{
	(void)element;
	(void)name;
	(void)type;
	(void)defaults;
	(void)value;
	xmlFreeEnumeration(tree);
	refuse(arg);
}

static void take_element_declaration(void *arg, const xmlChar *name, int type,
				     xmlElementContentPtr content)
{
	(void)name;
	(void)type;
	(void)content;
	refuse(arg);
}

static xmlSAXHandler handler(void)
{
	return (xmlSAXHandler){
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = take_open,
		.endElementNs = take_close,
		.characters = take_text,
		.ignorableWhitespace = take_text,
		.cdataBlock = take_text,
		.comment = take_note,
		.internalSubset = take_type,
		.entityDecl = take_entity,
		.attributeDecl = take_attribute_declaration,
		.elementDecl = take_element_declaration,
		.serror = take_error,
	};
}

void dlp_xml_stop(struct dlp_xml *xml)
{
	xmlStopParser(xml->parser);
}

const char *dlp_xml_prefix(const struct dlp_xml *xml)
{
	return xml->prefix;
}

const char *dlp_xml_namespace(const struct dlp_xml *xml)
{
	return xml->uri;
}

bool dlp_xml_attribute_at(const struct dlp_xml *xml, size_t i,
			  const char **name, struct dlp_span *value)
{
	const xmlChar **at;

	if (i >= xml->attributes)
		return false;
	at = xml->attribute + ATTRIBUTE * i;
	*name = (const char *)at[0];
	*value = (struct dlp_span){ (const char *)at[3],
				    (size_t)(at[4] - at[3]) };
	return true;
}

bool dlp_xml_attribute(const struct dlp_xml *xml, const char *name,
		       struct dlp_span *value)
{
	const char *called;

	for (size_t i = 0; dlp_xml_attribute_at(xml, i, &called, value); i++)
		if (*called == *name && !strcmp(called, name))
			return true;
	*value = DLP_SPAN("");
	return false;
}

bool dlp_xml_attribute_prefixed(const struct dlp_xml *xml, const char *name,
				struct dlp_span *value)
{
	const char *called;

	for (size_t i = 0; dlp_xml_attribute_at(xml, i, &called, value); i++)
		if (xml->attribute[ATTRIBUTE * i + 1] && !strcmp(called, name))
			return true;
	*value = DLP_SPAN("");
	return false;
}

uint64_t dlp_xml_number(struct dlp_span value)
{
	uint64_t n = 0;

	for (size_t i = 0; i < value.len && n < UINT32_MAX; i++)
		if (value.ptr[i] >= '0' && value.ptr[i] <= '9')
			n = n * 10 + (unsigned)(value.ptr[i] - '0');
	return n < UINT32_MAX ? n : UINT32_MAX;
}

bool dlp_xml_is_true(struct dlp_span value)
{
	return dlp_span_is(value, "1") || dlp_span_is(value, "true") ||
	       dlp_span_is(value, "on");
}

static const char *failure_of(const struct dlp_xml *xml, enum dlp_code *code)
{
	if (xml->failed) {
		*code = xml->source->code;
		return xml->source->limit ? xml->source->limit
					  : "a part cannot be unpacked";
	}
	*code = DLP_CODE_TOO_DEEP;
	if (xml->deep)
		return "a part has too many elements within one another";
	*code = DLP_CODE_TOO_MANY;
	if (xml->many)
		return "an element has too many attributes";
	*code = DLP_CODE_CORRUPT;
	if (xml->refused)
		return "a part declares a document type";
	if (xml->error == XML_ERR_NO_MEMORY) {
		*code = DLP_CODE_TOO_LARGE;
		return "a part has too much text in one place";
	}
	/* Offices write empty parts where they have nothing to say. */
	return xml->error && xml->source->taken ? "a part is no well-formed XML"
						: NULL;
}

const char *dlp_xml_read(struct dlp_source *source,
			 const struct dlp_xml_events *events, void *arg,
			 bool typed, enum dlp_code *code)
{
	struct dlp_xml xml = {
		.source = source, .events = events, .arg = arg, .typed = typed
	};
	xmlSAXHandler sax = handler();

	xml.parser =
		xmlCreateIOParserCtxt(&sax, &xml, read_source, close_source,
				      &xml, XML_CHAR_ENCODING_NONE);
	if (!xml.parser) {
		*code = DLP_CODE_TOO_LARGE;
		return "out of memory";
	}
	xmlCtxtUseOptions(xml.parser, FLAGS);
	xmlParseDocument(xml.parser);
	xmlFreeDoc(xml.parser->myDoc);
	xml.parser->myDoc = NULL;
	xmlFreeParserCtxt(xml.parser);
	return failure_of(&xml, code);
}
