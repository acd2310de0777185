#ifndef DLP_XML_H
#define DLP_XML_H

#include <stdbool.h>

#include "extract/source.h"

/*
 * An XML document as a stream of nodes, through the text reader of libxml2:
 * in constant memory, without a network, entities or nodes over 10 MB.  A
 * document type ends it, since documents of an office have none.
 */
struct dlp_xml {
	struct _xmlTextReader *reader;
	struct dlp_source *source;
	struct dlp_error err;
	bool failed;  /* the source did */
	bool refused; /* it has a document type */
	int error;    /* of the parser, the first */
};

enum dlp_xml_node {
	DLP_XML_END,
	DLP_XML_OPEN,  /* an element begins; */
	DLP_XML_CLOSE, /* and ends, unless it was empty */
	DLP_XML_TEXT,
	DLP_XML_NOTE, /* a comment */
};

/* Before the sandbox: what libxml2 sets up at first use. */
void dlp_xml_load(void);

/* False without memory; else close it. */
bool dlp_xml_open(struct dlp_xml *xml, struct dlp_source *source);
void dlp_xml_close(struct dlp_xml *xml);

/* The next node; `*name` is an element's, without its prefix. */
enum dlp_xml_node dlp_xml_next(struct dlp_xml *xml, const char **name);

/* Of the current node, until the next call: */
bool dlp_xml_is_empty(struct dlp_xml *xml);
const char *dlp_xml_prefix(struct dlp_xml *xml);    /* "" for none */
const char *dlp_xml_namespace(struct dlp_xml *xml); /* "" for none */
struct dlp_span dlp_xml_value(struct dlp_xml *xml);
/* An attribute by its name without prefix; false, and empty, without it. */
bool dlp_xml_attribute(struct dlp_xml *xml, const char *name,
		       struct dlp_span *value);
/* The values of all attributes but namespaces, one a call. */
void dlp_xml_attributes(struct dlp_xml *xml,
			void (*fn)(void *arg, struct dlp_span value),
			void *arg);

/* Behind DLP_XML_END: why not all was read; NULL when it was.  A constant. */
const char *dlp_xml_failure(const struct dlp_xml *xml, enum dlp_code *code);

#endif
