#include "extract/xml.h"

#include <libxml/xmlreader.h>
#include <string.h>

enum {
	FLAGS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		XML_PARSE_COMPACT,
};

void dlp_xml_load(void)
{
	xmlInitParser();
}

static int read_source(void *arg, char *buf, int len)
{
	struct dlp_xml *xml = arg;
	struct dlp_span bytes;

	if (dlp_source_peek(xml->source, 1, &bytes, &xml->err) && !bytes.len) {
		xml->failed = true;
		return -1;
	}
	if (bytes.len > (size_t)len)
		bytes.len = (size_t)len;
	memcpy(buf, bytes.ptr, bytes.len);
	dlp_source_take(xml->source, bytes.len);
	return (int)bytes.len;
}

static int close_source(void *arg)
{
	(void)arg;
	return 0;
}

/* The first one ends the reading; it is not to be printed. */
static void keep_error(void *arg, xmlErrorPtr error)
{
	struct dlp_xml *xml = arg;

	if (!xml->error && error->level >= XML_ERR_ERROR)
		xml->error = error->code;
}

bool dlp_xml_open(struct dlp_xml *xml, struct dlp_source *source)
{
	*xml = (struct dlp_xml){ .source = source };
	xml->reader = xmlReaderForIO(read_source, close_source, xml, NULL, NULL,
				     FLAGS);
	if (xml->reader)
		xmlTextReaderSetStructuredErrorHandler(xml->reader, keep_error,
						       xml);
	return xml->reader != NULL;
}

void dlp_xml_close(struct dlp_xml *xml)
{
	xmlFreeTextReader(xml->reader);
	xml->reader = NULL;
}

enum dlp_xml_node dlp_xml_next(struct dlp_xml *xml, const char **name)
{
	while (!xml->refused && xmlTextReaderRead(xml->reader) == 1) {
		*name = (const char *)xmlTextReaderConstLocalName(xml->reader);
		switch (xmlTextReaderNodeType(xml->reader)) {
		case XML_READER_TYPE_DOCUMENT_TYPE:
			xml->refused = true;
			break;
		case XML_READER_TYPE_ELEMENT:
			return DLP_XML_OPEN;
		case XML_READER_TYPE_END_ELEMENT:
			return DLP_XML_CLOSE;
		case XML_READER_TYPE_TEXT:
		case XML_READER_TYPE_CDATA:
		case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
			return DLP_XML_TEXT;
		case XML_READER_TYPE_COMMENT:
			return DLP_XML_NOTE;
		default:
			break;
		}
	}
	return DLP_XML_END;
}

bool dlp_xml_is_empty(struct dlp_xml *xml)
{
	return xmlTextReaderIsEmptyElement(xml->reader) == 1;
}

static const char *or_empty(const xmlChar *s)
{
	return s ? (const char *)s : "";
}

const char *dlp_xml_prefix(struct dlp_xml *xml)
{
	return or_empty(xmlTextReaderConstPrefix(xml->reader));
}

const char *dlp_xml_namespace(struct dlp_xml *xml)
{
	return or_empty(xmlTextReaderConstNamespaceUri(xml->reader));
}

struct dlp_span dlp_xml_value(struct dlp_xml *xml)
{
	const char *value = or_empty(xmlTextReaderConstValue(xml->reader));

	return (struct dlp_span){ value, strlen(value) };
}

bool dlp_xml_attribute(struct dlp_xml *xml, const char *name,
		       struct dlp_span *value)
{
	bool found = false;
	int more = xmlTextReaderMoveToFirstAttribute(xml->reader);

	*value = DLP_SPAN("");
	for (; more == 1 && !found;
	     more = xmlTextReaderMoveToNextAttribute(xml->reader)) {
		found = !strcmp(
			or_empty(xmlTextReaderConstLocalName(xml->reader)),
			name);
		if (found)
			*value = dlp_xml_value(xml);
	}
	xmlTextReaderMoveToElement(xml->reader);
	return found;
}

void dlp_xml_attributes(struct dlp_xml *xml,
			void (*fn)(void *arg, struct dlp_span value), void *arg)
{
	int more = xmlTextReaderMoveToFirstAttribute(xml->reader);

	for (; more == 1; more = xmlTextReaderMoveToNextAttribute(xml->reader))
		if (xmlTextReaderIsNamespaceDecl(xml->reader) != 1)
			fn(arg, dlp_xml_value(xml));
	xmlTextReaderMoveToElement(xml->reader);
}

const char *dlp_xml_failure(const struct dlp_xml *xml, enum dlp_code *code)
{
	if (xml->failed) {
		*code = xml->source->code;
		return "a part cannot be unpacked";
	}
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
